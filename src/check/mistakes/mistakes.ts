/** The catalogue of mistakes, by families. A mistake is added in its family's file; a family here. */
import { AVERAGING } from './averaging.js';
import { DERIVATIVES } from './derivatives.js';
import type { Mistake } from './mistake.js';

/** All mistakes by family. */
export const FAMILIES = {
  averaging: AVERAGING,
  derivatives: DERIVATIVES,
} as const satisfies Record<string, readonly Mistake[]>;

export const MISTAKES: readonly Mistake[] = Object.values(FAMILIES).flat();
