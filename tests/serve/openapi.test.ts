/** /openapi.json: valid by the schema of OpenAPI 3.1, and true of the requests and answers of the server. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, expect, it } from 'vitest';
import type { Model } from '../../src/model/model.js';
import { CHURN_ROW, churnModel } from '../helpers/churn-model.js';
import { networkModel } from '../helpers/networks.js';
import { type Served, served } from '../helpers/served.js';
import { numberModel } from '../helpers/table-model.js';

let server: Served;
let churn: Model;
// biome-ignore lint/suspicious/noExplicitAny: JSON of any shape
let description: any;
beforeAll(async () => {
  churn = await churnModel();
  server = served({ churn, pictures: networkModel('8x8x3,5,3'), prices: numberModel() });
  description = await (await server.get('/openapi.json')).json();
});

/** The errors of `value` by the schema at `pointer` of the description. */
function errorsOf(pointer: string, value: unknown): string | undefined {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ ...description, $id: 'https://dnn.invalid/openapi' });
  return ajv.validate(`https://dnn.invalid/openapi#${pointer}`, value) ? undefined : ajv.errorsText();
}

const schemaOf = (operation: string, part: string) =>
  `/paths/${operation.replaceAll('/', '~1')}/post/${part}/content/application~1json/schema`;

it('is valid, for one model and for several', async () => {
  for (const own of [description, await (await served({ one: numberModel() }).get('/openapi.json')).json()]) {
    const { valid, errors } = await new Validator().validate(own);
    expect([valid, errors]).toEqual([true, undefined]);
  }
});

it('describes every route that answers', async () => {
  for (const path of ['/v2/', '/v2/health/live', '/v2/health/ready', '/metrics', '/openapi.json'])
    expect([path, path in description.paths, (await server.get(path)).status]).toEqual([path, true, 200]);
  expect(Object.keys(description.paths)).toEqual(
    expect.arrayContaining([
      '/predict/churn',
      '/v2/models/{model}/infer',
      '/v2/models/{model}/versions/{version}/ready',
    ]),
  );
});

it('takes the rows that the server takes, and gives its answers', async () => {
  const price = { age: 41, income: null, plan: 'basic', paperless: true };
  for (const [path, row] of [
    ['/predict/churn', CHURN_ROW],
    ['/predict/prices', price],
  ] as const) {
    for (const body of [row, [row, Object.values(row)]]) {
      expect(errorsOf(schemaOf(path, 'requestBody'), body)).toBeUndefined();
      const response = await server.post(path, JSON.stringify(body));
      expect(response.status).toBe(200);
      expect(errorsOf(schemaOf(path, 'responses/200'), await response.json())).toBeUndefined();
    }
  }
});

it('takes no bare array of values for a row, as the server does not', async () => {
  const values = Object.values(CHURN_ROW);
  expect(errorsOf(schemaOf('/predict/churn', 'requestBody'), values)).toBeDefined();
  expect((await server.post('/predict/churn', JSON.stringify(values))).status).toBe(400);
});

it('describes the statuses that are not of one route, and a schema for each model', async () => {
  const { responses } = description.paths['/predict/churn'].post;
  expect(Object.keys(responses)).toEqual(expect.arrayContaining(['405', '413', '503']));
  const model = numberModel();
  const own = served({ ä: model, ö: churn, 'Row-_': model, _: model, '_-2': churn });
  const { paths } = (await (await own.get('/openapi.json')).json()) as typeof description;
  const rows = Object.values(paths)
    // biome-ignore lint/suspicious/noExplicitAny: JSON of any shape
    .map((path: any) => path.post?.requestBody.content['application/json'].schema.anyOf?.[0].items.$ref)
    .filter((name) => name !== undefined);
  expect(new Set(rows).size).toBe(5);
});

it('refuses what the server refuses', async () => {
  const { plan: _, ...lacking } = CHURN_ROW;
  for (const row of [lacking, { ...CHURN_ROW, age: [1] }, [1, 2]]) {
    expect(errorsOf(schemaOf('/predict/churn', 'requestBody'), row)).toBeDefined();
    const response = await server.post('/predict/churn', JSON.stringify([row]));
    expect(response.status).toBe(400);
    expect(errorsOf(schemaOf('/predict/churn', 'responses/400'), await response.json())).toBeUndefined();
  }
});
