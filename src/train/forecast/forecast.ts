/**
 * How long a planned run will take on this machine: the run itself in miniature, by the same code, timed stage by
 * stage and scaled by counted work. It reads no clock but the one that it is given and touches no file.
 */
import type { Dataset } from '../../data/dataset.js';
import { featureCount } from '../../data/dataset.js';
import { toInputs } from '../../data/examples.js';
import type { Backend, KernelsName } from '../../engine/backend.js';
import { createBackend } from '../../engine/backends.js';
import { RandomState } from '../../engine/rng.js';
import { layerSizes, outputUnits, parameterCount } from '../../nn/architecture.js';
import { createAugmenter } from '../augmenting.js';
import { watching } from '../first-layer.js';
import { withoutFeatures } from '../known-categories.js';
import { type ParsedOptions, parsedOptions, type TrainingOptions } from '../options/options.js';
import type { Plan } from '../plan.js';
import { type StageName, type StageSeconds, type Stages, Stopwatch, totalSeconds } from '../stages.js';
import { type Trained, trainOn } from '../trainer.js';
import { isDense, type Miniature, miniature, workOf } from './miniature.js';

/** The expected times of a run. */
export interface Forecast {
  /** The kernels that will compute the run, and why they are not the fastest. */
  readonly kernels: KernelsName;
  readonly fallback?: string | undefined;
  /** In all. */
  readonly seconds: number;
  readonly stages: StageSeconds;
  /** Seconds that it took to find out. */
  readonly calibration: number;
}

/** The surroundings of a calibration. */
export interface Calibration {
  /** A clock in milliseconds. */
  readonly now: () => number;
  /**
   * The caller's own work with a trained network, timed as part of the run. Slow parts of it need be done only when
   * `isLast`.
   */
  readonly finish?: (dataset: Dataset, trained: Trained, stages: Stages, isLast: boolean) => void;
  /** Stages that are over, as they were measured. */
  readonly past?: StageSeconds;
  /** Runs of the same kind that come before it: the folds of a cross-validation. */
  readonly folds?: readonly Plan[] | undefined;
}

/** Miniature runs that are timed; each stage's middle one counts. */
const TIMED_RUNS = 5;
/** Runs that may come before them, however much memory they take: none gives it back. */
const FEWEST_WARMING = 3;
/** Bytes for the matrices of all runs, where {@link FEWEST_WARMING} do not need more. */
const MEMORY = 2 ** 29;
/** How long a convolutional network runs before that: its kernels, unlike the products, are not warm. */
const WARMING_MILLISECONDS = 400;
/** How long threads may take to start before it is gone on without them, in milliseconds. */
const THREADS_MILLISECONDS = 500;

/** The times that a run of `plan` on `dataset` is expected to take. */
export async function calibrate(
  whole: Dataset,
  given: TrainingOptions,
  plan: Plan,
  { now, finish, past = {}, folds = [] }: Calibration,
): Promise<Forecast> {
  const dataset = withoutFeatures(whole, plan.unknown);
  const options = parsedOptions(given, dataset);
  const begin = now();
  const small = miniature(dataset, options, plan);
  const later = { ...small.plan, iterations: small.plan.iterations - 1 };
  const engine = new Stopwatch(now, 'engine');
  const { warming, memory } = warmingRuns(small);
  const backend = createBackend(options.backend, options.dtype, { threads: plan.threads, memory });
  backend.warmUp();
  const { engine: engineSeconds = 0 } = engine.read();
  try {
    const once = (isLast: boolean): StageSeconds => {
      const stopwatch = new Stopwatch(now);
      const run = trainOn(backend, small.dataset, small.options, small.plan, stopwatch);
      let first: StageSeconds = {};
      let next = run.next();
      for (; !next.done; next = run.next()) {
        if (next.value.event === 'step' && next.value.iteration === 0) first = stopwatch.read();
      }
      finish?.(small.dataset, next.value, stopwatch, isLast);
      return laterUpdates(stopwatch.read(), first);
    };
    // The engine compiles what runs often, and threads start meanwhile.
    const least = isDense(plan.architecture.layers) ? 0 : WARMING_MILLISECONDS;
    let warmed = 0;
    do once(false);
    while (++warmed < warming && now() - begin < (backend.ready() ? least : THREADS_MILLISECONDS));
    const runs: StageSeconds[] = [];
    while (runs.length < TIMED_RUNS) runs.push(once(runs.length === TIMED_RUNS - 1));
    const stages = {
      ...past,
      engine: engineSeconds * (1 + folds.length),
      ...withAsides(
        scaled(
          runs,
          countedInAll(dataset, options, plan, folds),
          counted(small.dataset, small.options, later),
        ),
        [plan, ...folds],
        options,
        varyingSeconds(backend, dataset, options, now),
      ),
    };
    const { name: kernels, fallback } = backend;
    const calibration = (now() - begin) / 1000;
    return { kernels, fallback, seconds: totalSeconds(stages), stages, calibration };
  } finally {
    await backend.close();
  }
}

/** How many runs of a miniature may come before those that are timed, and the bytes of the matrices of all. */
function warmingRuns({ plan }: Miniature): { warming: number; memory: number } {
  const memory = Math.max(MEMORY, (FEWEST_WARMING + TIMED_RUNS) * plan.memory);
  return { warming: Math.floor(memory / plan.memory) - TIMED_RUNS, memory };
}

/** Pictures that are changed to see how long one takes. */
const VARIED_EXAMPLES = 16;

/** Seconds that `--augment` takes for an example, measured on a few of the real ones. */
function varyingSeconds(
  backend: Backend,
  dataset: Dataset,
  options: ParsedOptions,
  now: () => number,
): number {
  if (options.augment === undefined) return 0;
  const features = featureCount(dataset);
  const examples = Math.min(VARIED_EXAMPLES, dataset.train.examples);
  const values = dataset.train.values.subarray(0, examples * features);
  const batch = toInputs(backend, values, features, dataset.divisor);
  const augment = createAugmenter(backend, dataset, options, new RandomState(options.seed));
  augment(batch);
  const begin = now();
  augment(batch);
  return (now() - begin) / 1000 / examples;
}

/** Adds the work that miniatures leave out: augmenting, and measuring on validation or training examples. */
function withAsides(
  stages: StageSeconds,
  plans: readonly Plan[],
  options: TrainingOptions,
  varying: number,
): StageSeconds {
  const { examples: m, validation = 0, batchSize: b, iterations: T, architecture } = plans[0];
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
    batches:
      batches + varying * plans.reduce((sum, { batchSize, iterations }) => sum + batchSize * iterations, 0),
    cost: cost + (forward * watched * measurements) / (T * b),
    ...(gram !== undefined && { gram: gram * (1 + described) }),
  };
}

/** The stages that each update goes through. */
export const OF_UPDATES: readonly StageName[] = [
  'batches',
  'forward',
  'cost',
  'backward',
  'optimizer',
  'reporting',
];

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

/** The work of a run and of its folds; what comes of them is recorded and saved once. */
function countedInAll(
  dataset: Dataset,
  options: TrainingOptions,
  plan: Plan,
  folds: readonly Plan[],
): Counts {
  const own = counted(dataset, options, plan);
  const others = folds.map((fold) => {
    const examples = dataset.train.examples - fold.examples - (fold.validation ?? 0);
    return counted({ ...dataset, test: { ...dataset.train, examples } }, options, fold);
  });
  const stages = (Object.keys(own) as StageName[]).map((stage) => {
    const repeats = stage === 'record' || stage === 'saving' ? [] : others;
    return [stage, repeats.reduce((sum, each) => sum + (each[stage] ?? 0), own[stage] as number)];
  });
  return Object.fromEntries(stages);
}

/** The work of each stage of a run, in a unit of its own: multiply-adds, values or updates. */
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
