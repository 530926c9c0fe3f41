/** Other ways to write an iteration down that lead to the same gradients: no mistakes, but other numbers on the way. */
import { activated, type SlopedActivation, slope } from './activate.js';
import { product, rowSums, scaled, sum, times, transposed } from './arrays.js';
import type { Changes, Computation } from './computation.js';
import { dropped, rightly } from './formulas.js';
import { weightGradient, weightGradientOver } from './gradients.js';
import { depth, layersOf } from './intended.js';
import type { Formula, Place } from './place.js';
import { nameOf } from './steps.js';

/** A way to write it down. */
export interface Convention {
  readonly says: string;
  /** The same of a file without the gradients that prove it; undefined where it needs none of them. */
  readonly saysUnproved?: string;
  changes(computation: Computation): Changes;
}

const summedW: Formula = (at) => weightGradientOver(at, 1);
const summedb: Formula = ({ dZ }) => rowSums(dZ);

/** dW and db are sums, because the mean is taken in the first array of the way back that `kind` names. */
function meanEarlier(kind: 'dA' | 'dZ'): Convention {
  const array = kind === 'dA' ? 'dAL' : 'dZ of the last layer';
  return {
    says: `1/m stands in ${array}, and in dW and db no more: the gradients are the same`,
    saysUnproved: `1/m stands in ${array}: that is right if dW and db, which are not in the file, take it no more`,
    changes: ({ network }) => {
      const mean: Formula = (at) => scaled(rightly(kind, at), 1 / at.m);
      return new Map([
        [nameOf(kind, depth(network)), mean],
        ...layersOf(network).flatMap((l) => [
          [nameOf('dW', l), summedW] as const,
          [nameOf('db', l), summedb] as const,
        ]),
      ]);
    },
  };
}

/** A is saved before its mask is applied: the next layer takes it with the mask. */
function maskBehindA({ network }: Computation): Changes {
  const masked = ({ previous }: Place) => dropped(previous, previous.A);
  return new Map(
    layersOfDropout(network).flatMap((l) => [
      [nameOf('A', l), (at: Place) => activated(at.activation, at.Z)] as const,
      [nameOf('Z', l + 1), (at: Place) => sum(product(at.W, masked(at)), at.b)] as const,
      [nameOf('dW', l + 1), (at: Place) => weightGradient(at, at.dZ, masked(at))] as const,
    ]),
  );
}

/** dA is saved before its mask is applied: dZ is made with the mask. */
function maskBehindDA({ network }: Computation): Changes {
  const sloped: Formula = (at) => times(dropped(at, at.dA), slope(at.activation as SlopedActivation, at.Z));
  return new Map(
    layersOfDropout(network).flatMap((l) => [
      [nameOf('dA', l), (at: Place) => product(transposed(at.next.W), at.next.dZ)] as const,
      [nameOf('dZ', l), sloped] as const,
    ]),
  );
}

/** Hidden layers that drop units. */
function layersOfDropout(network: Computation['network']): number[] {
  return layersOf(network).filter((l) => (network.keepProb[l - 1] ?? 1) < 1);
}

/** All of them. */
export const CONVENTIONS: readonly Convention[] = [
  meanEarlier('dZ'),
  meanEarlier('dA'),
  {
    says: 'dA is saved before the mask of dropout is applied to it, and dZ is made with the mask',
    changes: maskBehindDA,
  },
  {
    says: 'A is saved before the mask of dropout is applied to it, and the next layer takes it with the mask',
    changes: maskBehindA,
  },
  {
    says: 'A and dA are saved before the mask of dropout is applied to them',
    changes: (computation) => new Map([...maskBehindA(computation), ...maskBehindDA(computation)]),
  },
];
