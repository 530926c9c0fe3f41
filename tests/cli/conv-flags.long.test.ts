import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventsOf, expectError, expectSuccess, toyArrays, Workspace } from '../helpers/cli.js';

const place = new Workspace();
const LAYERS = ['--layers', 'auto,conv3:4,pool2,conv3:6/2:valid,5,auto'];
const TRAIN = ['train', '--data', 'toy.h5', ...LAYERS, '--iterations', '60', '--batch-size', '16'];
const ALL = [
  ...['--batch-norm', '--keep-prob', '0.9,1,0.75', '--activation', 'relu,tanh,leaky-relu', '--l2', '0.1'],
  ...[
    '--optimizer',
    'adam',
    '--lr',
    '0.01',
    '--lr-decay',
    'inverse:0.01',
    '--init',
    'he',
    '--dtype',
    'float32',
  ],
  ...['--validation-split', '0.2', '--early-stopping', '50', '--augment', 'flip,shift:1'],
];

beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
});

async function json(...args: string[]) {
  const result = await place.dnn([...args, '--json']);
  expectSuccess(result);
  return JSON.parse(result.stdout);
}

describe('the flags', () => {
  it('--explain=analyze trains and measures each stage', async () => {
    const result = await place.dnn([...TRAIN, ...ALL, '--explain=analyze', '--log-format', 'json']);
    expectSuccess(result);
    const analysis = eventsOf(result).find(({ event }) => event === 'analysis');
    const stages = analysis?.stages as Record<string, { expected?: number; seconds: number }>;
    for (const stage of ['forward', 'backward', 'optimizer']) {
      expect(stages[stage].expected).toBeGreaterThan(0);
      expect(stages[stage].seconds).toBeGreaterThan(0);
    }
  });

  it('a run that goes badly is diagnosed by its layers', async () => {
    const bad = [...TRAIN, '--iterations', '120', '--lr', '1e-9'];
    const result = await place.dnn([...bad, '--batch-norm', '--init', 'zeros']);
    expectSuccess(result);
    expect(result.stderr).toMatch(/^Warning: the cost stalled at /m);
    const saturated = await place.dnn([...bad, '--activation', 'tanh', '--init', 'normal:30']);
    expectSuccess(saturated);
    expect(saturated.stderr).toMatch(/^Warning: saturated values, .* of layer 1, .* of layer 2/m);
  });
});

describe('dnn gradcheck', () => {
  it.each([
    ['stride 2, valid', '8x8x1,conv3:2,pool2,conv3:4/2:valid,12,1', []],
    ['the article', '8x8x1,conv3:2,pool2,conv3:4,pool2,28,36,1', ['--loss', 'quadratic']],
    ['odd sizes, tanh', '9x7x3,conv5x3:4/2,pool2,conv2:5,3', ['--activation', 'tanh']],
    ['average pooling and gelu', '9x8x2,conv3:4,avgpool2,conv2:3,avgpool2,5,1', ['--activation', 'gelu']],
    ['sixteen channels', '7x6x16,conv3:16:valid,pool3,2', ['--activation', 'leaky-relu', '--samples', '40']],
    ['everything', '8x8x2,conv3:3,pool2,conv3:4,6,1', ['--batch-norm', '--keep-prob', '0.8', '--l2', '0.5']],
  ])('%s: below 1e-7', async (_, layers, flags) => {
    const report = await json('gradcheck', '--layers', layers, ...flags);
    expect(report).toMatchObject({ data: 'random', layers, agrees: true });
    expect(report.difference).toBeLessThan(1e-7);
    expect(report.checked).toBeGreaterThan(10 * report.skipped);
  });
});

describe("the article's networks on the digits 0 and 1", () => {
  it.each(['cnn-digits', 'cnn-digits-18-20', 'cnn-digits-48-56'])(
    'examples/%s.json: at most one of 71 test images wrong after 500 epochs',
    async (name) => {
      const config = resolve(`examples/${name}.json`);
      const result = await place.dnn([
        'train',
        '--config',
        config,
        '--log-format',
        'json',
        '--out',
        'a.json',
      ]);
      expectSuccess(result);
      const found = eventsOf(result);
      expect(found[0]).toMatchObject({ dataset: 'digits', examples: 289 });
      expect(found.at(-1)).toMatchObject({ event: 'done', iterations: 500 });
      const test = found.find(({ event, split }) => event === 'evaluation' && split === 'test');
      expect(test?.examples).toBe(71);
      expect(test?.right).toBeGreaterThanOrEqual(70);
      const evaluated = await json('evaluate', '--model', 'a.json', '--data', 'digits', '--classes', '0,1');
      expect(evaluated.accuracy).toBe(test?.accuracy);
    },
  );

  it('an --expect that it does not meet ends in exit code 6', async () => {
    const config = resolve('examples/cnn-digits.json');
    const result = await place.dnn(['train', '--config', config, '--epochs', '1', '--out', 'a.json']);
    expectError(result, 6, ['not as expected: test_accuracy>=0.985']);
  });
});
