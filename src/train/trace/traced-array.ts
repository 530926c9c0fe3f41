/** An array of a traced iteration. */
import type { FloatArray } from '../../engine/matrix.js';

/** One array of a traced iteration, row-major. */
export interface TracedArray {
  /** As the course has it: `Z1`, `dW1`, `W1_new`; `D1` is dropout's mask. */
  readonly name: string;
  /** Empty for the cost. */
  readonly shape: readonly number[];
  readonly values: FloatArray;
}
