/** /metrics: Prometheus's text, with each request, prediction, and value outside the training range counted. */
import { beforeAll, expect, it } from 'vitest';
import type { ServedModel } from '../../src/serve/served-model.js';
import { CHURN_ROW, churnModel } from '../helpers/churn-model.js';
import { randomModel } from '../helpers/models.js';
import { type Served, served, servedModel } from '../helpers/served.js';
import { tableModel } from '../helpers/table-model.js';

let server: Served;
beforeAll(async () => {
  server = served({ churn: await churnModel() });
});

/** The samples of a text by their names with labels; every line is a sample or a comment that begins a metric. */
function samplesOf(text: string): Map<string, number> {
  const samples = text
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const [, name, value] =
        /^([a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+\})?) (\S+)$/.exec(line) ?? [];
      if (name === undefined)
        expect(line).toMatch(/^# (HELP [a-z_]+ .+|TYPE [a-z_]+ (counter|gauge|histogram))$/);
      return name === undefined ? [] : [[name, Number(value)] as const];
    });
  expect(new Set(samples.map(([name]) => name)).size).toBe(samples.length);
  return new Map(samples);
}

async function samples({ get }: Served = server): Promise<Map<string, number>> {
  const response = await get('/metrics');
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return samplesOf(await response.text());
}

it('counts requests by route and status, and their times', async () => {
  for (const body of [CHURN_ROW, CHURN_ROW, { age: 1 }]) await server.post('/predict', JSON.stringify(body));
  await server.get('/nowhere/at/all');
  await server.get('/nowhere/else');
  await server.get('/v2/models/churn/ready');
  const found = await samples();
  expect(found.get('dnn_requests_total{route="/predict",status="200"}')).toBe(2);
  expect(found.get('dnn_requests_total{route="/predict",status="400"}')).toBe(1);
  expect(found.get('dnn_requests_total{route="other",status="404"}')).toBe(2);
  expect(found.get('dnn_requests_total{route="/v2/models/:model/ready",status="200"}')).toBe(1);
  const name = 'dnn_request_duration_seconds';
  expect(found.get(`${name}_count{route="/predict"}`)).toBe(3);
  expect(found.get(`${name}_bucket{route="/predict",le="+Inf"}`)).toBe(3);
  const buckets = [...found]
    .filter(([key]) => key.startsWith(`${name}_bucket{route="/predict"`))
    .map(([, n]) => n);
  expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
  // This request itself.
  expect(found.get('dnn_requests_in_progress')).toBe(1);
});

it('counts predictions by class, and the columns that stray', async () => {
  const own = served({ churn: (server.models.only as ServedModel).predictor.model });
  const { scaling, columns } = (own.models.only as ServedModel).predictor.model;
  const at = (columns ?? []).findIndex(({ name }) => name === 'age');
  const [mean, deviation] = [scaling?.shift[at] ?? 0, scaling?.scale[at] ?? 0];
  const ages = [mean, mean + 3.9 * deviation, mean + 4.1 * deviation, mean - 4.1 * deviation];
  const rows = ages.map((age) => ({ ...CHURN_ROW, age }));
  const answers: { label: string }[] = (await (
    await own.post('/predict', JSON.stringify(rows))
  ).json()) as never;
  const found = await samples(own);
  expect(found.get('dnn_inputs_outside_range_total{model="churn",column="age"}')).toBe(2);
  expect(found.get('dnn_inputs_outside_range_total{model="churn",column="income"}')).toBe(0);
  for (const label of ['no', 'yes']) {
    const count = answers.filter((answer) => answer.label === label).length;
    expect(found.get(`dnn_predictions_total{model="churn",class="${label}"}`)).toBe(count);
  }
  expect([...found.keys()].filter((key) => key.startsWith('dnn_model_info'))).toHaveLength(1);
});

it('counts categories that training has not seen, and values beyond all of the training', async () => {
  const table = servedModel('table', tableModel(), 'ignore');
  const points = servedModel('points', { ...randomModel(), range: [-1, 2] }, 'error');
  const own = served({});
  own.models.put(table);
  own.models.put(points);
  const row = { age: 41, income: null, plan: 'platinum', paperless: 'yes' };
  await own.post('/predict/table', JSON.stringify([row, { ...row, plan: 'basic' }]));
  await own.post(
    '/predict/points',
    JSON.stringify([
      [-1, 2, 3],
      [-1.5, 2.5, 0],
    ]),
  );
  const found = await samples(own);
  const outside = (model: string, column: string) =>
    found.get(`dnn_inputs_outside_range_total{model="${model}",column="${column}"}`);
  expect([outside('table', 'plan'), outside('table', 'income'), outside('points', '')]).toEqual([1, 0, 3]);
});

it('escapes the names of classes', async () => {
  const own = served({ odd: randomModel({ classes: ['a"b\\c\nd', 'e'] }) });
  await own.post('/predict', '[[1,2,3]]');
  const names = [...(await samples(own)).keys()].filter((key) => key.startsWith('dnn_predictions_total'));
  expect(names[0]).toBe('dnn_predictions_total{model="odd",class="a\\"b\\\\c\\nd"}');
});
