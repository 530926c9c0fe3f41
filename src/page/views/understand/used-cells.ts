/** The cells that one number of a step is made of: rows and columns of the operands. Pure functions. */
import type { AskedCell } from './cell.js';
import type { Kind } from './steps.js';

/** Cells of an operand: all of a row, all of a column, or where both are named one cell; with neither all. */
export interface Region {
  readonly row?: number;
  readonly col?: number;
}

/** The cells that are used, an entry for each operand of the formula. */
export function usedCells(asked: AskedCell): Region[] {
  return asked.operands.map((_, i) => REGIONS[asked.step.kind](i, asked));
}

type RegionOf = (operand: number, asked: AskedCell) => Region;

const same: RegionOf = (_, { cell }) => cell;
const all: RegionOf = () => ({});

/** Row times column, and behind them the cell itself. */
const product: RegionOf = (operand, { cell }) =>
  [{ row: cell.row }, { col: cell.col }][operand] ?? { row: cell.row, col: cell.col };

/** The cells of each operand, by the kind of the step. */
const REGIONS: Record<Kind, RegionOf> = {
  X: (_, { cell }) => ({ col: cell.col }),
  Z: (operand, asked) => (operand === 2 ? { row: asked.cell.row, col: 0 } : product(operand, asked)),
  A: (operand, asked) => (isSoftmax(asked) ? { col: asked.cell.col } : same(operand, asked)),
  L: (_, { cell }) => ({ col: cell.col }),
  cost: all,
  dA: (operand, asked) => (isProduct(asked) ? product(operand, asked) : same(operand, asked)),
  dZ: same,
  dW: product,
  db: (_, { cell }) => ({ row: cell.row }),
  v: same,
  s: same,
  W: same,
  b: same,
};

function isSoftmax({ step, context }: AskedCell): boolean {
  return context.network.activations[step.layer - 1] === 'softmax';
}

/** True for dA of a hidden layer: a product of matrices. */
export function isProduct({ operands }: AskedCell): boolean {
  return operands[0].isTransposed === true;
}
