/** All that the rows of a table need to become the inputs of a network, as JSON for other software. */
import type { Model } from '../model.js';

/** The name of the preparation beside the parameters of an export. */
export const PREPARATION = 'preparation';

/** `input` (with `columns` and `scaling`), `target`, `targetDecimal`, `targetScale` and `classes`, as in the model file; nothing for other models. */
export function preparationOf(model: Model): { readonly [PREPARATION]?: string } {
  const { architecture, divisor, columns, scaling, target, targetDecimal, targetScale, classes } = model;
  if ([columns, scaling, targetScale].every((part) => part === undefined)) return {};
  const input = { shape: architecture.inputShape, divisor, columns, scaling };
  return { [PREPARATION]: JSON.stringify({ input, target, targetDecimal, targetScale, classes }) };
}
