/** The Open Inference Protocol's REST side: its objects by its schema, its answers the numbers of /predict. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { CHURN_ROW, churnModel } from '../helpers/churn-model.js';
import { greyPng } from '../helpers/cli.js';
import { randomModel } from '../helpers/models.js';
import { networkModel } from '../helpers/networks.js';
import { type Served, served } from '../helpers/served.js';
import { numberModel } from '../helpers/table-model.js';

const ajv = new Ajv2020({ strict: false });
const GOLDEN = JSON.parse(readFileSync('tests/goldens/serve/open-inference.json', 'utf8'));
ajv.addSchema(GOLDEN);

/** JSON that the schema has checked. */
// biome-ignore lint/suspicious/noExplicitAny: JSON of any shape
type Json = any;

/** The value, if it is the protocol's object of this name. */
function checked(name: string, value: unknown): Json {
  const isValid = ajv.validate(`${GOLDEN.$id}#/$defs/${name}`, value);
  expect(isValid, `${name}: ${ajv.errorsText()} in ${JSON.stringify(value)}`).toBe(true);
  return value;
}

let server: Served;
let ready = true;
beforeAll(async () => {
  const pictures = { ...networkModel('8x8x3,5,3'), range: [0, 255] as const };
  const models = { churn: await churnModel(), pictures, prices: numberModel(), points: randomModel() };
  server = served(models, { isReady: () => ready });
});

async function got(path: string, status: number, name: string): Promise<Json> {
  const response = await server.get(path);
  expect(response.status).toBe(status);
  return checked(name, await response.json());
}

async function inferred(model: string, request: object, status = 200): Promise<Json> {
  const response = await server.post(`/v2/models/${model}/infer`, JSON.stringify(request));
  const body = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(status);
  return checked(status === 200 ? 'inference_response' : 'error', body);
}

/** The outputs of an answer by name. */
function outputsOf({ outputs }: { outputs: { name: string; data: unknown[] }[] }): Record<string, unknown[]> {
  return Object.fromEntries(outputs.map(({ name, data }) => [name, data]));
}

/** The answers of /predict as columns. */
async function predicted(model: string, rows: unknown): Promise<Record<string, unknown[]>> {
  const answers: Record<string, unknown>[] = (await (
    await server.post(`/predict/${model}`, JSON.stringify(rows))
  ).json()) as never;
  const column = (key: string) => answers.map((answer) => answer[key]);
  return { class: column('class'), label: column('label'), probabilities: column('probabilities').flat() };
}

describe('health and metadata', () => {
  it('of the server are as the protocol has them', async () => {
    expect(await got('/v2', 200, 'server')).toMatchObject({ name: 'dnn', version: '1.2.3' });
    await got('/v2/', 200, 'server');
    expect((await got('/v2/health/live', 200, 'live')).live).toBe(true);
    expect((await got('/v2/health/ready', 200, 'live')).ready).toBe(true);
    ready = false;
    expect((await got('/v2/health/ready', 503, 'live')).ready).toBe(false);
    ready = true;
  });

  it('of a model are found by name, version and digest', async () => {
    const { versions } = await got('/v2/models/churn', 200, 'model');
    for (const path of [
      'churn',
      versions[0],
      `churn/versions/${versions[0]}`,
      `churn/versions/${versions[0].slice(0, 12)}`,
    ]) {
      expect((await got(`/v2/models/${path}`, 200, 'model')).name).toBe('churn');
      expect(await got(`/v2/models/${path}/ready`, 200, 'ready')).toEqual({ name: 'churn', ready: true });
    }
    const other = '0'.repeat(64);
    for (const path of ['nobody', `churn/versions/${other}`, 'nobody/ready', `churn/versions/${other}/ready`])
      await got(`/v2/models/${path}`, 404, 'error');
  });

  it('tell the tensors: a column each, values, or bytes', async () => {
    const columns = (await got('/v2/models/churn', 200, 'model')).inputs;
    expect(columns.map(({ name, datatype }: Record<string, string>) => `${name} ${datatype}`)).toEqual([
      ...['age FP64', 'income FP64', 'plan BYTES', 'paperless BYTES', 'calls FP64', 'months FP64'],
    ]);
    expect((await got('/v2/models/pictures', 200, 'model')).inputs).toEqual([
      { name: 'input', datatype: 'UINT8', shape: [-1, 8, 8, 3] },
    ]);
    expect((await got('/v2/models/points', 200, 'model')).inputs).toEqual([
      { name: 'input', datatype: 'FP64', shape: [-1, 3] },
    ]);
    expect((await got('/v2/models/prices', 200, 'model')).outputs).toEqual([
      { name: 'prediction', datatype: 'FP64', shape: [-1, 1] },
    ]);
  });
});

describe('inference', () => {
  const ROWS = [CHURN_ROW, { ...CHURN_ROW, age: 23, plan: 'family' }];
  const TYPES: Record<string, string> = { plan: 'BYTES', paperless: 'BYTES' };
  const columns = () =>
    Object.keys(CHURN_ROW).map((name) => ({
      name,
      datatype: TYPES[name] ?? 'FP64',
      shape: [ROWS.length, 1],
      data: ROWS.map((row) => row[name as keyof typeof CHURN_ROW]),
    }));

  it('of columns gives the numbers of /predict, in any order', async () => {
    const request = checked('inference_request', { id: '42', inputs: columns().reverse() });
    const answer = await inferred('churn', request);
    expect([answer.model_name, answer.id, answer.model_version]).toEqual([
      'churn',
      '42',
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ]);
    expect(outputsOf(answer)).toEqual(await predicted('churn', ROWS));
    const shapes = answer.outputs.map(({ shape }: { shape: number[] }) => shape);
    expect(shapes).toEqual([
      [2, 1],
      [2, 1],
      [2, 2],
    ]);
  });

  it('of values gives the numbers of /predict, flat and nested, in each type', async () => {
    const rows = [
      [1, 2, 3],
      [4, 5, 250],
    ];
    const expected = await predicted('points', rows);
    for (const datatype of ['FP64', 'FP32', 'UINT8', 'INT64']) {
      for (const data of [rows, rows.flat()]) {
        const answer = await inferred('points', { inputs: [{ name: 'x', datatype, shape: [2, 3], data }] });
        expect(outputsOf(answer)).toEqual(expected);
      }
    }
  });

  it('rounds FP32 to its type, and FP64 not', async () => {
    const [a, b] = [0.1, Math.fround(0.1)];
    const of = async (datatype: string, x: number) =>
      outputsOf(
        await inferred('points', { inputs: [{ name: 'x', datatype, shape: [1, 3], data: [x, x, x] }] }),
      );
    expect(await of('FP32', a)).toEqual(await predicted('points', [[b, b, b]]));
    expect(await of('FP64', a)).toEqual(await predicted('points', [[a, a, a]]));
  });

  it('of pictures takes their bytes, of any of two shapes, or their files in base64', async () => {
    const pixels = Array.from({ length: 192 }, (_, i) => (i * 7) % 256);
    const expected = await predicted('pictures', [pixels]);
    for (const shape of [
      [1, 8, 8, 3],
      [1, 192],
    ])
      expect(
        outputsOf(
          await inferred('pictures', { inputs: [{ name: 'input', datatype: 'UINT8', shape, data: pixels }] }),
        ),
      ).toEqual(expected);
    const file = greyPng(90, 8, 8);
    const data = [file.toString('base64'), file.toString('base64')];
    const answer = await inferred('pictures', {
      inputs: [{ name: 'input', datatype: 'BYTES', shape: [2], data }],
    });
    const [{ probabilities }] = (await (await server.post('/predict/pictures', file)).json()) as Json;
    expect(outputsOf(answer).probabilities).toEqual([...probabilities, ...probabilities]);
  });

  it('gives the outputs that are asked for', async () => {
    const answer = await inferred('churn', { inputs: columns(), outputs: [{ name: 'probabilities' }] });
    expect(answer.outputs.map(({ name }: { name: string }) => name)).toEqual(['probabilities']);
    const row = [{ age: 41, income: 30_000, plan: 'basic', paperless: true }];
    const inputs = Object.entries(row[0]).map(([name, value]) => {
      const datatype = typeof value === 'number' ? 'FP64' : typeof value === 'boolean' ? 'BOOL' : 'BYTES';
      return { name, datatype, shape: [1], data: [value] };
    });
    const [{ prediction }] = (await (
      await server.post('/predict/prices', JSON.stringify(row))
    ).json()) as Json;
    expect(outputsOf(await inferred('prices', { inputs }))).toEqual({ prediction: [prediction] });
  });

  const tensor = (change: object) => ({
    inputs: [{ name: 'input', datatype: 'FP64', shape: [1, 3], data: [1, 2, 3], ...change }],
  });
  it.each([
    ['points', {}, 'inputs: undefined, expected an array'],
    ['points', { inputs: [] }, 'expected an array of tensors'],
    ['points', { inputs: [7] }, 'inputs[0]'],
    ['points', { ...tensor({}), id: 42 }, 'id: '],
    ['points', tensor({ datatype: 'FP8' }), 'datatype: FP8, expected one of BOOL'],
    ['points', tensor({ shape: [3] }), 'shape: [3], expected [-1,3]'],
    ['points', tensor({ shape: [2, 3] }), 'shape 2x3 has 6 elements, data has 3'],
    ['points', tensor({ shape: [-1, 3] }), 'expected an array of whole numbers from 1'],
    ['points', tensor({ data: [1, 2, 'x'] }), 'element 2 of FP64: x, expected a number'],
    ['points', tensor({ datatype: 'UINT8', data: [1, 2, 256] }), 'element 2 of UINT8'],
    [
      'points',
      { ...tensor({}), outputs: [{ name: 'logits' }] },
      'outputs[0].name: logits, expected one of class, label',
    ],
    [
      'churn',
      { inputs: [{ name: 'age', datatype: 'FP64', shape: [1], data: [4] }] },
      'no input is called income',
    ],
    ['pictures', { inputs: [{ name: 'input', datatype: 'BYTES', shape: [1], data: ['?'] }] }, 'no base64'],
  ])('of %s refuses %j: %s', async (model, request, words) => {
    expect((await inferred(model, request, 400)).error).toContain(words);
  });

  it('refuses what is no JSON, and binary tensors', async () => {
    const none = await server.post('/v2/models/points/infer', '{');
    expect([none.status, checked('error', await none.json()).error]).toEqual([
      400,
      expect.stringContaining('not JSON'),
    ]);
    const headers = { 'inference-header-content-length': '10' };
    const binary = await server.post('/v2/models/points/infer', '{}', headers);
    expect([binary.status, checked('error', await binary.json()).error]).toEqual([
      400,
      'binary tensors are not read',
    ]);
  });
});

it('refuses data that are nested without end', async () => {
  const nested = `${'['.repeat(100_000)}1${']'.repeat(100_000)}`;
  const body = `{"inputs":[{"name":"x","datatype":"FP64","shape":[1,3],"data":${nested}}]}`;
  const response = await server.post('/v2/models/points/infer', body);
  expect([response.status, (await response.json()) as object]).toMatchObject([
    400,
    { error: expect.stringContaining('nested over 16 levels') },
  ]);
});
