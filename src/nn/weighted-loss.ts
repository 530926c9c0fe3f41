/** A loss in which the examples of some classes count more than others: Σ wᵢ·lossᵢ. */
import type { Backend } from '../engine/backend.js';
import type { Matrix } from '../engine/matrix.js';
import { Workspace } from '../engine/workspace.js';
import type { Loss } from './losses.js';

/** `loss` of a network of so many output units, where an example counts as much as `weights` says of its class. */
export function weightedLoss(backend: Backend, loss: Loss, units: number, weights: readonly number[]): Loss {
  const [someZ, someA, someY] = [0, 1, 2].map(() => new Workspace(backend, units));
  const factors = new Workspace(backend, 1);
  const gathered = (M: Matrix, rows: Int32Array, some: Workspace): Matrix => {
    const taken = some.rows(rows.length);
    backend.gatherRows(M, rows, taken);
    return taken;
  };
  return {
    ...loss,
    /** Class by class, as no kernel of a cost knows weights. */
    total(_, { Z, A }, Y) {
      let sum = 0;
      for (const [k, rows] of rowsByClass(Y)) {
        const outputs = { Z: gathered(Z, rows, someZ), A: gathered(A, rows, someA) };
        sum += weights[k] * loss.total(backend, outputs, gathered(Y, rows, someY));
      }
      return sum;
    },
    derivative(_, A, Y, result) {
      loss.derivative(backend, A, Y, result);
      const own = factors.rows(Y.rows);
      for (let r = 0; r < Y.rows; r++) own.data[r] = weights[classOf(Y, r)];
      backend.scaleRows(own, result);
    },
  };
}

/** The class of row r of Y: the label itself for one unit, else the place of its 1. */
function classOf({ cols, data }: Matrix, r: number): number {
  if (cols === 1) return data[r];
  let c = 0;
  while (data[r * cols + c] !== 1) c++;
  return c;
}

/** The rows of each class that occurs, the class of the first row first. */
function rowsByClass(Y: Matrix): Map<number, Int32Array> {
  const rows = new Map<number, number[]>();
  for (let r = 0; r < Y.rows; r++) {
    const own = rows.get(classOf(Y, r));
    if (own) own.push(r);
    else rows.set(classOf(Y, r), [r]);
  }
  return new Map(Array.from(rows, ([k, own]) => [k, Int32Array.from(own)]));
}
