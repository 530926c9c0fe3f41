/** The answer of range tests from several starts: a learning rate and the interval of the starts, or why there is none. */
import type { Dataset } from '../../data/dataset.js';
import type { Backend } from '../../engine/backend.js';
import { createBackend } from '../../engine/backends.js';
import { type ParsedOptions, parsedOptions, type TrainingOptions } from '../../train/options/options.js';
import type { Plan } from '../../train/plan.js';
import { rangeTest } from './growing-rate.js';
import { type NoSlope, whyNoSlope } from './no-slope.js';
import type { RateCurve, RateRange } from './rate-curve.js';

/** The work that has been done, after each update. */
export interface RateProgress {
  readonly updates: number;
  /** Updates of all starts at most. */
  readonly total: number;
}

/** The answer of a test. */
export interface RateAnswer {
  /** That of each start. */
  readonly curves: readonly RateCurve[];
  /** The kernels that computed it, and why these, if others were wanted. */
  readonly kernels: string;
  readonly fallback?: string | undefined;
  /** The start whose steepest rate is the median, of two digits; undefined if most starts have no slope. */
  readonly found?: FoundRate | undefined;
  /** The reason of a start without slope; undefined if all have one. */
  readonly reason?: NoSlope | undefined;
}

/** A learning rate, and the least and greatest of all starts. */
export interface FoundRate {
  readonly learningRate: number;
  readonly interval: readonly [number, number];
  readonly curve: RateCurve;
}

/**
 * Tests the rates of `range` from the starts of `seeds` seeds, the options' own first. The test split is not used.
 * @throws DnnError as a training run does.
 */
export async function* findRate(
  dataset: Dataset,
  given: TrainingOptions,
  plan: Plan,
  range: RateRange,
  seeds: number,
): AsyncGenerator<RateProgress, RateAnswer, void> {
  const options = parsedOptions(given, dataset);
  const total = seeds * range.updates;
  const tested: Tested[] = [];
  while (tested.length < seeds) {
    const before = tested.length * range.updates;
    const seed = options.seed + tested.length;
    const backend = createBackend(options.backend, options.dtype, plan);
    try {
      const test = testOf(backend, dataset, options, plan, range, seed);
      let next = test.next();
      for (; !next.done; next = test.next()) yield { updates: before + next.value, total };
      tested.push(next.value);
    } finally {
      await backend.close();
    }
  }
  const [{ kernels, fallback }] = tested;
  return { ...answerOf(tested), kernels, ...(fallback !== undefined && { fallback }) };
}

/** The test of one start. */
interface Tested {
  readonly curve: RateCurve;
  readonly reason: NoSlope | undefined;
  readonly kernels: string;
  readonly fallback: string | undefined;
}

function* testOf(
  backend: Backend,
  dataset: Dataset,
  options: ParsedOptions,
  plan: Plan,
  range: RateRange,
  seed: number,
): Generator<number, Tested, void> {
  const curve = yield* rangeTest(backend, dataset, options, plan, range, seed);
  const reason = curve.steepest ? undefined : whyNoSlope(backend, dataset, options, plan, curve);
  return { curve, reason, kernels: backend.name, fallback: backend.fallback };
}

/** The median of the starts that have a slope, if they are most of all. */
function answerOf(tested: readonly Tested[]): Pick<RateAnswer, 'curves' | 'found' | 'reason'> {
  const curves = tested.map(({ curve }) => curve);
  const reason = tested.find((each) => each.reason)?.reason;
  const found = curves
    .flatMap((curve) => (curve.steepest ? [{ curve, rate: rounded(curve.steepest.rate) }] : []))
    .sort((a, b) => a.rate - b.rate);
  if (2 * found.length <= curves.length) return { curves, reason };
  const { curve, rate: learningRate } = found[Math.floor((found.length - 1) / 2)];
  const interval = [found[0].rate, found[found.length - 1].rate] as const;
  return { curves, found: { learningRate, interval, curve }, ...(reason && { reason }) };
}

/** To two digits: starts differ by more. */
function rounded(rate: number): number {
  return Number(rate.toPrecision(2));
}
