/** POST /predict: the text that `dnn predict --json` prints about the same inputs, and clear refusals. */
import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { saveModel } from '../../src/model/file/save.js';
import type { Model } from '../../src/model/model.js';
import type { ServedModel } from '../../src/serve/served-model.js';
import { CHURN_ROW, churnModel } from '../helpers/churn-model.js';
import { greyPng } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';
import { networkModel } from '../helpers/networks.js';
import { type Body, type Served, served, servedModel } from '../helpers/served.js';
import { skipNotice } from '../helpers/skips.js';
import { numberModel } from '../helpers/table-model.js';

const sharp = await import('sharp').then(
  (module) => module.default,
  () => undefined,
);
const SHARP_NOTICE = skipNotice(!sharp, 'sharp is not installed', 'npm install sharp');
const place = new InProcess();
const CSV = readFileSync('tests/goldens/tables/churn.csv', 'utf8');
const pictures = networkModel('8x8x3,5,3');
let churn: Model;
let server: Served;

beforeAll(async () => {
  churn = await churnModel();
  server = served({ churn, pictures, prices: narrow(numberModel()) });
  saveModel(place.at('churn.json'), churn);
  saveModel(place.at('pictures.json'), pictures);
});

/** The model whose first column has a scale so small that a large value overflows. */
function narrow(model: Model): Model {
  const { scaling } = model;
  return scaling ? { ...model, scaling: { ...scaling, scale: [1e-3, ...scaling.scale.slice(1)] } } : model;
}

/** A PNG whose header claims this size. */
function claiming(width: number, height: number): Uint8Array {
  const png = Buffer.from(greyPng(9));
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

/** The output of `dnn predict --json`. */
async function printed(...args: string[]): Promise<string> {
  const { code, stdout } = await place.dnn(['predict', ...args, '--json', '--quiet']);
  expect(code).toBe(0);
  return stdout;
}

async function answered(path: string, body: Body, headers: Record<string, string> = {}): Promise<string> {
  const response = await server.post(path, body, headers);
  const text = await response.text();
  expect(response.status, text).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  return text;
}

describe('the answer, byte for byte that of dnn predict --json', () => {
  it('to rows of JSON, in an array, one a line, and alone', async () => {
    const rows = [CHURN_ROW, { ...CHURN_ROW, age: 23, plan: 'family' }, { ...CHURN_ROW, calls: 7 }];
    place.write('rows.json', JSON.stringify(rows));
    const expected = await printed('rows.json', '--model', 'churn.json');
    expect(await answered('/predict/churn', JSON.stringify(rows))).toBe(expected);
    const lines = rows.map((row) => JSON.stringify(row)).join('\n');
    expect(await answered('/predict/churn', lines, { 'content-type': 'application/x-ndjson' })).toBe(
      expected,
    );
    place.write('row.json', JSON.stringify([CHURN_ROW]));
    const one = await printed('row.json', '--model', 'churn.json');
    expect(await answered('/predict/churn', JSON.stringify(CHURN_ROW))).toBe(one);
    expect(await answered('/predict/churn', JSON.stringify(CHURN_ROW, null, 2))).toBe(one);
  });

  it('to a table of more rows than are predicted at once, by number or by a column', async () => {
    const [head, ...rows] = CSV.trimEnd().split('\n');
    const many = [head, ...Array.from({ length: 8 }, () => rows).flat()].join('\n');
    expect(many.split('\n').length).toBeGreaterThan(1100);
    place.write('many.csv', many);
    expect(await answered('/predict/churn', many, { 'content-type': 'text/csv' })).toBe(
      await printed('many.csv', '--model', 'churn.json'),
    );
    expect(await answered('/predict/churn?id=customer_id', many)).toBe(
      await printed('many.csv', '--model', 'churn.json', '--id', 'customer_id'),
    );
  });

  it('to pictures, raw and as the files of a form', async () => {
    const [dark, light] = [greyPng(40), greyPng(200, 30, 20)];
    place.write('dark.png', dark);
    place.write('light.png', light);
    const expected = await printed('dark.png', 'light.png', '--model', 'pictures.json');
    const form = new FormData();
    form.append('file', new Blob([dark]), 'dark.png');
    form.append('file', new Blob([light]), 'light.png');
    expect(await answered('/predict/pictures', form)).toBe(expected);
    const [first] = JSON.parse(expected);
    expect(await answered('/predict/pictures', dark, { 'content-type': 'image/png' })).toBe(
      `${JSON.stringify([{ ...first, file: '-' }])}\n`,
    );
  });
});

it.skipIf(!sharp)(
  `answers a JPEG, raw and in a form, as dnn predict --json does${SHARP_NOTICE}`,
  async () => {
    const jpeg = await (sharp as NonNullable<typeof sharp>)(greyPng(90, 40, 30))
      .jpeg()
      .toBuffer();
    place.write('grey.jpg', jpeg);
    const expected = await printed('grey.jpg', '--model', 'pictures.json');
    const form = new FormData();
    form.append('file', new Blob([jpeg as Uint8Array<ArrayBuffer>]), 'grey.jpg');
    expect(await answered('/predict/pictures', form)).toBe(expected);
    expect(await answered('/predict/pictures', jpeg, { 'content-type': 'image/jpeg' })).toBe(
      expected.replace('grey.jpg', '-'),
    );
  },
);

it('ends a long batch with the model that it began with, when another takes its place', async () => {
  const [first, second] = [1, 2].map((seed) => networkModel('3,4,2', { divisor: 1, seed }));
  const own = served({ points: first });
  const old = own.models.only as ServedModel;
  const [one] = (await (await own.post('/predict', '[[1,2,3]]')).json()) as object[];
  const count = 40_000;
  const batch = own.post('/predict', JSON.stringify(new Array(count).fill([1, 2, 3])));
  await new Promise((resolve) => setTimeout(resolve, 40));
  const isUnderWay = old.predicted.reduce((sum, n) => sum + n, 0) < count;
  own.models.put(servedModel('points', second));
  await old.predictor.close();
  const response = await batch;
  expect([isUnderWay, response.headers.get('dnn-model-digest')]).toEqual([true, old.digest]);
  const rows = (await response.json()) as object[];
  expect(rows.length).toBe(count);
  expect(rows.at(-1)).toEqual({ ...one, id: count });
  expect((await own.post('/predict', '[[1,2,3]]')).headers.get('dnn-model-digest')).not.toBe(old.digest);
});

it('gives numbers of a model of numbers', async () => {
  const row = { age: 41, income: 30_000, plan: 'basic', paperless: true };
  const [answer, ...others] = JSON.parse(await answered('/predict/prices', JSON.stringify([row])));
  expect([Object.keys(answer), others]).toEqual([['id', 'prediction'], []]);
});

it('finds a model by its digest, or the beginning of it, and says which one has answered', async () => {
  const { digest } = server.models.get('churn') as { digest: string };
  for (const called of ['churn', digest, digest.slice(0, 12)]) {
    const response = await server.post(`/predict/${called}`, JSON.stringify(CHURN_ROW));
    expect(response.headers.get('dnn-model')).toBe('churn');
    expect(response.headers.get('dnn-model-digest')).toBe(digest);
  }
  expect((await server.post(`/predict/${digest.slice(0, 11)}`, '[]')).status).toBe(404);
});

describe('a refusal', () => {
  it.each([
    ['/predict', JSON.stringify(CHURN_ROW), 400, 'several models are served: churn, pictures, prices'],
    ['/predict/other', '[]', 404, 'no model is called other'],
    ['/predict/churn', '', 400, 'the body is empty'],
    ['/predict/churn', '[{"age": 41', 400, 'the body is not JSON'],
    ['/predict/churn', '{"age": 41}\n{"age"', 400, 'the body: line 1 lacks the columns'],
    ['/predict/churn', '[1]', 400, 'the body: row 1 is a number'],
    ['/predict/churn', '[[1, 2]]', 400, 'the body: row 1: 2 values, expected the 6 of the model'],
    [
      '/predict/churn',
      `[${JSON.stringify({ ...CHURN_ROW, plan: 'gold' })}]`,
      400,
      'column plan: gold, which training',
    ],
    [
      '/predict/prices',
      '[[41,1,"basic",true],[1e308,1,"basic",true]]',
      400,
      'the body: row 2: column age is 1e+308',
    ],
    ['/predict/churn', 'age,income\n1,2\n', 400, 'the body lacks the columns'],
    ['/predict/churn', greyPng(9), 400, 'not pictures'],
    ['/predict/churn?id=nobody', CSV, 400, 'no column is called nobody'],
    ['/predict/pictures', JSON.stringify(CHURN_ROW), 400, 'the model takes pictures of 8x8x3'],
    ['/predict/pictures', greyPng(9).subarray(0, 60), 400, 'the body: damaged PNG'],
    [
      '/predict/pictures',
      claiming(5001, 5000),
      400,
      'claims 5001 x 5000 pixels, the limit is 25 million pixels in all',
    ],
    ['/predict/pictures', 'P5 5001 5000 255\n0', 400, 'the limit is 25 million pixels in all'],
    ['/predict/churn', new Uint8Array([0x5b, 0xff, 0xfe]), 400, 'not text in UTF-8'],
    ['/predict/churn', new FormData(), 400, 'the form'],
    ['/elsewhere', '', 404, 'there is nothing here'],
    ['/../../etc/passwd', '', 404, 'there is nothing here'],
    ['/metrics', '', 405, 'POST is not for /metrics'],
  ])('of %s with %s is %i and says: %s', async (path, body, status, words) => {
    const response = await server.post(path, body as Body);
    const { error, ...others } = (await response.json()) as Record<string, string>;
    expect(response.status).toBe(status);
    expect(error).toContain(words);
    expect(Object.keys(others).filter((key) => key !== 'hint')).toEqual([]);
  });

  it('names the methods that a route has', async () => {
    const response = await server.get('/predict/churn');
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('tells nobody but the log about a fault of the server itself', async () => {
    const own = served({ churn });
    const { predictor } = own.models.only as { predictor: object };
    Object.defineProperty(predictor, 'predictValuesInPieces', {
      value: () => {
        throw new TypeError('a secret');
      },
    });
    const response = await own.post('/predict', JSON.stringify(CHURN_ROW));
    expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining('secret')]);
    expect(own.answered.at(-1)).toMatchObject({
      status: 500,
      fault: { message: expect.stringContaining('secret') },
    });
  });
});
