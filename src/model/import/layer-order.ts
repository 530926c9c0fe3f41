/**
 * The order of a network's layers, from their names and sizes: layers whose names differ by numbers stand in the order
 * of these numbers, and how such groups follow one another is what the sizes allow.
 */

/** Searching more places than this is given up. */
const MAX_PLACES = 100_000;

/** Sorts layers by the numbers in their names, groups of other words apart, in the order of the groups' first layers. */
export function groupsOf<T extends { readonly name: string }>(layers: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const layer of layers) {
    const word = layer.name.replace(/_?\d+/g, '');
    groups.set(word, [...(groups.get(word) ?? []), layer]);
  }
  return Array.from(groups.values(), (group) => group.sort((a, b) => compareNumbers(a.name, b.name)));
}

function compareNumbers(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => (name.match(/\d+/g) ?? []).map(Number));
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? -1) - (right[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Tells whether a layer can stand at `place`, from 0, behind the layer before it. */
export type Fits<T> = (next: T, before: T | undefined, place: number) => boolean;

/** The orders in which all layers fit: none, the only one, or two of several. */
export function ordersOf<T extends { readonly name: string }>(layers: readonly T[], fits: Fits<T>): T[][] {
  const groups = groupsOf(layers);
  const found: T[][] = [];
  let places = 0;
  const search = (taken: readonly number[], order: readonly T[]): void => {
    if (found.length > 1 || ++places > MAX_PLACES) return;
    if (order.length === layers.length) {
      found.push([...order]);
      return;
    }
    for (const [g, group] of groups.entries()) {
      const next = group[taken[g]];
      if (next === undefined || !fits(next, order.at(-1), order.length)) continue;
      search(
        taken.map((count, other) => (other === g ? count + 1 : count)),
        [...order, next],
      );
    }
  };
  search(
    groups.map(() => 0),
    [],
  );
  return found;
}
