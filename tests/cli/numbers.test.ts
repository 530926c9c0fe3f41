/** Numbers that go wrong, through the built command: NaN in files, divergence with a checkpoint, models that overflow. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadCheckpoint } from '../../src/model/checkpoint/checkpoint-reader.js';
import { loadModel } from '../../src/model/file/load.js';
import { eventsOf, expectError, expectSuccess, greyPng, toyArrays } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';
import { describeBadNumbers } from './bad-numbers.suite.js';

const place = new InProcess();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  await place.writeHdf5('three.h5', toyArrays({ classes: ['a', 'b', 'c'] }));
  place.write('grey.png', greyPng(100));
});

describeBadNumbers(place, [
  ['HDF5, float64', Number.NaN],
  ['HDF5, float32', Number.POSITIVE_INFINITY],
  ['npz, float64', Number.NEGATIVE_INFINITY],
  ['npz, float32', Number.NaN],
  ['npz, float16', Number.POSITIVE_INFINITY],
  ['csv', Number.NEGATIVE_INFINITY],
]);

describe('a run that diverges behind a checkpoint', () => {
  it.each<[string, string]>([
    ['on the whole set', ''],
    ['mini-batches', '--batch-size 8'],
    ['batch norm', '--batch-norm --output-activation linear'],
    ['convolutions', '--layers 8x8x3,conv3:2,pool2,auto'],
    ['softmax', '--data three.h5'],
    ['the quadratic loss', '--loss quadratic --output-activation linear'],
    ['float32', '--dtype float32 --learning-rate 1e15'],
    ['the reference kernels', '--backend js'],
  ])('exits 5, keeps the checkpoint, which loads and goes on, and writes no model: %s', async (_, more) => {
    const name = `${more.replace(/\W/g, '') || 'plain'}`;
    const flags = '--checkpoint-every 1 --log-format json --iterations 500'.split(' ');
    const given = more === '' ? [] : more.split(' ');
    const data = given.includes('--data') ? [] : ['--data', 'toy.h5'];
    const rate = given.includes('--learning-rate') ? [] : ['--learning-rate', '1e100'];
    const layers = given.includes('--layers') ? [] : ['--layers', 'auto,4,auto'];
    const args = ['train', ...data, ...rate, ...layers, ...flags, ...given, '--out', `${name}.json`];
    const result = await place.dnn(args);
    expectError(result, 5, ['training diverged at iteration ', 'No model was written.']);
    const events = eventsOf(result);
    expect(events.at(-1)).toMatchObject({ event: 'error', code: 'diverged' });
    expect(JSON.stringify(events.slice(0, -1))).not.toMatch(/NaN|Infinity|null/);
    const last = events.findLast(({ event }) => event === 'checkpoint');
    const { iteration, matrices } = loadCheckpoint(place.at(`${name}.checkpoint`)).snapshot;
    expect(last).toMatchObject({ iteration });
    for (const { name: matrix, value } of matrices)
      expect(value.data.every(Number.isFinite), matrix).toBe(true);
    const files = place.listing().filter((file) => file.startsWith(name));
    const kept = files.map((file) => file.split(' ')[0]);
    // The one before the last stays until the run is done.
    const before = iteration > 1 ? [`${name}.previous.checkpoint`] : [];
    expect(kept).toEqual([`${name}.checkpoint`, ...before]);
    // It goes on to the same end: the run is deterministic.
    const resumed = await place.dnn(['train', '--resume', `${name}.checkpoint`, '--log-format', 'json']);
    expect(eventsOf(resumed).at(-1)).toEqual(events.at(-1));
    expect(resumed.code).toBe(5);
  });
});

describe('a test set that overflows in the trained network', () => {
  const header = 'a,b,label\n';
  const sound = Array.from({ length: 40 }, (_, i) => `${(i % 2) + (i % 3) / 8},${Math.sin(i)},${i % 2}\n`);
  const ARGS = 'train --data out --layers 2,4,auto --lr 0.5 --iterations'.split(' ');
  beforeAll(() => {
    place.write('out/train_points.csv', header + sound.join(''));
    place.write('out/test_points.csv', `${header}${sound.slice(0, 6).join('')}1.7e308,-1.7e308,1\n`);
  });
  const WORDS = ['the numbers overflow on the test set: its output for example 6 is NaN', 'outlier.json'];

  it('costs no model: it is saved, and exit 3 says what could not be evaluated', async () => {
    const args = [...ARGS, '100', '--out', 'outlier.json', '--log-format', 'json'];
    const result = await place.dnn([...args, '--expect', 'train_accuracy>=0.9']);
    expectError(result, 3, WORDS);
    const told = eventsOf(result).flatMap(({ event, split }) => (event === 'cost' ? [] : [split ?? event]));
    expect(told).toEqual(['start', 'train', 'saved', 'done', 'error']);
    expect(eventsOf(result).at(-1)).toMatchObject({ code: 'data' });
    const { evaluations } = loadModel(place.at('outlier.json')).training;
    expect(Object.keys(evaluations)).toEqual(['train']);
    expectError(await place.dnn(['evaluate', '--model', 'outlier.json']), 4, ['output for example 6 is NaN']);
    expectSuccess(await place.dnn(['evaluate', '--model', 'outlier.json', '--split', 'train']));
  });

  it('nor one that is interrupted, which goes on', async () => {
    const endless = [...ARGS, '100000000', '--out', 'cut.json'].join(' ');
    const script = `$DNN ${endless} > cut.log & P=$!
      until grep -q 'iteration 100:' cut.log; do sleep 0.05; done; kill -TERM $P; wait $P`;
    const { code, stderr } = await place.shell(script);
    expect(stderr).toContain(
      'Warning: the numbers overflow on the test set: its output for example 6 is NaN',
    );
    expect(stderr).toContain('Go on with: dnn train --resume cut.checkpoint');
    expect(code).toBe(143);
    expect(Object.keys(loadModel(place.at('cut.json')).training.evaluations)).toEqual(['train']);
  });

  it('and one of a run that has a name is listed as done', async () => {
    expectError(await place.dnn([...ARGS, '100', '--name', 'first']), 3, ['runs/first/model.json']);
    const { stdout } = await place.dnn(['ls', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'first', state: 'done' }]);
  });
});

describe('a model whose numbers overflow', () => {
  beforeAll(async () => {
    const args = 'train --data toy.h5 --layers auto,4,4,auto --iterations 2 --out model.json'.split(' ');
    expectSuccess(await place.dnn(args));
    const model = JSON.parse(readFileSync(place.at('model.json'), 'utf8'));
    for (const parameter of Object.values<{ data: number[] }>(model.parameters))
      parameter.data = parameter.data.map((_, i) => (i % 3 === 0 ? -1e300 : 1e300));
    place.write('over.json', JSON.stringify(model));
  });

  const WORDS = ["the model's numbers overflow: its output ", 'train again'];

  it.each<[string, string[], string]>([
    ['--json', ['--json'], '[]\n'],
    ['of several', ['grey.png'], ''],
  ])('is an error, and no NaN is printed: predict %s', async (_, args, printed) => {
    const result = await place.dnn(['predict', 'grey.png', ...args, '--model', 'over.json', '--quiet']);
    expect(result).toMatchObject({ code: 4, stdout: printed });
    for (const words of WORDS) expect(result.stderr).toContain(words);
  });

  it.each<[string, string[]]>([
    ['predict', ['predict', 'grey.png']],
    ['evaluate', ['evaluate']],
    ['evaluate --json', ['evaluate', '--json', '--split', 'all', '--mislabeled']],
  ])('is an error, and no NaN is printed: %s', async (_, args) => {
    await place.refuses([...args, '--model', 'over.json', '--quiet'], 4, WORDS);
  });
});

describe('a gradient check of numbers that overflow', () => {
  it('is an error of its own', async () => {
    const check = ['gradcheck', '--layers', '4,3,1'];
    await place.refuses([...check, '--init', 'normal:1e300', '--quiet'], 5, ['the cost is NaN', '--init']);
    const lost = [...check, '--activation', 'tanh', '--init', 'normal:1e15', '--quiet'];
    await place.refuses(lost, 2, ['a step of 0.00001 is lost in W1', '--step']);
  });
});
