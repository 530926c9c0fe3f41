/** Long lists in a bounded number of items. */

/** Points of a curve that are drawn or printed as JSON: more cannot be seen in a figure. */
export const MOST_POINTS = 500;

/** At most `most` of the items, evenly spaced, the first and the last among them. */
export function thinned<T>(items: readonly T[], most = MOST_POINTS): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, k) => items[Math.round((k * (items.length - 1)) / (most - 1))]);
}
