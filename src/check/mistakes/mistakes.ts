/** The catalogue of mistakes, by families. A mistake is added in its family's file; a family here. */
import { AVERAGING } from './averaging.js';
import { COSTS } from './costs.js';
import { DERIVATIVES } from './derivatives.js';
import { FORWARD } from './forward.js';
import type { Mistake } from './mistake.js';
import { PRODUCTS } from './products.js';
import { UPDATES } from './updates.js';

/** All mistakes by family. */
export const FAMILIES = {
  averaging: AVERAGING,
  costs: COSTS,
  products: PRODUCTS,
  derivatives: DERIVATIVES,
  forward: FORWARD,
  updates: UPDATES,
} as const satisfies Record<string, readonly Mistake[]>;

export const MISTAKES: readonly Mistake[] = Object.values(FAMILIES).flat();
