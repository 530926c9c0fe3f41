/** Other ways to write an iteration down that lead to the same gradients: no mistakes, but other numbers on the way. */
import { rowSums, scaled } from './arrays.js';
import type { Changes, Computation } from './computation.js';
import { rightly } from './formulas.js';
import { weightGradientOver } from './gradients.js';
import { depth, layersOf } from './intended.js';
import type { Formula } from './place.js';
import { nameOf } from './steps.js';

/** A way to write it down. */
export interface Convention {
  readonly says: string;
  changes(computation: Computation): Changes;
}

const summedW: Formula = (at) => weightGradientOver(at, 1);
const summedb: Formula = ({ dZ }) => rowSums(dZ);

/** dW and db are sums, because the mean is taken in the first array of the way back that `kind` names. */
function meanEarlier(kind: 'dA' | 'dZ'): Convention['changes'] {
  return ({ network }) => {
    const mean: Formula = (at) => scaled(rightly(kind, at), 1 / at.m);
    return new Map([
      [nameOf(kind, depth(network)), mean],
      ...layersOf(network).flatMap((l) => [
        [nameOf('dW', l), summedW] as const,
        [nameOf('db', l), summedb] as const,
      ]),
    ]);
  };
}

/** All of them. */
export const CONVENTIONS: readonly Convention[] = [
  {
    says: '1/m stands in dZ of the last layer, and in dW and db no more: the gradients are the same',
    changes: meanEarlier('dZ'),
  },
  {
    says: '1/m stands in dAL, and in dW and db no more: the gradients are the same',
    changes: meanEarlier('dA'),
  },
];
