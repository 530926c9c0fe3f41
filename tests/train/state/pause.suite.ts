/** Runs of all kinds of options that pause: each ends in the same bits as one that never paused. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Dataset } from '../../../src/data/dataset.js';
import { RandomState } from '../../../src/engine/rng.js';
import { parameterDigest } from '../../../src/model/model.js';
import type { FirstLayerForm } from '../../../src/train/first-layer.js';
import { OPTIMIZERS, type OptimizerName } from '../../../src/train/optimizers.js';
import type { TrainingOptions } from '../../../src/train/options/options.js';
import { dnnError } from '../../helpers/errors.js';
import { syntheticDataset } from '../../helpers/runs.js';
import '../../helpers/seed.js';
import { type Watched, watchTraining } from '../../helpers/snapshots.js';

export const ITERATIONS = 17;
export const wide = syntheticDataset(17, 40);
const values = Uint8Array.from(new RandomState(1).randint(0, 256, 17 * 40));
const pictures: Dataset = {
  ...wide,
  shape: [5, 4, 2],
  divisor: 255,
  train: { ...wide.train, values, dtype: 'uint8' },
};

const digest = ({ trained }: Watched) => parameterDigest(trained.parameters);

/** Goes on from pause to pause, and to the end. */
async function inParts(
  dataset: Dataset,
  options: Partial<TrainingOptions>,
  form: FirstLayerForm,
  pauses: readonly number[],
): Promise<Watched[]> {
  const parts: Watched[] = [];
  for (const until of [...pauses, ITERATIONS].sort((a, b) => a - b)) {
    const from = parts.flatMap(({ snapshots }) => [...snapshots.values()]).at(-1);
    parts.push(await watchTraining(dataset, options, { form, from, until }));
  }
  return parts;
}

/** The outcome of a run, or of the last of its parts: divergence is one too. */
async function outcomeOf(run: Promise<Watched>) {
  try {
    const watched = await run;
    const { plan: _, diagnosis: __, ...made } = watched.trained;
    return { ...made, digest: digest(watched) };
  } catch (error) {
    return dnnError('diverged', () => {
      throw error;
    }).code;
  }
}

interface Case {
  readonly options: Partial<TrainingOptions>;
  readonly form: FirstLayerForm;
  readonly pauses: readonly number[];
}

const optimizer = fc.constantFrom(...(Object.keys(OPTIMIZERS) as OptimizerName[]));
const cases: fc.Arbitrary<Case> = fc
  .record({
    optimizer,
    lrDecay: fc.constantFrom(undefined, 'cosine', 'inverse:0.1', 'exponential:0.9', 'step:0.5@2'),
    earlyStopping: fc.constantFrom(undefined, 1, 2, 50),
    validationSplit: fc.constantFrom(0, 0.3),
    batchSize: fc.constantFrom(undefined, 4, 7),
    keepProb: fc.constantFrom<number[][]>([1], [0.7, 0.8]),
    batchNorm: fc.boolean(),
    augment: fc.constantFrom(undefined, 'flip,shift:1,brightness:0.2'),
    l2: fc.constantFrom(0, 0.5),
    dtype: fc.constantFrom('float64' as const, 'float32' as const),
    learningRate: fc.constantFrom(0.02, 0.5),
  })
  .chain((options) => {
    const isLinear = OPTIMIZERS[options.optimizer].linear && options.augment === undefined;
    const form = fc.constantFrom<FirstLayerForm>(
      ...(isLinear ? (['dual', 'direct'] as const) : ['direct' as const]),
    );
    const pauses = fc.uniqueArray(fc.integer({ min: 1, max: ITERATIONS - 1 }), {
      minLength: 1,
      maxLength: 4,
    });
    return fc.record({ options: fc.constant(options), form, pauses });
  });

/** Trains `numRuns` runs whole and in parts; how many of them really paused, and stopped early. */
export async function assertSameBits(numRuns: number): Promise<{ paused: number; stopped: number }> {
  let [paused, stopped] = [0, 0];
  const holds = async ({ options: given, form, pauses }: Case) => {
    const dataset = given.augment === undefined ? wide : pictures;
    const options = { layers: 'auto,6,4,auto', iterations: ITERATIONS, logEvery: 5, ...given };
    const whole = await outcomeOf(watchTraining(dataset, options, { form }));
    const parts = inParts(dataset, options, form, pauses);
    expect(await outcomeOf(parts.then((all) => all[all.length - 1]))).toEqual(whole);
    if (typeof whole === 'string') return;
    paused += Number((await parts)[0].trained.interrupted);
    stopped += Number(whole.iterations < ITERATIONS);
  };
  await fc.assert(fc.asyncProperty(cases, holds), { numRuns });
  return { paused, stopped };
}
