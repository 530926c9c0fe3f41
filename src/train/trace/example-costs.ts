/** The cost of each example of a traced iteration, whose mean is the cost. */
import { type FloatArray, Matrix } from '../../engine/matrix.js';
import { createReference } from '../../engine/reference/reference.js';
import { LOSSES, type LossName } from '../../nn/losses.js';
import type { TracedArray } from './traced-array.js';

/** Returns the loss of each example alone; the last Z, the last A and Y are (units × m). */
export function exampleCosts(loss: LossName, Z: TracedArray, A: TracedArray, Y: TracedArray): number[] {
  const backend = createReference('float64');
  return Array.from({ length: Y.shape[1] }, (_, example) => {
    const outputs = { Z: exampleOf(Z, example), A: exampleOf(A, example) };
    return LOSSES[loss].total(backend, outputs, exampleOf(Y, example));
  });
}

/** One column as a row (1 × units), as backends have examples. */
function exampleOf({ shape: [units, m], values }: TracedArray, example: number): Matrix {
  const column: FloatArray = Float64Array.from({ length: units }, (_, unit) => values[unit * m + example]);
  return new Matrix(1, units, column);
}
