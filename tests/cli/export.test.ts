/** `dnn export` and `dnn import` as processes: names, formats, what they say, and what they refuse. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readNpz } from '../../src/data/formats/npz/npz.js';
import { readPicture } from '../../src/data/pictures/image.js';
import { loadModel } from '../../src/model/file/load.js';
import { saveModel } from '../../src/model/file/save.js';
import { Predictor } from '../../src/model/predict.js';
import { expectError, expectSuccess, greyPng, toyArrays } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';
import { tableModel } from '../helpers/table-model.js';

const place = new InProcess();
let sha256: string;
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  const args = ['--data', 'toy.h5', '--layers', 'auto,3,auto', '--iterations', '20', '--out', 'toy.json'];
  expectSuccess(await place.dnn(['train', ...args]));
  sha256 = loadModel(place.at('toy.json')).training.sha256 as string;
});

const FORMATS = [
  ['onnx', 'made.onnx'],
  ['npz', 'made.npz'],
  ['safetensors', 'made.safetensors'],
  ['keras', 'made.h5'],
  ['mjs', 'made.mjs'],
] as const;

describe('export', () => {
  it.each(FORMATS)(
    '--to %s --json says what was written, and the parameters of what',
    async (format, name) => {
      place.write('made.json', readFileSync(place.at('toy.json')));
      const result = await place.dnn(['export', 'made.json', '--to', format, '--json']);
      expectSuccess(result);
      const bytes = statSync(place.at(name)).size;
      const beside = format === 'mjs' && { beside: 'made.d.mts' };
      expect(JSON.parse(result.stdout)).toEqual({
        ...{ path: name, format, model: 'made.json', bytes, sha256 },
        ...beside,
      });
      expect(bytes).toBeGreaterThan(400);
    },
  );

  it('writes beside the model, under its name; the ending of --out says the format', async () => {
    place.write('sub/model.json', readFileSync(place.at('toy.json')));
    const result = await place.dnn(['export', 'sub/model.json', '--to', 'npz']);
    expectSuccess(result);
    expect(result.stdout).toBe('Wrote sub/model.npz (npz).\n');
    expect((await place.dnn(['export', '--model', 'toy.json', '--out', 'as.mjs'])).stdout).toBe(
      'Wrote as.mjs (mjs) and its types, as.d.mts.\n',
    );
    expect(readFileSync(place.at('as.d.mts'), 'utf8')).toContain(
      'export function predict(values: ArrayLike<number>): number[];',
    );
    expect(readNpz(place.at('sub/model.npz')).map(({ name }) => name)).toEqual(['W1', 'b1', 'W2', 'b2']);
  });

  it.each([
    [
      'onnx',
      'wrong.npz',
      'wrong.npz is in the format onnx, but its name ends in .npz: other software may not open it',
    ],
    ['keras', 'new.keras', 'Keras reads what is in new.keras only from a name that ends in .h5'],
    ['onnx', 'plain.bin', undefined],
  ])('--to %s --out %s is written, with a warning where other software is misled', async (to, out, words) => {
    const { code, stderr } = await place.dnn(['export', 'toy.json', '--to', to, '--out', out]);
    expect(code).toBe(0);
    expect(statSync(place.at(out)).size).toBeGreaterThan(400);
    expect(stderr).toBe(words === undefined ? '' : `Warning: ${words}.\n`);
  });

  it('--to keras warns where missing values were filled, which Keras has no layer for', async () => {
    saveModel(place.at('filled.json'), tableModel());
    const { code, stderr } = await place.dnn(['export', 'filled.json', '--to', 'keras']);
    expect(code).toBe(0);
    expect(stderr).toContain('Warning: filled.h5 does not fill missing values');
  });

  it('a dataset of the name that an export has by default is not lost; an earlier export gives way', async () => {
    const foreign = 'a file that dnn did not write has this name';
    const words = [`cannot write toy.h5: ${foreign}`, '--out toy.h5'];
    await place.refuses(['export', 'toy.json', '--to', 'keras'], 2, words);
    place.write('other.json', readFileSync(place.at('toy.json')));
    place.write('other.npz', 'no archive');
    await place.refuses(['export', 'other.json', '--to', 'npz'], 2, [`other.npz: ${foreign}`]);
    expectSuccess(await place.dnn(['export', 'other.json', '--out', 'other.npz']));
    place.write('other.d.mts', 'export const own: number;');
    await place.refuses(['export', 'other.json', '--to', 'mjs'], 2, [
      `other.d.mts: ${foreign}`,
      'Move it away',
    ]);
    expect(existsSync(place.at('other.mjs'))).toBe(false);
    for (const format of ['npz', 'keras', 'keras']) {
      expectSuccess(await place.dnn(['export', 'other.json', '--to', format]));
    }
  });

  it('a module predicts what `dnn predict --json` does, to 1e-12', async () => {
    expectSuccess(await place.dnn(['export', 'toy.json', '--to', 'mjs', '--out', 'predict.mjs']));
    place.write('grey.png', greyPng(77));
    const { stdout } = await place.dnn(['predict', 'grey.png', '--model', 'toy.json', '--json']);
    const [{ probabilities }] = JSON.parse(stdout) as [{ probabilities: number[] }];
    const pixels = new Predictor(loadModel(place.at('toy.json'))).view(
      await readPicture(place.at('grey.png')),
    );
    const { predict } = await import(pathToFileURL(place.at('predict.mjs')).href);
    const own = predict(pixels) as number[];
    expect(own).toHaveLength(2);
    for (const [c, p] of probabilities.entries()) expect(Math.abs(own[c] - p)).toBeLessThan(1e-12);
  });

  it.each<[what: string, args: string[], code: number, words: string[]]>([
    [
      'no format',
      ['toy.json'],
      2,
      ['--to is missing', '--to, with one of onnx, npz, safetensors, keras, mjs'],
    ],
    [
      'an ending of none',
      ['toy.json', '--out', 'x.bin'],
      2,
      ['--to is missing', '--out x.bin ends in none of .onnx, .npz, '],
    ],
    ['an unknown format', ['toy.json', '--to', 'onx'], 2, ['--to onx', 'onnx']],
    ['onto itself', ['toy.json', '--to', 'npz', '--out', './toy.json'], 2, ['it is the model toy.json']],
    ['no model', ['none.json', '--to', 'npz'], 4, ['none.json', 'no such file']],
    ['no such directory', ['toy.json', '--out', 'none/x.npz'], 7, ['none/x.npz', 'does not exist']],
    ['to stdout', ['toy.json', '--out', '-'], 2, ['not written to stdout']],
    ['two models', ['toy.json', 'other.json', '--to', 'npz'], 2, ['one [model]']],
  ])('%s is refused', async (_, args, code, words) => {
    await place.refuses(['export', ...args], code, words);
  });

  it('--to keras without h5wasm says what to install, and writes nothing', async () => {
    const hooks = `export const resolve = (name, context, next) =>
      name === 'h5wasm' ? Promise.reject(new Error('not here')) : next(name, context);`;
    place.write('hooks.mjs', hooks);
    place.write(
      'register.mjs',
      `import { register } from 'node:module'; register('./hooks.mjs', import.meta.url);`,
    );
    const env = { NODE_OPTIONS: `--import=${pathToFileURL(place.at('register.mjs')).href}` };
    const words = ['needs the package h5wasm', 'npm install h5wasm'];
    await place.refuses(['export', 'toy.json', '--to', 'keras', '--out', 'no.h5'], 7, words, env);
  });
});

describe('import', () => {
  it('of exported parameters gives a model of the same SHA-256, which predicts the same', async () => {
    await place.dnn(['export', 'toy.json', '--to', 'npz', '--out', 'back.npz']);
    const result = await place.dnn([
      'import',
      'back.npz',
      '--data',
      'toy.h5',
      '--out',
      'back.json',
      '--json',
    ]);
    expectSuccess(result);
    const told = JSON.parse(result.stdout);
    const { evaluations } = loadModel(place.at('toy.json')).training;
    const classes = ['non-cat', 'cat'];
    expect(told).toEqual({
      path: 'back.json',
      layers: '192,3,1',
      parameters: 583,
      dtype: 'float64',
      classes,
      evaluations,
      sha256,
    });
    place.write('grey.png', greyPng(77));
    const answers = ['toy.json', 'back.json'].map((model) =>
      place.dnn(['predict', 'grey.png', '--model', model, '--json']),
    );
    const [own, imported] = (await Promise.all(answers)).map(({ stdout }) => stdout);
    expect(imported).toBe(own);
    const evaluated = await place.dnn(['evaluate', '--model', 'back.json', '--json']);
    expectSuccess(evaluated);
    expect(JSON.parse(evaluated.stdout).cost).toBe(evaluations.test?.cost);
  });

  it('says what it made, and inspect where it came from', async () => {
    await place.dnn(['export', 'toy.json', '--to', 'npz', '--out', 'said.npz']);
    const { stdout } = await place.dnn(['import', 'said.npz', '--data', 'toy.h5', '--out', 'said.json']);
    expect(stdout).toMatch(
      /^Wrote said\.json: layers 192,3,1, 583 parameters, float64\.\ntrain accuracy 0\.\d{4}, cost \d\.\d{6} \(40 examples\)\ntest accuracy \d\.\d{4}, cost \d\.\d{6} \(10 examples\)\n$/,
    );
    const inspected = await place.dnn(['inspect', 'said.json']);
    expectSuccess(inspected);
    expect(inspected.stdout).toContain('Imported from said.npz, for toy (sha256 ');
    expect(inspected.stdout).not.toContain('undefined');
  });

  it("takes a notebook's archive, and digits are told right", async () => {
    const notebook = resolve('tests/model/notebook/notebook.npz');
    const args = ['--data', 'digits', '--classes', '0,1', '--json'];
    const result = await place.dnn(['import', notebook, ...args]);
    expectSuccess(result);
    const { path, layers, evaluations } = JSON.parse(result.stdout);
    expect([path, layers, evaluations.train.accuracy, evaluations.test.accuracy]).toEqual([
      'model.json',
      '64,7,5,1',
      1,
      1,
    ]);
  });

  it.each<[what: string, args: string[], code: number, words: string[]]>([
    ['no data', ['toy.npz'], 2, ['--data is missing', 'scaling']],
    ['no file', ['none.npz', '--data', 'toy.h5'], 3, ['cannot read parameters none.npz']],
    ['a dataset', ['toy.h5', '--data', 'toy.h5'], 3, ['toy.h5 has no array W1: it holds ', 'train_set_x']],
    [
      'layers that are not those',
      ['toy.npz', '--data', 'toy.h5', '--layers', '192,4,1'],
      3,
      ['W1 has shape (3, 192)'],
    ],
    [
      'parameters for other data',
      ['toy.npz', '--data', 'digits'],
      3,
      ['W1 has shape (3, 192)', 'has 64 values', '--data'],
    ],
    [
      'layers that the data have not',
      ['toy.npz', '--data', 'digits', '--layers', '192,3,1'],
      2,
      ['--layers 192,3,1', 'has 64 values'],
    ],
    [
      'an unknown activation',
      ['toy.npz', '--data', 'toy.h5', '--activation', 'rely'],
      2,
      ['--activation rely', 'relu'],
    ],
    ['no such directory', ['toy.npz', '--data', 'toy.h5', '--out', 'none/x.json'], 7, ['none/x.json']],
  ])('%s: is refused', async (_, args, code, words) => {
    await place.dnn(['export', 'toy.json', '--to', 'npz']);
    const result = await place.dnn(['import', ...args]);
    expectError(result, code, words);
    expect(result.stdout).toBe('');
  });
});
