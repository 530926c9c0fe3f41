/**
 * How long a planned run will take on this machine: the run itself in miniature (fewer examples and updates,
 * without convolutions fewer features and units too, made-up values, the same code), timed stage by stage and
 * scaled by counted work. It reads no clock but the one that it is given and touches no file.
 */
import type { Dataset, Split, StoredValues } from '../data/dataset.js';
import { featureCount } from '../data/dataset.js';
import { toInputs } from '../data/examples.js';
import type { Backend } from '../engine/backend.js';
import { createBackend } from '../engine/backends.js';
import { RandomState } from '../engine/rng.js';
import {
  type Architecture,
  type LayerSpec,
  type LayerWeights,
  layerSizes,
  layerWeights,
  outputUnits,
  parameterCount,
} from '../nn/architecture.js';
import type { DenseShape } from '../nn/shapes.js';
import { createAugmenter } from './augmenting.js';
import type { TrainingOptions } from './options.js';
import { type Plan, watching } from './plan.js';
import { type StageName, type StageSeconds, type Stages, Stopwatch, totalSeconds } from './stages.js';
import { type Trained, trainOn } from './trainer.js';

/** What a run is expected to take. */
export interface Forecast {
  /** In all. */
  readonly seconds: number;
  readonly stages: StageSeconds;
  /** Seconds that it took to find out. */
  readonly calibration: number;
}

/** What a calibration is given. */
export interface Calibration {
  /** A clock in milliseconds. */
  readonly now: () => number;
  /**
   * What the caller does with a trained network, on its own stages: timed as part of the run. What is slow of
   * it need be done only when `isLast`.
   */
  readonly finish?: (dataset: Dataset, trained: Trained, stages: Stages, isLast: boolean) => void;
  /** Stages that are over, as they were measured. */
  readonly past?: StageSeconds;
}

/** Multiply-adds of a miniature's update and of its Gram matrix, at most: a millisecond. */
const UPDATE_WORK = 1e7;
/** Multiply-adds of all its updates, at most, where that is more than the fewest. */
const RUN_WORK = 1.5e7;
const FEWEST_UPDATES = 4;
const MOST_UPDATES = 30;
/** Rows that a product takes before it runs at its usual rate. */
const FEWEST_ROWS = 32;
/** Images of a convolutional miniature's batch, at least: convolutions take them one by one. */
const FEWEST_IMAGES = 4;
/** Examples of a miniature's Gram matrix, at most. */
const MOST_DUAL_EXAMPLES = 512;
/** Weights, and stored values, of a miniature, at most. */
const MOST_WEIGHTS = 1.5e5;
const MOST_VALUES = 2e5;
/** Miniature runs that are timed; each stage's middle one counts. */
const TIMED_RUNS = 5;
/** How long a convolutional network runs before that: its kernels, unlike the products, are not warm. */
const WARMING_MILLISECONDS = 400;
/** How long threads may take to start before it is gone on without them, in milliseconds. */
const THREADS_MILLISECONDS = 500;

/** The times that a run of `plan` on `dataset` is expected to take. */
export async function calibrate(
  dataset: Dataset,
  options: TrainingOptions,
  plan: Plan,
  { now, finish, past = {} }: Calibration,
): Promise<Forecast> {
  const begin = now();
  const small = miniature(dataset, options, plan);
  const later = { ...small.plan, iterations: small.plan.iterations - 1 };
  const engine = new Stopwatch(now, 'engine');
  const backend = createBackend(options.backend, options.dtype, plan.threads);
  backend.warmUp();
  const { engine: engineSeconds = 0 } = engine.read();
  try {
    const once = async (isLast: boolean): Promise<StageSeconds> => {
      const stopwatch = new Stopwatch(now);
      const run = trainOn(backend, small.dataset, small.options, small.plan, stopwatch);
      let first: StageSeconds = {};
      let next = await run.next();
      for (; !next.done; next = await run.next()) {
        if (next.value.event === 'step' && next.value.iteration === 0) first = stopwatch.read();
      }
      finish?.(small.dataset, next.value, stopwatch, isLast);
      return laterUpdates(stopwatch.read(), first);
    };
    // The engine compiles what runs often, and threads start meanwhile.
    const warming = isDense(plan.architecture.layers) ? 0 : WARMING_MILLISECONDS;
    do await once(false);
    while (now() - begin < (backend.ready() ? warming : THREADS_MILLISECONDS));
    const runs: StageSeconds[] = [];
    while (runs.length < TIMED_RUNS) runs.push(await once(runs.length === TIMED_RUNS - 1));
    const stages = {
      ...past,
      engine: engineSeconds,
      ...withAsides(
        scaled(runs, counted(dataset, options, plan), counted(small.dataset, small.options, later)),
        plan,
        options,
        varyingSeconds(backend, dataset, options, now),
      ),
    };
    return { seconds: totalSeconds(stages), stages, calibration: (now() - begin) / 1000 };
  } finally {
    await backend.close();
  }
}

/** Pictures that are changed to see how long one takes. */
const VARIED_EXAMPLES = 16;

/** What `--augment` takes for an example, by changing a few of the real ones. */
function varyingSeconds(
  backend: Backend,
  dataset: Dataset,
  options: TrainingOptions,
  now: () => number,
): number {
  if (options.augment === undefined) return 0;
  const features = featureCount(dataset);
  const examples = Math.min(VARIED_EXAMPLES, dataset.train.examples);
  const values = dataset.train.values.subarray(0, examples * features);
  const batch = toInputs(backend, values, features, dataset.divisor);
  const vary = createAugmenter(backend, dataset, options, new RandomState(options.seed));
  vary(batch);
  const begin = now();
  vary(batch);
  return (now() - begin) / 1000 / examples;
}

/** What the miniatures leave out: changing pictures, and measuring on validation or training examples. */
function withAsides(
  stages: StageSeconds,
  plan: Plan,
  options: TrainingOptions,
  varying: number,
): StageSeconds {
  const { examples: m, validation = 0, batchSize: b, iterations: T, architecture } = plan;
  const { batches = 0, forward = 0, cost = 0, gram } = stages;
  const { watched, measurements } = watching(options, {
    examples: m,
    validation,
    batchSize: b,
    iterations: T,
  });
  const [, n1] = layerSizes(architecture);
  const described = (validation * (m + n1)) / ((m * m) / 2 + m * n1);
  return {
    ...stages,
    batches: batches + varying * b * T,
    cost: cost + (forward * watched * measurements) / (T * b),
    ...(gram !== undefined && { gram: gram * (1 + described) }),
  };
}

const OF_UPDATES: readonly StageName[] = ['batches', 'forward', 'cost', 'backward', 'optimizer', 'reporting'];

/** `all` without the first update, which meets memory that nobody has touched. */
function laterUpdates(all: StageSeconds, first: StageSeconds): StageSeconds {
  const later = OF_UPDATES.map((stage) => [stage, (all[stage] ?? 0) - (first[stage] ?? 0)]);
  return { ...all, ...Object.fromEntries(later) };
}

type Counts = Readonly<Partial<Record<StageName, number>>>;

/** Each stage's middle time of `runs`, times how much more of it there is to do. */
function scaled(runs: readonly StageSeconds[], whole: Counts, part: Counts): StageSeconds {
  const stages = Object.keys(whole) as StageName[];
  return Object.fromEntries(
    stages.flatMap((stage) => {
      if (!part[stage]) return [];
      const times = runs.flatMap((run) => run[stage] ?? []).sort((a, b) => a - b);
      if (times.length === 0) return [];
      return [[stage, (times[times.length >> 1] * (whole[stage] as number)) / part[stage]]];
    }),
  );
}

/** What each stage of a run has to do, in a unit of its own: multiply-adds, values or updates. */
function counted(dataset: Dataset, options: TrainingOptions, plan: Plan): Counts {
  const { examples: m, batchSize: b, iterations: T, architecture } = plan;
  const [n0, n1] = layerSizes(architecture);
  const tested = dataset.test?.examples ?? 0;
  const dual = plan.firstLayer.form === 'dual';
  const width = dual ? m : n0;
  const { weights, first, deeper } = workOf(architecture);
  const forward = first.forward + deeper.forward;
  const norms = options.l2 > 0 ? weights + (dual ? m * m * n1 - n0 * n1 : 0) : 0;
  return {
    inputs: m * n0,
    draws: weights,
    ...(dual && { gram: (m * m * n0) / 2 + m * n0 * n1 }),
    batches: T * (b < m ? b * width : 1),
    forward: T * b * ((dual ? m * n1 : first.forward) + deeper.forward),
    cost: T * (b * outputUnits(architecture) + norms),
    backward: T * (b * ((dual ? n1 : first.forward) + deeper.backward) + (dual ? m * n1 : 0)),
    optimizer: T * (parameterCount(architecture) + (dual ? (m - n0) * n1 : 0)),
    reporting: T,
    weights: dual ? m * n0 * n1 : weights,
    evaluation: (m + tested) * forward + tested * n0,
    record: (m + tested) * n0,
    saving: parameterCount(architecture),
  };
}

function weightCount(sizes: readonly number[]): number {
  return sizes.slice(1).reduce((sum, n, l) => sum + n * sizes[l], 0);
}

/** The weights of a network, and the multiply-adds of an example's passes through its first and deeper layers. */
function workOf(architecture: Architecture) {
  const [first, ...deeper] = layerWeights(architecture);
  const sum = (value: (layer: LayerWeights) => number) =>
    deeper.reduce((total, layer) => total + (layer ? value(layer) : 0), 0);
  const size = ({ rows, cols }: LayerWeights) => rows * cols;
  return {
    weights: (first ? size(first) : 0) + sum(size),
    first: { forward: first?.work.forward ?? 0 },
    deeper: {
      forward: sum(({ work }) => work.forward),
      backward: sum(({ work }) => work.forward + work.inputGradient),
    },
  };
}

interface Miniature {
  readonly dataset: Dataset;
  readonly options: TrainingOptions;
  readonly plan: Plan;
}

/** A run of the same kind that takes milliseconds: sizes are kept where they can be, else cut and counted. */
function miniature(dataset: Dataset, options: TrainingOptions, plan: Plan): Miniature {
  const { architecture, sizes } = isDense(plan.architecture.layers)
    ? smallerDense(dataset, plan, plan.architecture.layers)
    : smallerConvolutional(dataset, plan);
  const [, n1] = layerSizes(architecture);
  const { first, deeper } = workOf(architecture);
  const ofFirst = plan.firstLayer.form === 'dual' ? sizes.examples * n1 : 2 * first.forward;
  const update = sizes.batch * (ofFirst + deeper.forward + deeper.backward);
  const iterations = Math.round(RUN_WORK / update);
  return {
    dataset: madeUp(dataset, sizes, architecture.inputShape),
    // A step that leaves the numbers where they are cannot make them run away.
    options: {
      ...options,
      validationSplit: 0,
      earlyStopping: undefined,
      augment: undefined,
      learningRate: 1e-9,
      init: options.init.startsWith('normal:') ? 'lecun-normal' : options.init,
    },
    plan: {
      ...plan,
      architecture,
      parameters: parameterCount(architecture),
      examples: sizes.examples,
      batchSize: sizes.batch,
      iterations: Math.min(MOST_UPDATES, Math.max(FEWEST_UPDATES, iterations)),
    },
  };
}

type DenseLayer = LayerSpec & DenseShape;

function isDense(layers: readonly LayerSpec[]): layers is readonly DenseLayer[] {
  return layers.every(({ type }) => type === 'dense');
}

interface Smaller {
  readonly architecture: Architecture;
  readonly sizes: Sizes;
}

function smallerDense(dataset: Dataset, plan: Plan, all: readonly DenseLayer[]): Smaller {
  const layers = smallerLayers(all);
  const sizes = smallerSizes(
    dataset,
    plan,
    layers.map(({ units }) => units),
  );
  return { architecture: { ...plan.architecture, inputShape: [sizes.features], layers }, sizes };
}

/** The same images and layers, whose work depends on every size: fewer examples alone. */
function smallerConvolutional(dataset: Dataset, { architecture, examples: m, batchSize: b }: Plan): Smaller {
  const features = featureCount(dataset);
  const { first, deeper } = workOf(architecture);
  const passes = 2 * first.forward + deeper.forward + deeper.backward;
  const batch = Math.min(b, Math.max(FEWEST_IMAGES, Math.ceil(UPDATE_WORK / passes)));
  const fitting = Math.min(MOST_VALUES / features, (4 * UPDATE_WORK) / (first.forward + deeper.forward + 1));
  const examples = b < m ? Math.min(m, Math.max(2 * batch, Math.ceil(fitting))) : batch;
  const tested = Math.min(dataset.test?.examples ?? 0, Math.ceil(examples / 4));
  return { architecture, sizes: { examples, tested, batch, features } };
}

/** The hidden layers alike narrower, where their weights are too many. */
function smallerLayers(layers: readonly DenseLayer[]): DenseLayer[] {
  const deeper = weightCount(layers.map(({ units }) => units));
  const factor = Math.min(1, Math.sqrt(MOST_WEIGHTS / deeper));
  return layers.map((layer, l) =>
    l === layers.length - 1 ? layer : { ...layer, units: Math.ceil(layer.units * factor) },
  );
}

interface Sizes {
  readonly examples: number;
  readonly tested: number;
  readonly batch: number;
  readonly features: number;
}

function smallerSizes(dataset: Dataset, plan: Plan, units: readonly number[]): Sizes {
  const { examples: m, batchSize: b } = plan;
  const n0 = featureCount(dataset);
  const n1 = units[0];
  const tested = (examples: number) => Math.min(dataset.test?.examples ?? 0, Math.ceil(examples / 4));
  if (plan.firstLayer.form === 'dual') {
    const examples = Math.min(m, MOST_DUAL_EXAMPLES);
    const fitting = Math.ceil(UPDATE_WORK / (examples * (examples / 2 + n1)));
    const batch = b < m ? Math.min(b, Math.ceil(examples / 2)) : examples;
    return { examples, tested: tested(examples), batch, features: Math.min(n0, fitting) };
  }
  const features = Math.min(n0, Math.ceil(MOST_WEIGHTS / n1));
  const fitting = Math.ceil(UPDATE_WORK / (2 * features * n1 + 3 * weightCount(units)));
  const batch = Math.min(b, Math.max(FEWEST_ROWS, fitting));
  const examples = b < m ? Math.min(m, Math.max(2 * batch, Math.ceil(MOST_VALUES / features))) : batch;
  return { examples, tested: tested(examples), batch, features };
}

/** Values of the same stored type from 0 to 1, labels of every class in turn. */
function madeUp(dataset: Dataset, { examples, tested, features }: Sizes, shape: readonly number[]): Dataset {
  const whole = dataset.train.values instanceof Uint8Array;
  const split = (rows: number): Split => {
    const values = new (dataset.train.values.constructor as new (length: number) => StoredValues)(
      rows * features,
    );
    for (let i = 0; i < values.length; i++) values[i] = whole ? (i * 7919) % 256 : ((i * 7919) % 256) / 256;
    const labels = Int32Array.from({ length: rows }, (_, i) => i % dataset.classes.length);
    return { examples: rows, values, labels, dtype: dataset.train.dtype };
  };
  return {
    ...dataset,
    shape,
    divisor: whole ? 255 : 1,
    train: split(examples),
    ...(tested > 0 && { test: split(tested) }),
  };
}
