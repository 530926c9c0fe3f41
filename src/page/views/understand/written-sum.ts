/** The sum of one number of a step, written out with the numbers that it is made of. Pure functions. */
import type { AskedCell, Cell } from './cell.js';
import type { Kind } from './steps.js';
import { isProduct } from './used-cells.js';

/** A piece of the sum: signs, or a number, and the place of the operand that it is of. */
export type Piece = string | { readonly value: number; readonly operand?: number };

/** The pieces from left to right, without the result. */
export function writtenSum(asked: AskedCell): readonly Piece[] {
  return PIECES[asked.step.kind](asked);
}

/** The sum of each kind of step. */
const PIECES: Record<Kind, (asked: AskedCell) => readonly Piece[]> = {
  X: labelPieces,
  Z: (asked) => [...dotPieces(asked), ' + ', number(asked, 2, { row: asked.cell.row, col: 0 })],
  A: activationPieces,
  L: lossPieces,
  cost: costPieces,
  dA: (asked) => (isProduct(asked) ? dotPieces(asked) : slopePieces(asked)),
  dZ: dZPieces,
  dW: dWPieces,
  db: (asked) => ['(', ...rowSum(asked, 0), `) / ${asked.context.m}`],
  v: (asked) => {
    const { optimizer, constants } = asked.context.network;
    return averagePieces(asked, optimizer === 'adam' ? constants.beta1 : constants.momentum);
  },
  s: (asked) => averagePieces(asked, asked.context.network.constants.beta2, true),
  W: updatePieces,
  b: updatePieces,
};

/** The example's own column of Y. */
function labelPieces(asked: AskedCell): Piece[] {
  const { rows } = asked.arrays.grid(asked.operands[0]);
  const column = range(rows).map((row) => [number(asked, 0, { row, col: asked.cell.col })]);
  return ['; Y of this example: ', ...joined(column, ', ')];
}

/** The number of an operand at a cell of it. */
function number({ operands, arrays }: AskedCell, operand: number, { row, col }: Cell): Piece {
  return { operand, value: arrays.grid(operands[operand]).at(row, col) };
}

/** The number of an operand at the cell that is explained. */
function own(asked: AskedCell, operand: number): Piece {
  return number(asked, operand, asked.cell);
}

/** Places `pieces` one behind another with a sign between. */
function joined(pieces: readonly (readonly Piece[])[], sign: string): Piece[] {
  return pieces.flatMap((each, i) => (i === 0 ? each : [sign, ...each]));
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** Σ over k of row times column of the first two operands. */
function dotPieces(asked: AskedCell): Piece[] {
  const { cell, arrays, operands } = asked;
  const products = range(arrays.grid(operands[0]).cols).map((k) => [
    number(asked, 0, { row: cell.row, col: k }),
    ' · ',
    number(asked, 1, { row: k, col: cell.col }),
  ]);
  return joined(products, ' + ');
}

function rowSum(asked: AskedCell, operand: number): Piece[] {
  const { cols } = asked.arrays.grid(asked.operands[operand]);
  const terms = range(cols).map((col) => [number(asked, operand, { row: asked.cell.row, col })]);
  return joined(terms, ' + ');
}

function activationPieces(asked: AskedCell): Piece[] {
  const z = own(asked, 0);
  switch (asked.context.network.activations[asked.step.layer - 1]) {
    case 'sigmoid':
      return ['1 / (1 + e^−(', z, '))'];
    case 'relu':
      return ['max(0, ', z, ')'];
    case 'leaky-relu':
      return ['max(', z, ', 0.01 · ', z, ')'];
    case 'linear':
      return [z];
    case 'softmax':
      return softmaxPieces(asked, z);
    default:
      return [asked.context.network.activations[asked.step.layer - 1], '(', z, ')'];
  }
}

function softmaxPieces(asked: AskedCell, z: Piece): Piece[] {
  const { rows } = asked.arrays.grid(asked.operands[0]);
  const terms = range(rows).map((row) => ['e^', number(asked, 0, { row, col: asked.cell.col })]);
  return ['e^', z, ' / (', ...joined(terms, ' + '), ')'];
}

/** The loss of one example, a term for each output. */
function lossPieces(asked: AskedCell): Piece[] {
  const { arrays, operands, context } = asked;
  const { loss } = context.network;
  const Y = operands.findIndex(({ array }) => array === 'Y');
  const A = 1 - Y;
  const terms = range(arrays.grid(operands[A]).rows).map((row) => {
    const at = { row, col: asked.cell.col };
    return lossTerm(loss, number(asked, A, at), number(asked, Y, at));
  });
  const half = loss === 'quadratic' ? '½ · (' : '';
  const minus = loss.endsWith('cross-entropy') ? '−(' : half;
  return [minus, ...joined(terms, ' + '), minus === '' ? '' : ')'];
}

function lossTerm(loss: string, a: Piece, y: Piece): Piece[] {
  if (loss === 'binary-cross-entropy') return [y, ' · log ', a, ' + (1 − ', y, ') · log(1 − ', a, ')'];
  if (loss === 'categorical-cross-entropy') return [y, ' · log ', a];
  return loss === 'huber' ? ['huber(', a, ' − ', y, ')'] : ['(', a, ' − ', y, ')²'];
}

function costPieces(asked: AskedCell): Piece[] {
  const { arrays, operands, context } = asked;
  const { l2 } = context.network.constants;
  const mean: Piece[] = ['(', ...rowSum(asked, 0), `) / ${context.m}`];
  if (l2 === 0) return mean;
  const squares = operands.slice(1).map((operand, i) => {
    const { rows, cols, at } = arrays.grid(operand);
    const sum = range(rows * cols).reduce((total, k) => total + at(Math.floor(k / cols), k % cols) ** 2, 0);
    return [{ operand: i + 1, value: sum }];
  });
  return [...mean, ' + ', { value: l2 }, ` / (2 · ${context.m}) · (`, ...joined(squares, ' + '), ')'];
}

/** The slope of the loss of an output. */
function slopePieces(asked: AskedCell): Piece[] {
  const error = [own(asked, 0), ' − ', own(asked, 1)];
  const { loss } = asked.context.network;
  if (loss === 'mse') return ['2 · (', ...error, ')'];
  return loss === 'huber' ? ['clip(', ...error, ')'] : error;
}

function dZPieces(asked: AskedCell): Piece[] {
  const [first, second] = [own(asked, 0), own(asked, 1)];
  if (asked.operands[1].array === 'Y') return [first, ' − ', second];
  const activation = asked.context.network.activations[asked.step.layer - 1];
  const z = asked.arrays.at(asked.operands[1].array, asked.cell.row, asked.cell.col);
  return [first, ' · ', ...slopeOf(activation, second, z)];
}

/** g′(z), written out where it is short. */
function slopeOf(activation: string, z: Piece, value: number): Piece[] {
  switch (activation) {
    case 'tanh':
      return ['(1 − tanh²(', z, '))'];
    case 'sigmoid':
      return ['σ(', z, ') · (1 − σ(', z, '))'];
    case 'relu':
      return [`${value > 0 ? 1 : 0} (because `, z, value > 0 ? ' > 0)' : ' ≤ 0)'];
    case 'leaky-relu':
      return [`${value > 0 ? 1 : 0.01} (because `, z, value > 0 ? ' > 0)' : ' ≤ 0)'];
    case 'linear':
      return ['1'];
    default:
      return [`${activation}′(`, z, ')'];
  }
}

function dWPieces(asked: AskedCell): Piece[] {
  const { m, network } = asked.context;
  const mean: Piece[] = ['(', ...dotPieces(asked), `) / ${m}`];
  const { l2 } = network.constants;
  return l2 === 0 ? mean : [...mean, ' + ', { value: l2 }, ` / ${m} · `, own(asked, 2)];
}

/** β of what was, and the rest of what is new. */
function averagePieces(asked: AskedCell, beta: number, isOfSquares = false): Piece[] {
  const gradient = own(asked, 1);
  const taken = isOfSquares ? ['(', gradient, ')²'] : [gradient];
  return [{ value: beta }, ' · ', own(asked, 0), ' + ', { value: 1 - beta }, ' · ', ...taken];
}

function updatePieces(asked: AskedCell): Piece[] {
  const { network, iteration } = asked.context;
  const { learningRate, beta1, beta2, epsilon } = network.constants;
  const step: Piece[] = [own(asked, 0), ' − ', { value: learningRate }, ' · ', own(asked, 1)];
  if (network.optimizer !== 'adam') return step;
  const correction = (beta: number) => ({ value: 1 - beta ** (iteration + 1) });
  const root: Piece[] = ['√(', own(asked, 2), ' / ', correction(beta2), ')'];
  return [...step, ' / ', correction(beta1), ' / (', ...root, ' + ', { value: epsilon }, ')'];
}
