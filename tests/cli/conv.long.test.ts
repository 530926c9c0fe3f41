/** Convolutional networks on the command line: train, evaluate, inspect, predict, and what goes wrong. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPicture } from '../../src/data/pictures/image.js';
import { eventsOf, expectError, expectSuccess, greyPng, toyArrays, Workspace } from '../helpers/cli.js';

const place = new Workspace();
const TRAIN = ['train', '--data', 'toy.h5', '--layers', 'auto,conv3:4,pool2,conv3:6/2:valid,5,auto'];
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  await place.writeHdf5('flat.h5', toyArrays({ shape: [6], test: 0 }));
  place.write('grey.png', greyPng(128));
});

describe('dnn train with convolutions', () => {
  it.each([
    ['wasm', 'float32', 'adam'],
    ['js', 'float64', 'momentum'],
  ])(
    'on %s in %s by %s: the cost falls, and the model evaluates to what the training said',
    async (...flags) => {
      const [backend, dtype, optimizer] = flags;
      const result = await place.dnn([
        ...TRAIN,
        ...['--backend', backend, '--dtype', dtype, '--optimizer', optimizer, '--init', 'he'],
        ...['--iterations', '40', '--batch-size', '16', '--log-format', 'json', '--out', 'conv.json'],
        ...[
          '--l2',
          '0.01',
          '--activation',
          'relu,tanh,sigmoid',
          '--learning-rate',
          '0.01',
          '--log-every',
          '1',
        ],
      ]);
      expectSuccess(result);
      const events = eventsOf(result);
      expect(events[0]).toMatchObject({ layers: '8x8x3,conv3:4,pool2,conv3:6/2:valid,5,1', parameters: 375 });
      const costs = events.filter(({ event }) => event === 'cost').map(({ cost }) => cost as number);
      const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(mean(costs.slice(-10))).toBeLessThan(mean(costs.slice(0, 10)));
      const test = events.find(({ event, split }) => event === 'evaluation' && split === 'test');
      const evaluated = await place.dnn(['evaluate', '--model', 'conv.json', '--split', 'test', '--json']);
      expectSuccess(evaluated);
      const { cost, accuracy } = JSON.parse(evaluated.stdout);
      expect(accuracy).toBe(test?.accuracy);
      expect(Math.abs(cost - (test?.cost as number))).toBeLessThan(1e-5);
    },
  );

  it('flat data take the shape of --layers, in training and in evaluation', async () => {
    const layers = ['--layers', '1x3x2,conv1:3,pool1,auto', '--iterations', '3'];
    expectSuccess(await place.dnn(['train', '--data', 'flat.h5', ...layers, '--out', 'shaped.json']));
    const evaluated = await place.dnn(['evaluate', '--model', 'shaped.json', '--data', 'flat.h5', '--json']);
    expectSuccess(evaluated);
    expect(JSON.parse(evaluated.stdout).examples).toBe(40);
  });

  it('--explain shows the shapes', async () => {
    const result = await place.dnn([...TRAIN, '--explain']);
    expectSuccess(result);
    expect(result.stdout).toContain('  1  conv3:4 8x8x3 -> 8x8x4, relu: 112 parameters\n');
    expect(result.stdout).toContain('  2  pool2 8x8x4 -> 4x4x4: 0 parameters\n');
    expect(result.stdout).toContain('  3  conv3:6/2:valid 4x4x4 -> 1x1x6, relu: 222 parameters\n');
    expect(result.stdout).toContain('First layer: direct form');
  });

  it('inspect and predict know the model', async () => {
    expectSuccess(await place.dnn([...TRAIN, '--iterations', '2']));
    const inspected = await place.dnn(['inspect', 'model.json']);
    expectSuccess(inspected);
    expect(inspected.stdout).toContain('model.json: 4-layer network, 375 parameters, float64');
    expect(inspected.stdout).toMatch(/^ +1 {2}conv3:4 +8x8x3 -> 8x8x4 +relu +112$/m);
    expect(inspected.stdout).toMatch(/^ +2 {2}pool2 +8x8x4 -> 4x4x4 +0$/m);
    expect(inspected.stdout).toMatch(/^ +4 {2}dense +6 -> 5 +relu +35$/m);
    const { layers } = JSON.parse((await place.dnn(['inspect', 'model.json', '--json'])).stdout);
    expect(layers[1]).toEqual({
      ...{ type: 'pool', layer: 'pool2', inputs: 256, inputShape: [8, 8, 4], units: 64 },
      ...{ outputShape: [4, 4, 4], batchNorm: false, keepProb: 1, parameters: 0 },
    });
    const predicted = await place.dnn(['predict', 'grey.png']);
    expectSuccess(predicted);
    expect(predicted.stdout).toContain('your 4-layer model predicts');
    const { layers: kept } = JSON.parse(readFileSync(`${place.path}/model.json`, 'utf8'));
    expect(kept[1]).toEqual({ type: 'pool', size: 2 });
  });
});

describe('dnn inspect --filters', () => {
  it('draws the first layer into a PNG, and nothing where there are no pictures', async () => {
    expectSuccess(await place.dnn([...TRAIN, '--iterations', '2']));
    const drawn = await place.dnn(['inspect', 'model.json', '--filters', 'filters.png']);
    expectSuccess(drawn);
    expect(drawn.stderr).toContain("Drew filters.png: the first layer's weights.");
    const { width, height } = await readPicture(place.at('filters.png'));
    expect([width, height]).toEqual([2 * 50 + 2, 2 * 50 + 2]);
    const model = readFileSync(place.at('model.json'));
    expectError(await place.dnn(['inspect', 'model.json', '--filters', './model.json']), 2, [
      '--filters ./model.json: filters are drawn as a PNG',
    ]);
    expect(readFileSync(place.at('model.json')).equals(model)).toBe(true);
    expectSuccess(await place.dnn(['train', '--data', 'flat.h5', '--iterations', '1', '--out', 'flat.json']));
    expectError(await place.dnn(['inspect', 'flat.json', '--filters', 'none.png']), 2, [
      '6 values without a shape',
    ]);
    expectError(await place.dnn(['inspect', '--filters', 'no/where.png']), 7, ['no/where.png']);
    await place.refuses(['inspect', '--filters', 'filters.jpg'], 2, ['filters.jpg', 'ends in .png']);
    expect(place.listing().filter((line) => line.startsWith('none.png'))).toEqual([]);
  });
});

describe('what no network can be made of', () => {
  it.each([
    ['flat.h5', 'auto,conv3:4,auto', ['conv3:4 needs an image, but gets 6 values', 'such as 28x28x1']],
    ['toy.h5', 'auto,4,pool2,auto', ['token 3: pool2 needs an image', 'before dense']],
    ['toy.h5', 'auto,pool9,auto', ['pool9 is larger than its input of 8x8x3']],
    ['toy.h5', '8x8x3,conv3:4', ['it ends in conv3:4', '--layers 8x8x3,conv3:4,auto']],
    ['toy.h5', 'auto,conv3,auto', ['token 2 is "conv3", expected convK:F, poolN or avgpoolN']],
  ])('%s, --layers %s', async (data, layers, words) => {
    expectError(await place.dnn(['train', '--data', data, '--layers', layers]), 2, ['--layers', ...words]);
  });
});
