/** What a model predicts all over a plane of two features: a grid of probabilities, and the examples on it. */
import type { Dataset, Split } from '../../data/dataset.js';
import type { Picture } from '../../data/pictures/picture.js';
import { classColour } from '../page/palette.js';

/** Points of the grid a side. */
const SIDE = 120;
/** Room around the examples, as a share of their extent. */
const MARGIN = 0.08;
/** Examples that are drawn. */
const MOST_POINTS = 1000;

/** An example on the plane. */
export interface PlanePoint {
  readonly x: number;
  readonly y: number;
  readonly label: number;
  readonly split: 'train' | 'test';
}

export interface Boundary {
  /** Ends of the two features on the grid. */
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** Points a side; the values stand row by row, from the smallest y up. */
  readonly side: number;
  /** One probability a class, for each point. */
  readonly probabilities: readonly (readonly number[])[];
  readonly points: readonly PlanePoint[];
}

/** The boundary of a model that `predict`s stored values (examples × 2); undefined for data of another shape. */
export function boundaryOf(
  dataset: Dataset,
  predict: (values: Float64Array) => readonly (readonly number[])[],
): Boundary | undefined {
  if (dataset.shape.length !== 1 || dataset.shape[0] !== 2) return undefined;
  const splits = [dataset.train, ...(dataset.test ? [dataset.test] : [])];
  const [x, y] = [0, 1].map((feature) => extent(splits, feature));
  const at = ([low, high]: readonly [number, number], i: number) => low + ((i + 0.5) / SIDE) * (high - low);
  const values = Float64Array.from({ length: SIDE * SIDE * 2 }, (_, k) => {
    const point = k >> 1;
    return k % 2 === 0 ? at(x, point % SIDE) : at(y, Math.floor(point / SIDE));
  });
  const points = [
    ...pointsOf(dataset.train, 'train'),
    ...(dataset.test ? pointsOf(dataset.test, 'test') : []),
  ];
  return { x, y, side: SIDE, probabilities: predict(values), points };
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

function pointsOf({ examples, values, labels }: Split, split: 'train' | 'test'): PlanePoint[] {
  const drawn = Math.min(examples, MOST_POINTS);
  return Array.from({ length: drawn }, (_, k) => {
    const i = Math.floor((k * examples) / drawn);
    return { x: values[2 * i], y: values[2 * i + 1], label: labels[i], split };
  });
}

/** The grid as a picture, the largest y at the top: each point the classes' colours, mixed by probability. */
export function boundaryPicture({ side, probabilities }: Boundary): Picture {
  const pixels = new Uint8Array(side * side * 3);
  for (const [k, row] of probabilities.entries()) {
    const sum = row.reduce((total, p) => total + p, 0) || 1;
    const at = ((side - 1 - Math.floor(k / side)) * side + (k % side)) * 3;
    for (let c = 0; c < 3; c++) {
      pixels[at + c] = Math.round(row.reduce((mix, p, i) => mix + (p / sum) * classColour(i)[c], 0));
    }
  }
  return { width: side, height: side, pixels };
}
