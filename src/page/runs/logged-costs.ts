/** The costs that one run has logged. */
import { CostCurve } from '../cost-curve.js';

/** The curves of a run. */
export interface LoggedCosts {
  readonly training: CostCurve;
  readonly validation: CostCurve;
}

export function emptyCosts(): LoggedCosts {
  return { training: new CostCurve(), validation: new CostCurve() };
}
