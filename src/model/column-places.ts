/** The columns of a model, each with its place among the features of an example and the parser of its cells. */
import { type Column, widthOf } from '../data/tables/column.js';
import { type CellParser, cellParser, type Unseen } from '../data/tables/parse.js';
import { DnnError } from '../errors.js';
import { inputSize } from '../nn/architecture.js';
import { shell } from '../shell.js';
import type { Model } from './model.js';

/** One column of a model. */
export interface ColumnPlace {
  readonly column: Column;
  /** The index of its first feature. */
  readonly feature: number;
  readonly parse: CellParser;
}

/** The columns in the order of the training, with their places; `ignore` is how messages ask for that of an unseen category. */
export function columnPlaces(model: Model, unseen: Unseen, ignore?: string): ColumnPlace[] {
  let feature = 0;
  return columnsOf(model).map((column) => {
    const place = { column, feature, parse: cellParser(column, unseen, false, ignore) };
    feature += widthOf(column);
    return place;
  });
}

/** The columns of a model; those of one without names are numbers, called 1, 2, … */
export function columnsOf({ columns, architecture }: Model): readonly Column[] {
  const numbers = Array.from({ length: columns ? 0 : inputSize(architecture) }, (_, i) => String(i + 1));
  return columns ?? numbers.map((name) => ({ name, type: 'number' }));
}

/** Refuses a value that is missing where the model fills none. @throws DnnError (data) naming its place. */
export function assertPresent({ scaling }: Model, value: number, where: () => string): void {
  if (!Number.isNaN(value) || scaling?.fill) return;
  throw new DnnError(
    'data',
    `${where()}: empty, and the model was trained without missing values`,
    `Fill it in, or train with ${shell`--missing mean`}.`,
  );
}
