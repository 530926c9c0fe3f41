/**
 * The curve of a learning-rate range test: the cost before each of some updates, whose rate grows by the same factor from
 * one to the next. It finds the steepest place of the curve, and trains nothing.
 */
import { exp, log } from '../../engine/math.js';

/** The rates of a test. */
export interface RateRange {
  /** The rate of the first update, and of the last. */
  readonly lowest: number;
  readonly highest: number;
  readonly updates: number;
}

/** The rate of an update, the cost before it, and the smoothed cost there. */
export type RatePoint = readonly [rate: number, cost: number, smoothed: number];

/** How a test ended: at the highest rate, at a multiple of its lowest cost, or with numbers that overflowed. */
export type RateEnd = 'highest' | 'risen' | 'overflowed';

/** The curve of one start. */
export interface RateCurve {
  readonly seed: number;
  readonly points: readonly RatePoint[];
  readonly end: RateEnd;
  /** Where its slope is steepest; undefined if it has none. */
  readonly steepest?: SteepestRate | undefined;
}

/** The steepest place of a curve. */
export interface SteepestRate {
  readonly rate: number;
  /** The end of the range that its decade touches, of the lowest the first decade: a steeper place may lie beyond. */
  readonly at?: 'lowest' | 'highest' | undefined;
}

/** A test ends where the smoothed cost is so many times its minimum. */
const RISE = 4;
/** Weight of the past in the smoothed cost: a mean over about 20 updates. */
const BETA = 0.95;
/** A curve that falls by less than this share of its start has no slope. */
const FALL = 0.05;
/** Nor has one that falls by less than so many standard errors of the smoothed cost: batches differ. */
const ERRORS = 3;

/** The factor from one rate to the next. The same bits everywhere. */
export function rateFactor({ lowest, highest, updates }: RateRange): number {
  return exp(log(highest / lowest) / (updates - 1));
}

/** Updates in which the rate grows tenfold. */
export function decadeOf({ lowest, highest, updates }: RateRange): number {
  return Math.max(1, Math.round(((updates - 1) * log(10)) / log(highest / lowest)));
}

/** The costs of a test as they come, smoothed exponentially with the course's correction of the start: v / (1 − βᵗ). */
export class RateRecord {
  readonly points: RatePoint[] = [];
  #average = 0;
  #weight = 1;
  #lowest = Number.POSITIVE_INFINITY;

  /** Adds the cost before an update of that rate. */
  add(rate: number, cost: number): void {
    this.#average = BETA * this.#average + (1 - BETA) * cost;
    this.#weight *= BETA;
    const smoothed = this.#average / (1 - this.#weight);
    this.#lowest = Math.min(this.#lowest, smoothed);
    this.points.push([rate, cost, smoothed]);
  }

  /** True where the smoothed cost has left its minimum far below. */
  get hasRisen(): boolean {
    const last = this.points[this.points.length - 1];
    return last !== undefined && last[2] > RISE * this.#lowest;
  }
}

/**
 * The middle of the decade of rates over which the smoothed cost falls to the smallest share of itself. Only new minima
 * count: a cost that comes down from a spike has not learned. Undefined if the curve has no slope.
 */
export function steepestRate(points: readonly RatePoint[], range: RateRange): SteepestRate | undefined {
  const decade = decadeOf(range);
  if (points.length <= decade) return undefined;
  const { start, error } = startLevel(points.slice(0, decade));
  const minima = runningMinima(points, start, decade);
  // More than chance explains.
  if (start - minima[minima.length - 1] <= Math.max(FALL * start, ERRORS * error)) return undefined;
  let [end, share] = [decade, 1];
  for (let i = decade; i < points.length; i++) {
    if (minima[i] >= share * minima[i - decade]) continue;
    [end, share] = [i, minima[i] / minima[i - decade]];
  }
  const at = end < 2 * decade ? 'lowest' : end === range.updates - 1 ? 'highest' : undefined;
  return { rate: points[end - Math.floor(decade / 2)][0], ...(at && { at }) };
}

/** The mean cost of the first decade, whose rates hardly change it, and the standard error of a smoothed cost. */
function startLevel(points: readonly RatePoint[]): { start: number; error: number } {
  const start = points.reduce((sum, [, cost]) => sum + cost, 0) / points.length;
  const squares = points.reduce((sum, [, cost]) => sum + (cost - start) * (cost - start), 0);
  return { start, error: Math.sqrt(((squares / points.length) * (1 - BETA)) / (1 + BETA)) };
}

/** The least smoothed cost up to each point, the level of the start in its first decade: one batch is no mean. */
function runningMinima(points: readonly RatePoint[], start: number, decade: number): number[] {
  let least = start;
  return points.map(([, , smoothed], i) => {
    if (i >= decade) least = Math.min(least, smoothed);
    return least;
  });
}
