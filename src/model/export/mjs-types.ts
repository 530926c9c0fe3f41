/** The types of an exported module, for TypeScript and editors. */
import type { Column } from '../../data/tables/column.js';
import { visible } from '../../visible.js';
import type { Model } from '../model.js';

/** The text of the `.d.mts` file beside the module of a model; those of a table know its columns. */
export function moduleTypes({ columns, scaling, targetScale }: Model): string {
  const types = columns ? `${TYPES}\n${rowTypes(columns, scaling?.fill !== undefined)}` : TYPES;
  // The probabilities of classes, or a number.
  return targetScale ? types.replaceAll('): number[];', '): number;') : types;
}

const TYPES = `/** The types of a network that \`dnn export --to mjs\` wrote. */

/** The classes by index. */
export const classes: readonly string[];

/** The shape of one example, and the number by which predict divides the values of its input. */
export const input: { readonly shape: readonly number[]; readonly divisor: number };

/**
 * The probabilities of the classes, in their order, or the number that is predicted, for one example: as many finite values as \`input.shape\` has,
 * row-major, not yet divided; NaN for a missing one, if the training filled such.
 * @throws RangeError when there are more or fewer values, or one is not finite.
 */
export function predict(values: ArrayLike<number>): number[];
`;

function rowTypes(columns: readonly Column[], isFilled: boolean): string {
  const fields = columns.map((column) => `  readonly ${text(column.name)}: ${typeOf(column, isFilled)};`);
  return `/** A row of the table: null stands for a missing value. */
export interface Row {
${fields.join('\n')}
}

/** The columns of a row. */
export const columns: readonly {
  readonly name: keyof Row;
  readonly type: 'number' | 'yes-no' | 'category';
  readonly words?: readonly [no: string, yes: string];
  readonly categories?: readonly string[];
}[];

/**
 * Predicts one row, as \`predict\` does its values.
 * @throws RangeError naming the column that is not there, or whose value is none that the training has seen.
 */
export function predictRow(row: Row): number[];
`;
}

function typeOf(column: Column, isFilled: boolean): string {
  const missing = isFilled ? ['null'] : [];
  if (column.type === 'number') return ['number', ...missing].join(' | ');
  if (column.type === 'yes-no') return ['boolean', ...column.words.map(text), ...missing].join(' | ');
  return column.categories.map((name) => (name === '' ? 'null' : text(name))).join(' | ');
}

/** A text in TypeScript. */
function text(value: string): string {
  return visible(JSON.stringify(value));
}
