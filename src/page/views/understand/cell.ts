/** A number of a step that is explained, with all that its formula needs. */
import type { Arrays } from './arrays.js';
import type { FormulaContext, Operand } from './formulas.js';
import type { Step } from './steps.js';

/** A cell of a matrix. */
export interface Cell {
  readonly row: number;
  readonly col: number;
}

/** A cell of the array that a step makes. */
export interface AskedCell {
  readonly step: Step;
  readonly cell: Cell;
  readonly arrays: Arrays;
  readonly context: FormulaContext;
  readonly operands: readonly Operand[];
}
