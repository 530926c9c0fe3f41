/** A look into a run between updates: it sees the network as it is, and changes no bit. */
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import { makeToy } from '../../src/data/toys/toys.js';
import { createModel, parameterDigest } from '../../src/model/model.js';
import { Predictor } from '../../src/model/predict.js';
import { type LiveActivations, LiveNetwork } from '../../src/train/live-network.js';
import { defaultTrainingOptions, type TrainingOptions } from '../../src/train/options/options.js';
import { planTraining } from '../../src/train/plan.js';
import { type Trained, train } from '../../src/train/trainer.js';

/** Trains and calls `look` behind every update; without it nobody looks. */
async function trained(
  dataset: Dataset,
  given: Partial<TrainingOptions>,
  look?: (network: LiveNetwork, iteration: number) => void,
): Promise<{ readonly end: Trained; readonly recorded: number[]; readonly options: TrainingOptions }> {
  const options = { ...defaultTrainingOptions(dataset), ...given };
  const plan = planTraining(dataset, options);
  const network = new LiveNetwork(dataset);
  const control = look ? { trace: network.trace, stats: (iteration: number) => iteration % 7 === 3 } : {};
  const run = train(dataset, options, plan, undefined, control);
  const recorded: number[] = [];
  let next = await run.next();
  for (; !next.done; next = await run.next()) {
    if (next.value.event === 'step') look?.(network, next.value.iteration);
    if (next.value.event === 'stats') recorded.push(next.value.iteration);
  }
  return { end: next.value, recorded, options };
}

const NETWORKS: Record<string, Partial<TrainingOptions>> = {
  plain: { layers: '2,8,1', activation: ['tanh'] },
  'of batches, with dropout, batch norm, a scale and validation': {
    layers: '2,8,4,1',
    batchSize: 16,
    keepProb: [0.8],
    batchNorm: true,
    scale: 'standard',
    validationSplit: 0.2,
  },
};

describe.each(Object.entries(NETWORKS))('a network %s', (_, given) => {
  const dataset = makeToy('moons:examples=60');
  const { values } = dataset.train;

  it('ends in the same bits whether somebody looks or not, and shows at the end what the model predicts', async () => {
    let last: LiveActivations[] = [];
    const options = { iterations: 40, logEvery: 10, ...given };
    const seen = await trained(dataset, options, (network) => {
      last = network.activations(values) ?? [];
      network.trainingOutputs(20);
      network.parameters();
    });
    const alone = await trained(dataset, options);
    expect(parameterDigest(seen.end.parameters)).toBe(parameterDigest(alone.end.parameters));
    const model = createModel(dataset, seen.options, seen.end);
    const predictions = new Predictor(model)
      .predictValues(values)
      .map(({ probabilities }) => probabilities?.[1]);
    expect(Array.from(last.at(-1)?.values.data ?? [])).toEqual(predictions);
  });

  it('records the updates that it is asked to', async () => {
    const { recorded } = await trained(dataset, { iterations: 20, ...given }, () => {});
    expect(recorded).toEqual([3, 10, 17]);
  });
});

it('shows the units of each layer', async () => {
  const dataset = makeToy('blobs:examples=30');
  let shapes: number[][] = [];
  await trained(dataset, { layers: 'auto,5,4,auto', iterations: 1 }, (network) => {
    shapes = (network.activations(dataset.train.values) ?? []).map(({ layer, values: { rows, cols } }) => [
      layer,
      rows,
      cols,
    ]);
  });
  expect(shapes).toEqual([
    [1, 30, 5],
    [2, 30, 4],
    [3, 30, 3],
  ]);
});

it('sees the training examples alone through a first layer in its dual form', async () => {
  const wide: Dataset = {
    ...makeToy('moons:examples=4'),
    shape: [400],
    train: {
      examples: 4,
      values: Float64Array.from({ length: 1600 }, (_, i) => Math.sin(i) / 10),
      labels: Int32Array.of(0, 1, 0, 1),
      dtype: 'float64',
    },
  };
  const looks: unknown[] = [];
  const outputs: number[] = [];
  const { end } = await trained(wide, { layers: '400,3,1', iterations: 30 }, (network, iteration) => {
    looks.push(network.activations(wide.train.values));
    if (iteration === 29) outputs.push(...(network.trainingOutputs(3)?.data ?? []));
  });
  expect(end.plan.firstLayer.form).toBe('dual');
  expect(looks.every((look) => look === undefined)).toBe(true);
  const whole = end.evaluations.train.outputs.data;
  expect(outputs.length).toBe(3);
  outputs.forEach((output, i) => {
    expect(output).toBeCloseTo(whole[i], 10);
  });
});
