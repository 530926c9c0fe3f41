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

/**
 * The standard error of the difference between two rows' means, √(2s²/r): s² is the variance that neither the means of
 * the rows nor those of the r columns explain. A row is a configuration, a column a fold and seed: what it adds to all
 * rows alike is no noise. At least two rows of two or more.
 */
function differenceError(table: readonly (readonly number[])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  const rows = table.map(mean);
  const columns = table[0].map((_, k) => mean(table.map((row) => row[k])));
  const all = mean(rows);
  let squares = 0;
  for (const [c, row] of table.entries()) {
    for (const [k, x] of row.entries()) {
      const rest = x - rows[c] - columns[k] + all;
      squares += rest * rest;
    }
  }
  return Math.sqrt((2 * squares) / ((rows.length - 1) * (columns.length - 1) * columns.length));
}

/** Standard errors of a difference that chance rarely passes. */
const ERRORS = 2;

/**
 * The distance from the best within which the order of configurations means nothing: two standard errors of a difference.
 * `ranked` has the results of each, the best first; of these the better half counts, three at least, because bad ones are
 * often noisier. Undefined for fewer than two, and where each has one result.
 */
export function noiseWidth(ranked: readonly (readonly number[])[]): number | undefined {
  if (ranked.length < 2 || ranked[0].length < 2) return undefined;
  return ERRORS * differenceError(ranked.slice(0, Math.max(3, Math.ceil(ranked.length / 2))));
}
