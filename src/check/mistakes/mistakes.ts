/** The catalogue of mistakes, by families. A mistake is added in its family's file; a family here. */
import { AVERAGING } from './averaging.js';
import { COSTS } from './costs.js';
import { DERIVATIVES } from './derivatives.js';
import { DROPOUT } from './dropout.js';
import { FORWARD } from './forward.js';
import { MASKS } from './masks.js';
import type { Mistake } from './mistake.js';
import { MOMENTS } from './moments.js';
import { OPTIMIZERS } from './optimizers.js';
import { OUTPUTS } from './outputs.js';
import { PENALTIES } from './penalties.js';
import { PREPARATIONS } from './preparations.js';
import { PRODUCTS } from './products.js';
import { STARTS } from './starts.js';
import { UPDATES } from './updates.js';

/** All mistakes by family. */
export const FAMILIES = {
  averaging: AVERAGING,
  costs: COSTS,
  products: PRODUCTS,
  derivatives: DERIVATIVES,
  dropout: DROPOUT,
  masks: MASKS,
  forward: FORWARD,
  moments: MOMENTS,
  optimizers: OPTIMIZERS,
  outputs: OUTPUTS,
  penalties: PENALTIES,
  preparations: PREPARATIONS,
  starts: STARTS,
  updates: UPDATES,
} as const satisfies Record<string, readonly Mistake[]>;

export const MISTAKES: readonly Mistake[] = Object.values(FAMILIES).flat();
