/** A dataset's examples as the matrices that a network takes. */
import type { Backend } from '../engine/backend.js';
import type { Matrix } from '../engine/matrix.js';
import { ByteRows, MatrixRows, type Rows } from '../engine/rows.js';
import type { Split, StoredValues } from './dataset.js';

/** X (m × features): stored values / divisor, one row an example. NumPy divides, so do we. */
export function toInputs(backend: Backend, values: StoredValues, features: number, divisor: number): Matrix {
  return toRows(backend, values, features, divisor).take(undefined);
}

/** X as rows to take batches from: bytes stay bytes until then. */
export function toRows(backend: Backend, values: StoredValues, features: number, divisor: number): Rows {
  const examples = values.length / features;
  if (values instanceof Uint8Array)
    return new ByteRows(backend, backend.bytes(examples, features, divisor, values));
  const X = backend.zeros(examples, features);
  for (let i = 0; i < values.length; i++) X.data[i] = values[i] / divisor;
  return new MatrixRows(backend, X);
}

/** Y (m × units): the label itself for one unit, one-hot rows for more. */
export function toTargets(backend: Backend, { labels }: Split, units: number): Matrix {
  const Y = backend.zeros(labels.length, units);
  labels.forEach((label, i) => {
    if (units === 1) Y.data[i] = label;
    else Y.data[i * units + label] = 1;
  });
  return Y;
}
