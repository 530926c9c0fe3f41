/**
 * The plain class network of the second article, against NumPy: weights and biases drawn by randn, quadratic
 * cost, mini-batches in order. The examples are those of the golden file.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import { createReference } from '../../src/engine/reference/reference.js';
import { RandomState } from '../../src/engine/rng.js';
import { loadModel } from '../../src/model/file/load.js';
import type { Architecture } from '../../src/nn/architecture.js';
import { buildNetwork } from '../../src/nn/build.js';
import { drawWeights } from '../../src/nn/init.js';
import type { Network } from '../../src/nn/network.js';
import { batches } from '../../src/train/batches.js';
import { OPTIMIZERS } from '../../src/train/optimizers.js';
import { defaultTrainingOptions, type TrainingOptions } from '../../src/train/options/options.js';
import { parseShuffle } from '../../src/train/shuffle.js';
import { expectSuccess, Workspace } from '../helpers/cli.js';
import {
  expectClose,
  expectRelative,
  type GoldenArray,
  readGolden,
  toExamples,
  toMatrix,
} from '../helpers/goldens.js';
import { eventsOfTraining, runTraining } from '../helpers/runs.js';

interface Parameters {
  W: GoldenArray[];
  b: GoldenArray[];
}
interface Case {
  name: string;
  layers: number[];
  activations: ('sigmoid' | 'tanh')[];
  seed: number;
  X: GoldenArray;
  Y: GoldenArray;
  batch_size: number;
  lr: number;
  epochs: number;
  start: Parameters;
  first_update: { dW: GoldenArray; db: GoldenArray }[];
  log: { epoch: number; batch_norms_first_last: [number, number]; cost_after_epoch: number }[];
  final: Parameters;
  output_first10: GoldenArray;
  correct?: number;
}
const place = new Workspace();
const [xor, sine] = readGolden('seed1_network.json').cases as [Case, Case];

describe('xor, as a training run', () => {
  const dataset: Dataset = {
    name: 'xor',
    shape: [2],
    divisor: 1,
    classes: ['same', 'different'],
    train: {
      examples: 64,
      values: toExamples(xor.X).data,
      labels: Int32Array.from(xor.Y.data),
      dtype: 'float64',
    },
    notes: [],
  };
  const OPTIONS: Partial<TrainingOptions> = {
    layers: xor.layers.join(','),
    activation: ['sigmoid'],
    outputActivation: 'sigmoid',
    loss: 'quadratic',
    init: 'normal:1',
    biasInit: 'normal:1',
    seed: xor.seed,
    learningRate: xor.lr,
    batchSize: xor.batch_size,
    shuffle: 'none',
    epochs: xor.epochs,
    logEvery: 1,
  };

  it('starts from the same weights and biases, relative error <= 2e-15', async () => {
    const { parameters } = await runTraining(dataset, { ...OPTIONS, epochs: 1, learningRate: 1e-300 });
    xor.start.W.forEach((W, l) => {
      expectRelative(parameters[2 * l].value.data, W.data, 2e-15, `W${l + 1}`);
      expectRelative(parameters[2 * l + 1].value.data, xor.start.b[l].data, 2e-15, `b${l + 1}`);
    });
  });

  it('the first update within 1e-12 of the largest entry', async () => {
    const { parameters } = await runTraining(dataset, { ...OPTIONS, epochs: undefined, iterations: 1 });
    xor.first_update.forEach(({ dW, db }, l) => {
      const moved = (start: GoldenArray, step: GoldenArray) =>
        start.data.map((w, i) => w + xor.lr * step.data[i]);
      expectClose(parameters[2 * l].value.data, moved(xor.start.W[l], dW), 1e-12, `W${l + 1}`);
      expectClose(parameters[2 * l + 1].value.data, moved(xor.start.b[l], db), 1e-12, `b${l + 1}`);
    });
  });

  it('costs of the first and last batch of the logged epochs within 1e-9', async () => {
    const events = await eventsOfTraining(dataset, OPTIONS);
    const costs = events.flatMap((event) => (event.event === 'cost' ? [event.cost] : []));
    const perEpoch = 7;
    expect(costs).toHaveLength(xor.epochs * perEpoch);
    for (const { epoch, batch_norms_first_last } of xor.log) {
      // ½·‖a − y‖²/n, the last batch having 4 of the 64 examples
      const [first, last] = [costs[(epoch - 1) * perEpoch], costs[epoch * perEpoch - 1]];
      const norms = [Math.sqrt(2 * 10 * first), Math.sqrt(2 * 4 * last)];
      expectRelative(norms, batch_norms_first_last, 1e-9, `epoch ${epoch}`);
    }
  });

  it.each(xor.log)('cost after epoch $epoch within 1e-9', async ({ epoch, cost_after_epoch }) => {
    const { evaluations } = await runTraining(dataset, { ...OPTIONS, epochs: epoch });
    expectRelative([evaluations.train.cost], [cost_after_epoch], 1e-9, 'cost');
  });

  it('examples/plain-network.json as a command: final weights and outputs within 1e-9, 64 right', async () => {
    await place.writeHdf5('xor.h5', [
      { name: 'train_set_x', shape: [64, 2], values: toExamples(xor.X).data },
      { name: 'train_set_y', shape: [64], values: Int32Array.from(xor.Y.data) },
      { name: 'list_classes', shape: [2], values: ['same', 'different'] },
    ]);
    const config = resolve('examples/plain-network.json');
    const result = await place.dnn([
      'train',
      '--config',
      config,
      '--data',
      'xor.h5',
      '--expect',
      'train_accuracy==1',
    ]);
    expectSuccess(result);
    expect(result.stdout).toContain('(64 of 64)');
    const { parameters, training } = loadModel(place.at('model.json'));
    xor.final.W.forEach((W, l) => {
      expectClose(parameters[2 * l].value.data, W.data, 1e-9, `W${l + 1}`);
      expectClose(parameters[2 * l + 1].value.data, xor.final.b[l].data, 1e-9, `b${l + 1}`);
    });
    const run = await runTraining(dataset, OPTIONS);
    expectRelative(run.evaluations.train.outputs.data.slice(0, 10), xor.output_first10.data, 1e-9, 'outputs');
    expect(training.evaluations.train?.cost).toBe(run.evaluations.train.cost);
    // the file has every option that differs from the defaults
    const file = JSON.parse(readFileSync(config, 'utf8'));
    const { logEvery: _, ...recorded } = OPTIONS;
    expect(training.config).toMatchObject(recorded);
    expect(file['log-every']).toBe(1400);
    expect(defaultTrainingOptions()).not.toMatchObject(OPTIONS);
  });
});

describe('sine, whose targets are no classes: the parts of a run by hand', () => {
  const backend = createReference('float64');
  const [X, Y] = [toExamples(sine.X), toExamples(sine.Y)];
  const architecture: Architecture = {
    inputShape: [1],
    layers: sine.activations.map((activation, l) => ({
      type: 'dense',
      units: sine.layers[l + 1],
      activation,
    })),
    loss: 'quadratic',
  };

  function start(): Network {
    const rng = new RandomState(sine.seed);
    const draws = sine.layers.slice(1).map((n, l) => ({
      W: drawWeights('normal:1', rng, n, sine.layers[l]),
      b: drawWeights('normal:1', rng, n, 1),
    }));
    const weights = draws.map(({ W }, l) =>
      toMatrix({ shape: [sine.layers[l + 1], sine.layers[l]], data: [...W] }),
    );
    const network = buildNetwork(backend, architecture, weights);
    draws.forEach(({ b }, l) => {
      network.params[2 * l + 1].value.data.set(b);
    });
    return network;
  }

  it('start 2e-15 relative, costs and final weights within 1e-9', () => {
    const network = start();
    expectRelative(network.params[1].value.data, sine.start.b[0].data, 2e-15, 'b1');
    const optimizer = OPTIMIZERS.gd.create(backend, network.params, {});
    const order = batches(new RandomState(0), 100, sine.batch_size, parseShuffle('none'));
    for (let epoch = 1; epoch <= sine.epochs; epoch++) {
      const norms: number[] = [];
      for (let batch = 0; batch < 2; batch++) {
        const examples = order.next().value as Int32Array;
        const [x, y] = [X, Y].map((all) => {
          const rows = backend.zeros(examples.length, all.cols);
          backend.gatherRows(all, examples, rows);
          return rows;
        });
        network.forward(x);
        norms.push(Math.sqrt(2 * examples.length * network.cost(y)));
        network.backward(y);
        optimizer.step(sine.lr);
      }
      const logged = sine.log.find((entry) => entry.epoch === epoch);
      if (logged === undefined) continue;
      expectRelative(norms, logged.batch_norms_first_last, 1e-9, `epoch ${epoch}: batches`);
      network.forward(X);
      expectRelative([network.cost(Y)], [logged.cost_after_epoch], 1e-9, `epoch ${epoch}: cost`);
    }
    sine.final.W.forEach((W, l) => {
      expectClose(network.params[2 * l].value.data, W.data, 1e-9, `W${l + 1}`);
      expectClose(network.params[2 * l + 1].value.data, sine.final.b[l].data, 1e-9, `b${l + 1}`);
    });
    expectRelative(network.forward(X).data.slice(0, 10), sine.output_first10.data, 1e-9, 'outputs');
  });
});
