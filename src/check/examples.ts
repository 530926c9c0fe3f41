/** Arrays with a column an example, without one of them or with the columns moved on. */
import { Matrix } from '../engine/matrix.js';
import { ShapeError } from './arrays.js';

/** The array (n × m) without its first or its last column: (n × m − 1). @throws ShapeError where it has none. */
export function withoutExample(A: Matrix, which: 'first' | 'last'): Matrix {
  if (A.cols === 0) throw new ShapeError('no example to leave out');
  const result = Matrix.zeros(A.rows, A.cols - 1);
  const from = which === 'first' ? 1 : 0;
  for (let i = 0; i < A.rows; i++)
    result.data.set(A.data.subarray(i * A.cols + from, i * A.cols + from + result.cols), i * result.cols);
  return result;
}

/** The columns moved on by `by`, the last to the first: `np.roll(A, by, axis=1)` */
export function rolledExamples(A: Matrix, by: 1 | -1): Matrix {
  const result = Matrix.zeros(A.rows, A.cols);
  for (let i = 0; i < A.rows; i++) {
    for (let j = 0; j < A.cols; j++)
      result.data[i * A.cols + ((j + by + A.cols) % A.cols)] = A.data[i * A.cols + j];
  }
  return result;
}
