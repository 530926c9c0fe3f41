/** The axis of a sweep's metric: far outliers, such as runs that hardly learned, are drawn at its end. */

/** Outliers lie so many times the range of nine tenths away. */
const FAR = 3;

/** The ends of an axis, and what is drawn at them. */
export interface MetricAxis {
  readonly low: number;
  readonly high: number;
  /** Values that lie beyond an end. */
  readonly beyond: number;
  /** The value, or the end that it lies beyond. */
  within(value: number): number;
}

/** The axis of these values: at its worse end as far as nine of ten values reach, if the others are far outliers. */
export function metricAxis(values: readonly number[], isError: boolean): MetricAxis {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return { low: 0, high: 1, beyond: 0, within: (value) => value };
  const best = isError ? sorted[0] : sorted[sorted.length - 1];
  const tenth = Math.floor(0.1 * (sorted.length - 1));
  const usual = isError ? sorted[sorted.length - 1 - tenth] : sorted[tenth];
  const worst = isError ? sorted[sorted.length - 1] : sorted[0];
  const end = Math.abs(worst - best) > FAR * Math.abs(usual - best) && usual !== best ? usual : worst;
  const [low, high] = [Math.min(best, end), Math.max(best, end)];
  const pad = 0.05 * (high - low || Math.abs(high) || 1);
  const ends = { low: low - pad, high: high + pad };
  const beyond = sorted.filter((value) => value < ends.low || value > ends.high).length;
  return { ...ends, beyond, within: (value) => Math.min(ends.high, Math.max(ends.low, value)) };
}
