/** The costs of a run on one line. */
import { sparkline } from './sparkline.js';

/** The widest curve. */
const COLUMNS = 60;

/** The first cost, the curve where the terminal has room for it, and the last. */
export function costCurve(values: readonly number[], columns: number): string {
  const [first, last] = [values[0], values[values.length - 1]].map((cost) => cost.toFixed(6));
  const room = columns - `cost ${first}  ${last}`.length;
  return `cost ${first} ${sparkline(values, Math.max(1, Math.min(COLUMNS, room)))} ${last}`;
}
