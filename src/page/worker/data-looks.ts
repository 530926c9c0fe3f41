/** The part of a dataset that the page draws: points of the plane, or some of its pictures. */
import { type Dataset, featureCount, type Split } from '../../browser.js';
import type { Pictures, Plane, PlaneSplit } from './settings.js';

/** Training pictures that are followed, of all classes. */
const FOLLOWED = 30;
/** The margin around the points, as a share of their extent. */
const MARGIN = 0.12;
/** Drawn points have a canvas of this extent. */
const CANVAS: readonly [number, number] = [-2, 2];

/** The plane of data with two features and classes; undefined of other data. */
export function planeOf(dataset: Dataset): Plane | undefined {
  const { train, test, name, classes } = dataset;
  if (featureCount(dataset) !== 2 || classes.length === 0) return undefined;
  const isDrawn = name === 'points';
  const ranges = [0, 1].map((axis) => (isDrawn ? CANVAS : rangeOf(train, axis)));
  const half = Math.max(...ranges.map(([low, high]) => high - low)) * (isDrawn ? 0.5 : 0.5 + MARGIN);
  const [x, y] = ranges.map(([low, high]): [number, number] => {
    const middle = (low + high) / 2;
    return [middle - half, middle + half];
  });
  return { train: planeSplit(train), test: test && planeSplit(test), x, y };
}

function planeSplit({ values, labels }: Split): PlaneSplit {
  return { values: Float64Array.from(values), labels: Int32Array.from(labels) };
}

function rangeOf({ values }: Split, axis: number): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = axis; i < values.length; i += 2) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  return [low, high];
}

/** The first training pictures; undefined of data that are none. */
export function followedPictures({ shape, divisor, train, classes }: Dataset): Pictures | undefined {
  const { values, labels, examples } = train;
  if (!(values instanceof Uint8Array) || shape.length < 2 || classes.length === 0) return undefined;
  const count = Math.min(FOLLOWED, examples);
  const size = shape.reduce((product, n) => product * n, 1);
  return {
    shape,
    divisor,
    values: values.slice(0, count * size),
    labels: Int32Array.from(labels.subarray(0, count)),
  };
}
