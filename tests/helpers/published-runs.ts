/** Runs of other software from the same seed, as the scripts beside the tests have written them down. */
import { readFileSync } from 'node:fs';
import { type Dataset, featureCount } from '../../src/data/dataset.js';
import { toInputs, toTargets } from '../../src/data/examples.js';
import { createBackend } from '../../src/engine/backends.js';
import type { FloatArray } from '../../src/engine/matrix.js';
import { RandomState } from '../../src/engine/rng.js';
import { createModel } from '../../src/model/model.js';
import { Predictor } from '../../src/model/predict.js';
import { outputUnits } from '../../src/nn/architecture.js';
import { buildNetwork } from '../../src/nn/build.js';
import { drawStart } from '../../src/nn/init.js';
import { defaultTrainingOptions, type TrainingOptions } from '../../src/train/options/options.js';
import { planTraining } from '../../src/train/plan.js';
import { expectClose } from './goldens.js';
import { classOf } from './kinds.js';
import { runTraining } from './runs.js';

/** A run and its results. */
export interface PublishedRun {
  name: string;
  examples: number;
  seed: number;
  learningRate: number;
  iterations: number;
  batchSize: number | null;
  keepProb: number[] | null;
  batchNorm: boolean;
  l2: number;
  costs: number[];
  outputs: number[];
  right: number;
  parameters: Record<string, number[]>;
}

/** The runs of a file `{"runs":[…]}`. */
export function publishedRuns<Run extends PublishedRun>(file: URL): Run[] {
  return JSON.parse(readFileSync(file, 'utf8')).runs;
}

/** The options that make the same run of `layers`. */
export function optionsOf(run: PublishedRun, layers: string): Partial<TrainingOptions> {
  const { seed, learningRate, iterations, batchSize, keepProb, batchNorm, l2 } = run;
  return {
    ...{ layers, seed, learningRate, iterations, batchNorm, l2, logEvery: 1 },
    ...(batchSize && { batchSize }),
    ...(keepProb && { keepProb }),
  };
}

/** Evaluation and prediction after the run, with the running averages and nothing dropped, within 1e-9. */
export async function expectOutputs(
  dataset: Dataset,
  options: Partial<TrainingOptions>,
  { outputs }: PublishedRun,
): Promise<void> {
  const run = await runTraining(dataset, options);
  expectClose(run.evaluations.train.outputs.data, outputs, 1e-9, 'outputs');
  const model = createModel(dataset, { ...defaultTrainingOptions(), ...options }, run);
  const predicted = new Predictor(model).predictValues(dataset.train.values);
  const ones = predicted.map((each) => classOf(each).probabilities[1]);
  expectClose(ones, outputs, 1e-9, 'predictions');
}

/** The gradients of the cost before the first update on the whole set, without L2, by parameter name. */
export function firstGradients(
  dataset: Dataset,
  given: Partial<TrainingOptions>,
): [name: string, gradient: FloatArray][] {
  const options = { ...defaultTrainingOptions(), ...given };
  const { architecture } = planTraining(dataset, options);
  const backend = createBackend('wasm', 'float64');
  const rng = new RandomState(options.seed);
  const { weights } = drawStart(backend, architecture, options, rng);
  const network = buildNetwork(backend, architecture, weights);
  network.forward(toInputs(backend, dataset.train.values, featureCount(dataset), dataset.divisor), {
    training: { rng },
  });
  network.backward(toTargets(backend, dataset.train, outputUnits(architecture)), { training: { rng } });
  return network.params.map(({ name, gradient }) => [name, gradient.data]);
}
