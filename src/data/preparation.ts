/** The preparation of a model's examples: all that other data have to be read by to become inputs of that model. */

import type { DecimalSign } from './tables/cell.js';
import type { Column } from './tables/column.js';

/** Each part is used where it is known; a model has all of them but the names, which only tables have. */
export interface Preparation {
  /** An input is a stored value / divisor. */
  readonly divisor?: number;
  /** The smallest and largest stored value of the training examples. */
  readonly range?: readonly [number, number] | undefined;
  readonly classes?: readonly string[];
  /** The columns that an example's values are made of, in their order. */
  readonly columns?: readonly Column[] | undefined;
  /** The name of the column that holds the classes, or its number. */
  readonly target?: string | undefined;
  /** The decimal sign of that column, of training files whose separator is no comma. */
  readonly targetDecimal?: DecimalSign | undefined;
}
