/** The flags of dense networks, for convolutional ones: from the command line to the model and back. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventsOf, expectError, expectSuccess, greyPng, toyArrays } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';

const place = new InProcess();
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
/** Values of a dense layer's filter weights, and of γ and β, over the layers of LAYERS. */
const PARAMETERS = 4 * 27 + 8 + 6 * 36 + 12 + 5 * 6 + 10 + 6;
let events: Record<string, unknown>[];

beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  const result = await place.dnn([...TRAIN, ...ALL, '--log-format', 'json', '--out', 'all.json']);
  expectSuccess(result);
  events = eventsOf(result);
});

async function json(...args: string[]) {
  const result = await place.dnn([...args, '--json']);
  expectSuccess(result);
  return JSON.parse(result.stdout);
}

describe('a convolutional model with everything on', () => {
  it('says so in its file, layer by layer of those with weights', () => {
    const model = JSON.parse(readFileSync(place.at('all.json'), 'utf8'));
    const conv = { type: 'conv', kernel: [3, 3] };
    expect(model.layers).toEqual([
      {
        ...{ ...conv, filters: 4, stride: 1, padding: 'same' },
        ...{ activation: 'relu', batchNorm: true, keepProb: 0.9 },
      },
      { type: 'pool', size: 2 },
      { ...conv, filters: 6, stride: 2, padding: 'valid', activation: 'tanh', batchNorm: true },
      { type: 'dense', units: 5, activation: 'leaky-relu', batchNorm: true, keepProb: 0.75 },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ]);
    const shapes = Object.entries(model.parameters as Record<string, { shape: number[] }>).map(
      ([name, { shape }]) => [name, shape.join('x')],
    );
    expect(shapes).toEqual([
      ...[...['gamma1', 'beta1', 'mean1', 'variance1'].map((name) => [name, '4x1'])].toSpliced(0, 0, [
        'W1',
        '4x27',
      ]),
      ...[['W2', '6x36'], ...['gamma2', 'beta2', 'mean2', 'variance2'].map((name) => [name, '6x1'])],
      ...[['W3', '5x6'], ...['gamma3', 'beta3', 'mean3', 'variance3'].map((name) => [name, '5x1'])],
      ...[
        ['W4', '1x5'],
        ['b4', '1x1'],
      ],
    ]);
  });

  it('told of validation, evaluated, and evaluates to the same: cost within 1e-6', async () => {
    expect(events[0]).toMatchObject({ event: 'start', parameters: PARAMETERS });
    expect(events.find(({ event }) => event === 'cost')).toMatchObject({
      ...{ learningRate: 0.01, validationCost: expect.any(Number) },
    });
    const told = events.filter(({ event }) => event === 'evaluation');
    expect(told.map(({ split }) => split)).toEqual(['train', 'validation', 'test']);
    const found = await json('evaluate', '--model', 'all.json', '--split', 'test');
    expect(found.accuracy).toBe(told[2].accuracy);
    expect(Math.abs(found.cost - (told[2].cost as number))).toBeLessThan(1e-6);
  });

  it('predicts a picture the same alone and among others', async () => {
    for (const brightness of [20, 120, 220]) place.write(`${brightness}.png`, greyPng(brightness));
    const files = ['20.png', '120.png', '220.png'];
    const all = await json('predict', '--model', 'all.json', ...files);
    for (const [i, file] of files.entries()) {
      expect(await json('predict', '--model', 'all.json', file)).toEqual([all[i]]);
    }
  });

  it('is shown by inspect', async () => {
    const { stdout } = await place.dnn(['inspect', 'all.json']);
    expect(stdout).toContain(`4-layer network, ${PARAMETERS} parameters, float32`);
    expect(stdout).toMatch(/1 {2}conv3:4 +8x8x3 -> 8x8x4 +batch norm, relu, dropout keeping 0\.9 +116\n/);
    expect(stdout).toMatch(/2 {2}pool2 +8x8x4 -> 4x4x4 +0\n/);
    expect(stdout).toMatch(/3 {2}conv3:6\/2:valid +4x4x4 -> 1x1x6 +batch norm, tanh +228\n/);
    expect(stdout).toMatch(/4 {2}dense +6 -> 5 +batch norm, leaky-relu, dropout keeping 0\.75 +40\n/);
  });

  it('refuses a file whose last layer, or pooling, has batch norm', async () => {
    const text = readFileSync(place.at('all.json'), 'utf8');
    place.write(
      'last.json',
      text.replace('"activation":"sigmoid"', '"activation":"sigmoid","batchNorm":true'),
    );
    expectError(await place.dnn(['inspect', 'last.json']), 4, ['the last layer has batch norm']);
    place.write('lost.json', text.replace('"keepProb":0.9', '"keepProb":0'));
    expectError(await place.dnn(['inspect', 'lost.json']), 4, ['lost.json', 'keepProb']);
  });
});

describe('the flags', () => {
  it('stand in the plan, with the time to expect', async () => {
    const { stdout } = await place.ownProcess([...TRAIN, ...ALL, '--explain']);
    expect(stdout).toContain('conv3:4 8x8x3 -> 8x8x4, batch norm, relu, dropout keeping 0.9: 116 parameters');
    expect(stdout).toContain('  2  pool2 8x8x4 -> 4x4x4: 0 parameters');
    expect(stdout).toMatch(/^Expected time: about /m);
    expect(stdout).toMatch(/^ {2}updates: forward +/m);
  });

  it.each([
    [['--keep-prob', '0.9,0.8,1,0.7'], '4 probabilities for 3 hidden layers'],
    [['--activation', 'relu,tanh'], '2 activations for 3 hidden layers'],
    [['--batch-norm', '--batch-size', '1'], 'the one example of a batch is its own mean'],
  ])('%s', async (flags, words) => {
    expectError(await place.dnn([...TRAIN, ...flags]), 2, [words]);
  });

  it('batch norm of one picture a batch: its places vary, where no dense layer has batch norm', async () => {
    const layers = ['--layers', 'auto,conv3:4,pool2,auto', '--batch-norm', '--batch-size', '1'];
    expectSuccess(await place.dnn([...TRAIN, ...layers]));
    expectError(await place.dnn([...TRAIN, ...layers, '--layers', 'auto,conv8:4:valid,auto']), 2, [
      'the one example of a batch is its own mean',
    ]);
  });
});

describe('dnn gradcheck', () => {
  it('takes real pictures', async () => {
    const flags = ['--data', 'digits', '--classes', '0,1', '--examples', '8', '--samples', '20'];
    const report = await json('gradcheck', ...flags, '--layers', 'auto,conv3:2,pool2,conv3:4,pool2,6,auto');
    expect(report).toMatchObject({
      data: 'digits',
      layers: '8x8x1,conv3:2,pool2,conv3:4,pool2,6,1',
      examples: 8,
    });
    expect(report.difference).toBeLessThan(1e-7);
  });
});
