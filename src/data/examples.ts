/** A dataset's examples as the matrices that a network takes. */
import type { Backend } from '../engine/backend.js';
import type { FloatArray, Matrix } from '../engine/matrix.js';
import { ByteRows, MatrixRows, type Rows } from '../engine/rows.js';
import type { Split, StoredValues } from './dataset.js';
import { type Scaling, scaleInto } from './tables/scaling.js';
import type { TargetScale } from './target-scale.js';

/** X (m × features): stored values / divisor, one row an example. */
export function toInputs(
  backend: Backend,
  values: StoredValues,
  features: number,
  divisor: number,
  scaling?: Scaling,
): Matrix {
  return toRows(backend, values, features, divisor, scaling).take(undefined);
}

/** X as rows to take batches from: bytes stay bytes until then, if nothing scales them. */
export function toRows(
  backend: Backend,
  values: StoredValues,
  features: number,
  divisor: number,
  scaling?: Scaling,
): Rows {
  const examples = values.length / features;
  if (values instanceof Uint8Array && scaling === undefined)
    return new ByteRows(backend, backend.bytes(examples, features, divisor, values));
  const X = backend.zeros(examples, features);
  writeInputs(X.data, values, divisor, scaling);
  return new MatrixRows(backend, X);
}

/** Writes the inputs of `values` into `inputs`: value / divisor, which a scaling then scales. NumPy divides, so do we. */
export function writeInputs(
  inputs: FloatArray,
  values: StoredValues,
  divisor: number,
  scaling?: Scaling,
): void {
  if (scaling) scaleInto(inputs, values, scaling, divisor);
  else for (let i = 0; i < values.length; i++) inputs[i] = values[i] / divisor;
}

/** Y (m × units): the label itself for one unit, a number on its scale; one-hot rows for more. */
export function toTargets(backend: Backend, { labels }: Split, units: number, scale?: TargetScale): Matrix {
  const Y = backend.zeros(labels.length, units);
  labels.forEach((label, i) => {
    if (units === 1) Y.data[i] = scale ? (label - scale.mean) / scale.deviation : label;
    else Y.data[i * units + label] = 1;
  });
  return Y;
}
