/**
 * A small regression forest on points of the unit cube, and how much each dimension alone moves its answer. The same
 * points and the same stream of draws give the same forest.
 */
import type { RandomState } from '../../engine/rng.js';

/** Points, a place from 0 to 1 a dimension, and the value of each. */
export interface Samples {
  readonly points: readonly (readonly number[])[];
  readonly values: readonly number[];
}

/** A part of the cube, from `low` to `high` a dimension, where a tree answers `value`. */
interface Leaf {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly value: number;
}

/** Samples that a tree is grown on at most. */
const MOST_SAMPLES = 300;
/** The fewest of a leaf. */
const FEWEST = 3;
/** Places at which the answer by one dimension is taken. */
const PLACES = 32;

/** Samples by their numbers, in the order of their places: a list a dimension. */
type Orders = readonly (readonly number[])[];

/**
 * The variance of the forest's answer by each dimension alone, the others averaged out over the cube (the main effects of
 * a functional analysis of variance): one number a dimension, in the unit of the values' variance.
 */
export function mainEffects(samples: Samples, trees: number, rng: RandomState): number[] {
  const { points } = samples;
  const dimensions = points[0].length;
  const orders = Array.from({ length: dimensions }, (_, d) =>
    [...points.keys()].sort((a, b) => points[a][d] - points[b][d]),
  );
  const answers = orders.map(() => new Float64Array(PLACES));
  for (let t = 0; t < trees; t++) {
    const leaves = grownTree(samples, drawnOrders(orders, rng));
    for (let d = 0; d < dimensions; d++) addAnswer(leaves, d, answers[d]);
  }
  return answers.map((answer) => varianceOf(answer) / (trees * trees));
}

/** Samples drawn with repetition, in their orders. */
function drawnOrders(orders: Orders, rng: RandomState): Orders {
  const { length } = orders[0];
  const times = new Int32Array(length);
  for (let k = 0; k < Math.min(length, MOST_SAMPLES); k++) times[rng.bounded(length - 1)]++;
  return orders.map((order) => order.flatMap((i) => Array<number>(times[i]).fill(i)));
}

/** The leaves of a tree on these samples. */
function grownTree({ points, values }: Samples, drawn: Orders): Leaf[] {
  const fewest = Math.max(FEWEST, Math.ceil(drawn[0].length / 20));
  const grow = (orders: Orders, low: readonly number[], high: readonly number[]): Leaf[] => {
    const split = bestSplit(points, values, orders, fewest);
    if (split === undefined) return [{ low, high, value: meanOf(orders[0], values) }];
    const { dimension: d, place } = split;
    const left = orders.map((order) => order.filter((i) => points[i][d] < place));
    const right = orders.map((order) => order.filter((i) => points[i][d] >= place));
    return [...grow(left, low, high.with(d, place)), ...grow(right, low.with(d, place), high)];
  };
  return grow(drawn, Array(drawn.length).fill(0), Array(drawn.length).fill(1));
}

/** The split that lowers the sum of squared distances to the means most; undefined where none lowers it. */
function bestSplit(
  points: Samples['points'],
  values: Samples['values'],
  orders: Orders,
  fewest: number,
): { dimension: number; place: number } | undefined {
  const { length: n } = orders[0];
  const sum = n * meanOf(orders[0], values);
  let best: { dimension: number; place: number } | undefined;
  let most = (sum * sum) / n + 1e-12;
  for (const [d, order] of orders.entries()) {
    let left = 0;
    for (let k = 1; k <= n - fewest; k++) {
      left += values[order[k - 1]];
      const [before, after] = [points[order[k - 1]][d], points[order[k]][d]];
      if (k < fewest || before === after) continue;
      const right = sum - left;
      const gain = (left * left) / k + (right * right) / (n - k);
      if (gain > most) [most, best] = [gain, { dimension: d, place: (before + after) / 2 }];
    }
  }
  return best;
}

function meanOf(own: readonly number[], values: Samples['values']): number {
  return own.reduce((sum, i) => sum + values[i], 0) / own.length;
}

/** Adds the tree's answer at places of dimension `d`, averaged over all others. */
function addAnswer(leaves: readonly Leaf[], d: number, answer: Float64Array): void {
  for (const { low, high, value } of leaves) {
    const share = low.reduce(
      (volume, from, other) => (other === d ? volume : volume * (high[other] - from)),
      1,
    );
    for (let p = 0; p < PLACES; p++) {
      const place = (p + 0.5) / PLACES;
      if (place >= low[d] && place < high[d]) answer[p] += share * value;
    }
  }
}

/** The variance of equally likely values. */
export function varianceOf(values: Float64Array | readonly number[]): number {
  let [sum, squares] = [0, 0];
  for (const value of values) sum += value;
  const mean = sum / values.length;
  for (const value of values) squares += (value - mean) * (value - mean);
  return squares / values.length;
}
