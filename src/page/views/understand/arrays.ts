/** The arrays of an iteration by their names, as matrices. */
import type { TracedArray } from '../../../browser.js';
import type { Operand } from './formulas.js';

/** A matrix whose numbers are asked for by row and column. */
export interface Grid {
  readonly rows: number;
  readonly cols: number;
  at(row: number, col: number): number;
}

export class Arrays {
  readonly #byName: ReadonlyMap<string, TracedArray>;
  readonly #grids = new Map<string, Grid>();

  constructor(arrays: readonly TracedArray[]) {
    this.#byName = new Map(arrays.map((array) => [array.name, array]));
  }

  /** The number of examples. */
  get m(): number {
    return this.grid({ array: 'X' }).cols;
  }

  /** An array, or its transpose: the same object each time. A single number is 1 × 1. */
  grid(operand: Operand): Grid {
    const key = `${operand.array}${operand.isTransposed ? ' transposed' : ''}`;
    const grid = this.#grids.get(key) ?? this.#made(operand);
    this.#grids.set(key, grid);
    return grid;
  }

  at(array: string, row = 0, col = 0): number {
    return this.grid({ array }).at(row, col);
  }

  #made({ array, isTransposed }: Operand): Grid {
    const found = this.#byName.get(array);
    if (found === undefined) throw new Error(`the iteration has no ${array}`);
    const [rows = 1, cols = 1] = found.shape;
    const at = (row: number, col: number) => found.values[row * cols + col];
    return isTransposed ? { rows: cols, cols: rows, at: (row, col) => at(col, row) } : { rows, cols, at };
  }
}
