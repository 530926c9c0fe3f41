/** A model of numbers on one split of its data: the examples with the largest errors. */
import { figure } from '../phrases.js';
import type { NumberResults } from '../results/number-results.js';
import type { Html } from './html.js';
import { decimal, htmlTable } from './html-table.js';

/** The examples with the largest errors, in the units of the target. */
export function largestErrors({ largest }: NumberResults): Html {
  const rows = largest.map(({ index, actual, predicted }) => [
    String(index),
    ...[actual, predicted, predicted - actual].map((value) => decimal(figure(value))),
  ]);
  return htmlTable('Largest errors', ['example', 'actual', 'predicted', 'error'], rows);
}
