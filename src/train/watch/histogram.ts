/** How the values of a matrix are spread: a histogram of fixed size and a few figures, whatever their number. */
import type { Matrix } from '../../engine/matrix.js';

/** Bins of a histogram: enough for a shape, few enough to keep one a layer and record in a model. */
export const BINS = 20;
/** Values that are looked at: bounds the time a record takes. */
const MOST_VALUES = 2 ** 16;

/** The share of values at either end that share the outermost bins: a few far away must not blur all others. */
const TAIL = 0.02;

/** The spread of some values; all figures are finite. */
export interface Histogram {
  /** The smallest and the largest value. */
  readonly low: number;
  readonly high: number;
  /** Where the first bin begins and the last ends: the 2nd and 98th percentile, or the extremes where those are equal. */
  readonly from: number;
  readonly to: number;
  /** Values in each of 20 equal bins; what lies beyond them counts in the outermost. */
  readonly counts: readonly number[];
  readonly mean: number;
  /** √(Σ (v − mean)² / n) */
  readonly deviation: number;
  /** The share of values that are exactly 0. */
  readonly zeros: number;
}

const EMPTY: Histogram = {
  ...{ low: 0, high: 0, from: 0, to: 0, mean: 0, deviation: 0, zeros: 0 },
  counts: new Array(BINS).fill(0),
};

/**
 * The histogram of A (m × n): of all its values, or of as many evenly spaced rows as hold 65,536. Values that are
 * not finite are left out.
 */
export function histogramOf(A: Matrix): Histogram {
  const values = finiteSample(A).sort();
  const n = values.length;
  if (n === 0) return EMPTY;
  const [low, high] = [values[0], values[n - 1]];
  const tails = [values[Math.floor(TAIL * (n - 1))], values[Math.ceil((1 - TAIL) * (n - 1))]];
  const [from, to] = tails[0] < tails[1] ? tails : [low, high];
  let [mean, zeros] = [0, 0];
  for (const v of values) {
    mean += v / n;
    if (v === 0) zeros++;
  }
  const deviation = deviationOf(values, mean, high / 2 - low / 2);
  return { low, high, from, to, counts: countsOf(values, from, to), mean, deviation, zeros: zeros / n };
}

/** Halves keep differences of large values from overflowing. */
function countsOf(values: Float64Array, from: number, to: number): number[] {
  const counts = new Array<number>(BINS).fill(0);
  const half = to / 2 - from / 2;
  for (const v of values) {
    const place = half === 0 ? 0 : Math.floor(((v / 2 - from / 2) / half) * BINS);
    counts[Math.min(BINS - 1, Math.max(0, place))]++;
  }
  return counts;
}

/** √(Σ (v − mean)² / n), in units of the `half` of the values' range. */
function deviationOf(values: Float64Array, mean: number, half: number): number {
  if (half === 0) return 0;
  let squares = 0;
  for (const v of values) {
    const share = (v / 2 - mean / 2) / half;
    squares += share * share;
  }
  return Math.min(2 * half * Math.sqrt(squares / values.length), Number.MAX_VALUE);
}

function finiteSample({ rows, cols, data }: Matrix): Float64Array {
  const taken = Math.max(1, Math.min(rows, Math.floor(MOST_VALUES / cols)));
  const width = Math.min(cols, MOST_VALUES);
  const values = new Float64Array(taken * width);
  let n = 0;
  for (let i = 0; i < taken; i++) {
    const start = Math.floor((i * rows) / taken) * cols;
    for (let j = start; j < start + width && j < data.length; j++) {
      if (Number.isFinite(data[j])) values[n++] = data[j];
    }
  }
  return values.subarray(0, n);
}
