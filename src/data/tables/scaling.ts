/**
 * The scale of a table's features and the values in the place of missing ones, fitted on training examples alone:
 * an input is (value / divisor − shift) / scale, after missing values (NaN) have been filled. As scikit-learn's
 * SimpleImputer followed by StandardScaler or MinMaxScaler. A scale is fitted to values whose divisor is 1; those of
 * other data for the same model, such as bytes for fractions, have another.
 */

import type { FloatArray } from '../../engine/matrix.js';
import type { StoredValues } from '../dataset.js';

/** The ways to scale features. */
export const SCALES = ['standard', 'minmax', 'none'] as const;
/** A way to scale features. */
export type ScaleKind = (typeof SCALES)[number];
/** The ways to fill missing values. */
export const FILLS = ['error', 'mean', 'median', 'zero'] as const;
/** A way to fill missing values; `error` fills none. */
export type FillKind = (typeof FILLS)[number];

/** The preparation of a table's features, one entry a feature. */
export interface Scaling {
  /** Takes the place of missing values, before they are divided; undefined where there may be none. */
  readonly fill?: readonly number[] | undefined;
  readonly shift: readonly number[];
  /** Never 0. */
  readonly scale: readonly number[];
}

/**
 * Fits a scaling to `values` (examples × features, row-major). Features that are not numbers, by `isNumber`, keep
 * their 0 and 1; what is missing of them is filled like the rest.
 */
export function fitScaling(
  values: StoredValues,
  isNumber: readonly boolean[],
  scale: ScaleKind,
  fill: FillKind,
): Scaling {
  const features = isNumber.length;
  const fills = fill === 'error' ? undefined : isNumber.map((_, f) => FILLERS[fill](values, f, features));
  const fitted = isNumber.map((number, f) =>
    number ? SCALERS[scale](values, f, features, fills?.[f] ?? 0) : PLAIN,
  );
  return {
    ...(fills && { fill: fills }),
    shift: fitted.map(([shift]) => shift),
    scale: fitted.map(([, scale]) => scale),
  };
}

/** Writes the inputs of `values` (examples × features) into `inputs`, which may be the same. */
export function scaleInto(
  inputs: FloatArray,
  values: StoredValues,
  { fill, shift, scale }: Scaling,
  divisor = 1,
): void {
  const features = shift.length;
  for (let start = 0; start < values.length; start += features) {
    for (let f = 0; f < features; f++) {
      const value = values[start + f];
      const present = fill && Number.isNaN(value) ? fill[f] : value;
      inputs[start + f] = (present / divisor - shift[f]) / scale[f];
    }
  }
}

/** [shift, scale] */
type Fitted = readonly [shift: number, scale: number];
const PLAIN: Fitted = [0, 1];

const SCALERS: Readonly<
  Record<ScaleKind, (values: StoredValues, feature: number, features: number, fill: number) => Fitted>
> = {
  standard,
  minmax,
  none: () => PLAIN,
};

/** μ and the population's σ; 1 in place of a σ that is rounding alone. */
export function standard(values: StoredValues, feature: number, features: number, fill: number): Fitted {
  const count = values.length / features;
  let sum = 0;
  for (let i = feature; i < values.length; i += features) sum += filled(values[i], fill);
  const mean = sum / count;
  let squares = 0;
  for (let i = feature; i < values.length; i += features) squares += (filled(values[i], fill) - mean) ** 2;
  const deviation = Math.sqrt(squares / count);
  const rounding = count * Number.EPSILON * Math.abs(mean);
  return [mean, deviation > rounding ? deviation : 1];
}

/** The smallest value and the range; 1 in place of a range of 0. */
function minmax(values: StoredValues, feature: number, features: number, fill: number): Fitted {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = feature; i < values.length; i += features) {
    const value = filled(values[i], fill);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high - low || 1];
}

/** The value for what is missing of a feature, from the values that it has; 0 where it has none. */
const FILLERS: Readonly<
  Record<Exclude<FillKind, 'error'>, (values: StoredValues, feature: number, features: number) => number>
> = {
  mean: (values, feature, features) => {
    const own = present(values, feature, features);
    return own.reduce((sum, value) => sum + value, 0) / (own.length || 1);
  },
  median: (values, feature, features) => median(present(values, feature, features)),
  zero: () => 0,
};

function present(values: StoredValues, feature: number, features: number): Float64Array {
  const own = new Float64Array(values.length / features);
  let count = 0;
  // A loop: Float64Array.from takes ten times as long.
  for (let i = feature; i < values.length; i += features) {
    if (!Number.isNaN(values[i])) own[count++] = values[i];
  }
  return own.subarray(0, count);
}

function median(values: Float64Array): number {
  if (values.length === 0) return 0;
  values.sort();
  const middle = values.length >> 1;
  return values.length % 2 === 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

function filled(value: number, fill: number): number {
  return Number.isNaN(value) ? fill : value;
}
