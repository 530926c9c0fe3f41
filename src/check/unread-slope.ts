/** Mistakes in dZL of programs that take A − Y for it: a dAL that they make beside it may be wrong, and nothing follows. */
import { lossSlope } from './formulas.js';
import { isOfCrossEntropy, type Mistake } from './mistakes/mistake.js';
import type { Formula } from './place.js';
import { nameOf } from './steps.js';

/** The mistake as such a program has it; none where it is not made in dZ. */
export function withUnreadSlope(mistake: Mistake): Mistake[] {
  const { changes, where = () => true } = mistake;
  if (changes.dZ === undefined) return [];
  return [
    {
      ...mistake,
      changes: { ...changes, dZ: withRightSlope(changes.dZ) },
      where: (at) => isOfCrossEntropy(at) && where(at),
    },
  ];
}

function withRightSlope(formula: Formula): Formula {
  return (at) => formula(at.with((name, array) => (name === nameOf('dA', at.last) ? lossSlope(at) : array)));
}
