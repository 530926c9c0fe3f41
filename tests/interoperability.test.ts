/** Runs the examples of docs/INTEROPERABILITY.md, unchanged, beside the exports of a model. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../src/data/open.js';
import { loadModel } from '../src/model/file/load.js';
import { Predictor } from '../src/model/predict.js';
import { expectSuccess, Workspace } from './helpers/cli.js';
import { classOf } from './helpers/kinds.js';
import { largestDifference } from './helpers/networks.js';
import { pythonNotice, runPython } from './helpers/python.js';

const TEXT = readFileSync('docs/INTEROPERABILITY.md', 'utf8');
const place = new Workspace();

/** The only block of `language` that contains `word`. */
function example(language: string, word: string): string {
  const blocks = [...TEXT.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter(
    ([, name, code]) => name === language && code.includes(word),
  );
  expect(blocks, `${language} blocks with ${word}`).toHaveLength(1);
  return blocks[0][2];
}

/** The numbers that an example prints. */
function numbersIn(text: string): number[] {
  return (text.match(/-?\d+\.?\d*(e[-+]?\d+)?/g) ?? []).map(Number);
}

beforeAll(async () => {
  for (const name of ['datasets', 'node_modules/onnxruntime-node', 'node_modules/onnxruntime-common']) {
    mkdirSync(place.at('node_modules'), { recursive: true });
    symlinkSync(resolve(name), place.at(name));
  }
  mkdirSync(place.at('node_modules/@l-layer'));
  symlinkSync(resolve('.'), place.at('node_modules/@l-layer/dnn'));
  expectSuccess(await place.dnn(['train', '--iterations', '300']));
  for (const format of ['onnx', 'npz', 'safetensors', 'keras', 'mjs']) {
    expectSuccess(await place.dnn(['export', '--to', format]));
  }
});

/** dnn's P(cat) of each test picture. */
async function ownAnswers(): Promise<number[]> {
  const { test } = await openDataset('demo-cats');
  const predictions = new Predictor(loadModel(place.at('model.json'))).predictValues(
    test?.values ?? new Uint8Array(),
  );
  return predictions.map((each) => classOf(each).probabilities[1]);
}

async function answersOf(file: string): Promise<number[]> {
  const { stdout } = await place.dnn(['predict', file, '--json']);
  return (JSON.parse(stdout) as [{ probabilities: number[] }])[0].probabilities;
}

describe('the examples give the probabilities of dnn', () => {
  for (const [word, ...modules] of [
    ['np.load', 'numpy', 'h5py'],
    ['load_file', 'numpy', 'h5py', 'safetensors'],
    ['load_model', 'h5py', 'keras', 'tensorflow'],
  ]) {
    const notice = pythonNotice(...modules);
    it.skipIf(notice !== '')(`Python with ${word}${notice}`, async () => {
      const printed = numbersIn(runPython(example('python', word), { cwd: place.path }));
      expect(printed).toHaveLength(50);
      expect(largestDifference([printed], [await ownAnswers()])).toBeLessThan(1e-6);
    });
  }

  it('onnxruntime-node', async () => {
    const args = ['--input-type=module', '-e', example('js', 'onnxruntime-node')];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: place.path, encoding: 'utf8' });
    expect(stderr).toBe('');
    const printed = numbersIn(stdout.replace(/Float32Array\(2\)/, ''));
    const own = await answersOf('datasets/samples/cat.png');
    expect(largestDifference([printed], [own])).toBeLessThan(1e-6);
  });
});
