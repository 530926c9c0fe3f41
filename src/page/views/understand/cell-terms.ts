/** How one number of a step comes about: the cells that it is made of, its sum, and the number itself. */
import type { Arrays } from './arrays.js';
import type { Cell } from './cell.js';
import { type FormulaContext, formulaOf, operandsOf } from './formulas.js';
import type { Step } from './steps.js';
import { type Region, usedCells } from './used-cells.js';
import { type Piece, writtenSum } from './written-sum.js';

/** The making of one number. */
export interface CellTerms {
  /** The cells that are used, an entry for each operand of the formula. */
  readonly regions: readonly Region[];
  readonly pieces: readonly Piece[];
  readonly result: number;
}

/** Explains the number at `cell` of the array that `step` makes. */
export function cellTerms(step: Step, cell: Cell, arrays: Arrays, context: FormulaContext): CellTerms {
  const operands = operandsOf(formulaOf(step, context.network));
  const asked = { step, cell, arrays, context, operands };
  return {
    regions: usedCells(asked),
    pieces: writtenSum(asked),
    result: arrays.at(step.array, cell.row, cell.col),
  };
}
