/** A model's predictions all over a plane of two features: a grid of probabilities, and the examples on it. */
import { type Dataset, isOfNumbers, type Split, type SplitName } from '../../data/dataset.js';
import type { Predictor } from '../../model/predict.js';
import { type ClassResults, isNumberResults, type SplitResults } from './split-results.js';

/** Points of the grid a side. */
const SIDE = 120;
/** The margin around the examples, as a share of their extent. */
const MARGIN = 0.08;
/** Classes of a figure, which has a probability of each at every point. */
const MOST_CLASSES = 100;
/** Examples that are drawn, evenly spaced. */
const MOST_POINTS = 1000;

/** An example on the plane. */
export interface PlanePoint {
  readonly x: number;
  readonly y: number;
  readonly label: number;
  readonly split: SplitName;
  readonly isMistake: boolean;
}

export interface Boundary {
  /** Ends of the two features on the grid. */
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** Points a side; values are row by row, from the smallest y up. */
  readonly side: number;
  /** One probability a class, for each point. */
  readonly probabilities: readonly (readonly number[])[];
  readonly points: readonly PlanePoint[];
}

/**
 * The predictions around the examples, with pauses; undefined for data of more or fewer than two features, of numbers,
 * and of more classes than colours tell apart.
 */
export function* boundaryOf(
  dataset: Dataset,
  predictor: Predictor,
  results: readonly SplitResults[],
): Generator<number, Boundary | undefined, void> {
  if (dataset.shape.length !== 1 || dataset.shape[0] !== 2) return undefined;
  if (isOfNumbers(dataset) || dataset.classes.length > MOST_CLASSES) return undefined;
  const splits = [dataset.train, ...(dataset.test ? [dataset.test] : [])];
  const [x, y] = [0, 1].map((feature) => extent(splits, feature));
  const at = ([low, high]: readonly [number, number], i: number) => low + ((i + 0.5) / SIDE) * (high - low);
  const values = Float64Array.from({ length: SIDE * SIDE * 2 }, (_, k) => {
    const point = k >> 1;
    return k % 2 === 0 ? at(x, point % SIDE) : at(y, Math.floor(point / SIDE));
  });
  const points = results.flatMap((each) =>
    isNumberResults(each) ? [] : pointsOf(dataset[each.split] as Split, each),
  );
  const predictions = yield* predictor.predictValuesInPieces(values);
  const probabilities = predictions.flatMap(({ probabilities }) => (probabilities ? [probabilities] : []));
  return { x, y, side: SIDE, probabilities, points };
}

function extent(splits: readonly Split[], feature: number): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { values } of splits) {
    for (let i = feature; i < values.length; i += 2) {
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
  }
  const room = (high - low || 1) * MARGIN;
  return [low - room, high + room];
}

function pointsOf({ examples, values, labels }: Split, { split, mislabeled }: ClassResults): PlanePoint[] {
  const mistakes = new Set(mislabeled.map(({ index }) => index));
  const drawn = Math.min(examples, MOST_POINTS);
  return Array.from({ length: drawn }, (_, k) => {
    const i = Math.floor((k * examples) / drawn);
    return { x: values[2 * i], y: values[2 * i + 1], label: labels[i], split, isMistake: mistakes.has(i) };
  });
}
