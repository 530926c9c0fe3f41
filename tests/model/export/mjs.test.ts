/** Exported modules at work: in this process, in a process of Node.js's that has nothing else, and in Chromium. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { moduleChunks } from '../../../src/model/export/mjs.js';
import { moduleTypes } from '../../../src/model/export/mjs-types.js';
import type { Model } from '../../../src/model/model.js';
import { Predictor } from '../../../src/model/predict.js';
import { predictRows } from '../../../src/model/predict-rows.js';
import { CHROMIUM_NOTICE, inBrowser } from '../../helpers/chromium.js';
import { classOf } from '../../helpers/kinds.js';
import {
  featuresOf,
  largestDifference,
  NETWORKS,
  networkModel,
  ownProbabilities,
  rowsOf,
  storedValues,
  titleOf,
} from '../../helpers/networks.js';
import { numberModel, tableModel } from '../../helpers/table-model.js';

interface ModelModule {
  readonly classes: readonly string[];
  readonly input: { readonly shape: readonly number[]; readonly divisor: number };
  predict(values: ArrayLike<number>): number[];
}

const folder = mkdtempSync(join(tmpdir(), 'dnn-mjs-'));
afterAll(() => rmSync(folder, { recursive: true }));
let written = 0;

function saved(model: Model): string {
  const path = join(folder, `model${written++}.mjs`);
  writeFileSync(path, [...moduleChunks(model)].join(''));
  return path;
}

async function load(model: Model): Promise<ModelModule> {
  return import(pathToFileURL(saved(model)).href);
}

async function disagreement(model: Model, examples: number): Promise<number> {
  const values = storedValues(model, examples);
  const { predict } = await load(model);
  const rows = rowsOf(values, featuresOf(model)).map((row) => predict(row));
  return largestDifference(rows, ownProbabilities(model, values));
}

describe('a module predicts as dnn does', () => {
  const networks = NETWORKS.map(([layers, options]) => [titleOf(layers, options), layers, options] as const);

  it.each(networks)('float64, to 1e-12: %s', async (_, layers, options) => {
    expect(await disagreement(networkModel(layers, options), 5)).toBeLessThan(1e-12);
  });

  it.each(networks)('float32, to 1e-6: %s', async (_, layers, options) => {
    expect(await disagreement(networkModel(layers, { ...options, dtype: 'float32' }), 5)).toBeLessThan(1e-6);
  });

  it('with convolutions and pooling of any shape, to 1e-12 (property)', async () => {
    const small = fc.integer({ min: 1, max: 3 });
    const sides = fc.tuple(fc.integer({ min: 6, max: 9 }), fc.integer({ min: 6, max: 9 }), small);
    const convolution = fc
      .tuple(small, small, small, small, fc.boolean())
      .map(([h, w, filters, stride, valid]) => `conv${h}x${w}:${filters}/${stride}${valid ? ':valid' : ''}`);
    await fc.assert(
      fc.asyncProperty(
        sides,
        convolution,
        fc.constantFrom('', 'pool2,'),
        fc.boolean(),
        async (side, conv, pool, batchNorm) => {
          const model = networkModel(`${side.join('x')},${conv},${pool}4,3`, {
            batchNorm,
            activation: ['tanh'],
          });
          expect(await disagreement(model, 2)).toBeLessThan(1e-12);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('with the scale of a table, to 1e-12', async () => {
    const scaling = { shift: [100, -3, 0], scale: [40, 20, 2000] };
    expect(await disagreement({ ...networkModel('3,6,4', { divisor: 1 }), scaling }, 5)).toBeLessThan(1e-12);
  });

  it('where outputs are far from 0: softmax and sigmoid neither overflow nor lose their sum', async () => {
    for (const layers of ['3,4', '3,1']) {
      const model = networkModel(layers, { divisor: 1e-3 });
      expect(await disagreement(model, 20)).toBeLessThan(1e-12);
    }
  });
});

describe('a module of a table', () => {
  const model = tableModel();
  const row = { age: 41, income: 52_000.5, plan: 'basic', paperless: 'yes' };
  type Row = Record<string, number | string | boolean | null>;
  const loaded = load(model) as Promise<ModelModule & { predictRow(row: Row): number[]; columns: unknown }>;

  it('predicts rows as dnn does, missing values too, to 1e-12 (property)', async () => {
    const { predictRow } = await loaded;
    const rows = fc.record({
      age: fc.oneof(
        fc.option(fc.double({ noNaN: true, min: -1e6, max: 1e6 })),
        fc.constantFrom('41', ' 4.5e1 ', '', 'NA', 'n/a', '?', 'NaN'),
      ),
      income: fc.option(fc.integer()),
      plan: fc.constantFrom(null, 'basic', ' family ', 'premium', 'None'),
      paperless: fc.constantFrom(null, true, false, 'yes', ' NO', 'null'),
    });
    const predictor = new Predictor(model);
    fc.assert(
      fc.property(rows, (each) => {
        const { probabilities } = classOf(predictRows(predictor, [each])[0]);
        expect(largestDifference([predictRow(each)], [probabilities])).toBeLessThan(1e-12);
      }),
      { numRuns: 50 },
    );
  });

  it('fills what is missing before it divides', async () => {
    const divided = tableModel({ divisor: 16 });
    const { predict } = await load(divided);
    const values = [Number.NaN, 31_000, 0, 1, 0, 0, Number.NaN];
    const own = classOf(new Predictor(divided).predictValues(Float64Array.from(values))[0]);
    expect(largestDifference([predict(values)], [own.probabilities])).toBeLessThan(1e-12);
    const filled = Float64Array.from(values, (value, i) =>
      Number.isNaN(value) ? ([40.5][i] ?? 0.25) : value,
    );
    expect(classOf(new Predictor(divided).predictValues(filled)[0])).toEqual(own);
  });

  it('says its columns, and takes encoded values with NaN for what is missing', async () => {
    const { columns, predict, predictRow } = await loaded;
    expect(columns).toEqual(model.columns);
    expect(predict([Number.NaN, 1, 0, 1, 0, 0, 1])).toEqual(
      predictRow({ id: 7, age: null, income: 1, plan: 'basic', paperless: true }),
    );
  });

  it.each<[Row, string]>([
    [{ ...row, plan: 'gold' }, 'column plan: "gold", expected empty, basic, family, premium'],
    [{ ...row, age: 'old' }, 'column age: "old", expected a number'],
    [{ ...row, paperless: 1 }, 'column paperless: 1, expected no or yes'],
    [{ age: 1, income: 1, plan: 'basic' }, 'the row lacks the column paperless'],
  ])('refuses %j', async (wrong, message) => {
    const { predictRow } = await loaded;
    expect(() => predictRow(wrong)).toThrow(new RangeError(message));
  });

  it('gives a number where the target is one, to 1e-12 of it', async () => {
    const model = numberModel();
    const { predictRow } = (await load(model)) as unknown as { predictRow(row: Row): number };
    const [{ prediction }] = predictRows(model, [row]);
    expect(Math.abs(predictRow(row) / (prediction ?? 0) - 1)).toBeLessThan(1e-12);
    expect(moduleTypes(model)).toContain('predictRow(row: Row): number;');
  });

  it('refuses numbers so large that there is no answer', async () => {
    const scaling = { shift: new Array(7).fill(0), scale: new Array(7).fill(1e-6) };
    const { predictRow } = (await load({ ...numberModel(), scaling })) as Awaited<typeof loaded>;
    expect(() => predictRow({ ...row, age: 1e308 })).toThrow('far beyond those of the training');
  });

  it('refuses a missing value where the training had none', async () => {
    const scaling = { shift: new Array(7).fill(0), scale: new Array(7).fill(1) };
    const { predictRow } = (await load({ ...model, scaling })) as Awaited<typeof loaded>;
    const message = 'column age: missing, and the training had no missing values';
    expect(() => predictRow({ ...row, age: null })).toThrow(new RangeError(message));
  });
});

describe('what a module says', () => {
  it('classes and input, whatever characters they have', async () => {
    const classes = ['"quoted"\\', 'é猫😀\u2028</script><!-- <script>'];
    const model = { ...networkModel('8x8x1,3,1', { divisor: 16 }), classes };
    const module = await load(model);
    // It may stand within <script type=module>.
    expect([...moduleChunks(model)].join('')).not.toMatch(/<\/script|<script|<!--|\u2028/i);
    expect(module.classes).toEqual(classes);
    expect(module.input).toEqual({ shape: [8, 8, 1], divisor: 16 });
    expect(Object.keys(module).sort()).toEqual(['classes', 'input', 'predict']);
  });

  it('how many values are missing', async () => {
    const { predict } = await load(networkModel('8x8x1,3,1'));
    expect(() => predict([1, 2])).toThrow(new RangeError('expected 64 values (8x8x1), got 2'));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('which value is %d', async (wrong) => {
    const { predict } = await load(networkModel('4,3,1'));
    expect(() => predict([1, 2, wrong, 4])).toThrow(
      new RangeError(`value 2 is ${wrong}, expected a finite number`),
    );
  });

  it('imports nothing', () => {
    expect(readFileSync(saved(networkModel('8x8x1,conv3:2,1')), 'utf8')).not.toMatch(
      /^\s*import|import\(|require\(/m,
    );
  });
});

/** The largest network of the table, as a page's script and a process have it. */
const MODEL = networkModel('12288,20,7,5,1');
const CONVOLUTIONS = networkModel('8x8x1,conv3:4,pool2,conv3:6,12,10', { divisor: 16, batchNorm: true });

it.each([
  ['dense', MODEL],
  ['convolutions', CONVOLUTIONS],
])('in a process of Node.js that has nothing else, to 1e-12: %s', (_, model) => {
  const values = storedValues(model, 2);
  const rows = rowsOf(values, featuresOf(model));
  writeFileSync(join(folder, 'rows.json'), JSON.stringify(rows));
  const script = `import { readFileSync } from 'node:fs';
    import { predict } from ${JSON.stringify(pathToFileURL(saved(model)).href)};
    console.log(JSON.stringify(JSON.parse(readFileSync('rows.json')).map(predict)));`;
  const args = ['--input-type=module', '-e', script];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(largestDifference(JSON.parse(stdout), ownProbabilities(model, values))).toBeLessThan(1e-12);
});

it.skipIf(CHROMIUM_NOTICE !== '')(`in a page of Chromium, to 1e-12${CHROMIUM_NOTICE}`, async () => {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const [type, body] = path.endsWith('.mjs')
      ? ['text/javascript', readFileSync(join(folder, path))]
      : ['text/html', '<!doctype html><title>dnn</title><link rel="icon" href="data:,">'];
    response.writeHead(200, { 'content-type': type }).end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await inBrowser(async (page) => {
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(origin);
      for (const model of [MODEL, CONVOLUTIONS]) {
        const values = storedValues(model, 2);
        const name = saved(model).slice(folder.length);
        const inputs = JSON.stringify(rowsOf(values, featuresOf(model)));
        // As text: Vitest would make its own import of a function's.
        const rows = await page.evaluate(`import('${name}').then(({ predict }) =>
            ${inputs}.map((input) => predict(Uint8ClampedArray.from(input))))`);
        expect(largestDifference(rows as number[][], ownProbabilities(model, values))).toBeLessThan(1e-12);
      }
      expect(complaints).toEqual([]);
    });
  } finally {
    server.close();
  }
});
