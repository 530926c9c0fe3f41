/** The lowest and the highest of any number of values; Math.min and Math.max take as many as the stack holds. */

/** Infinity of none; NaN where one is. */
export function lowest(values: Iterable<number>): number {
  let result = Infinity;
  for (const value of values) result = Math.min(result, value);
  return result;
}

/** −Infinity of none; NaN where one is. */
export function highest(values: Iterable<number>): number {
  let result = -Infinity;
  for (const value of values) result = Math.max(result, value);
  return result;
}
