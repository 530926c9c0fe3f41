/** The mean and spread of the results of several runs. */

/** A mean, and the standard deviation of the sample (divided by n − 1). */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

/** `values` are two or more. */
export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
