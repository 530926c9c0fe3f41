/** Rows of a table as the inputs of a model: its columns are found by name, and cells are read as in training. */
import { areNumbered, type Column, widthOf } from '../data/tables/column.js';
import { writeFeature } from '../data/tables/features.js';
import { type CellParser, cellParser, type Unseen } from '../data/tables/parse.js';
import { DnnError } from '../errors.js';
import { inputSize } from '../nn/architecture.js';
import { shell } from '../shell.js';
import { brief, listed } from '../visible.js';
import type { Model } from './model.js';

/** One column of a model in the rows of a table. */
interface Place {
  readonly column: Column;
  /** The index of its field. */
  readonly field: number;
  /** The index of its first feature. */
  readonly feature: number;
  readonly parse: CellParser;
}

/** Reads the rows of one table for one model. */
export class TableRows {
  /** True if the first row is a header and no example. */
  readonly hasHeader: boolean;
  /** Sentences on what was passed over. */
  readonly notes: readonly string[];
  readonly #path: string;
  readonly #model: Model;
  readonly #fields: number;
  readonly #places: readonly Place[];
  readonly #features: number;

  /** `first` is the first row of the table at `path`. @throws DnnError (data) for columns that are not there. */
  constructor(path: string, first: readonly string[], model: Model, unseen: Unseen) {
    this.#path = path;
    this.#model = model;
    this.#fields = first.length;
    this.#features = inputSize(model.architecture);
    const columns = model.columns ?? numbered(this.#features);
    const found = columns.map(({ name }) => first.indexOf(name));
    this.hasHeader =
      model.columns !== undefined && !areNumbered(columns) && found.some((field) => field >= 0);
    const fields = this.hasHeader ? this.#named(columns, found, first) : this.#inOrder(columns, first);
    let feature = 0;
    this.#places = columns.map((column, i) => {
      const place = { column, field: fields[i], feature, parse: cellParser(column, unseen) };
      feature += widthOf(column);
      return place;
    });
    this.notes = this.hasHeader ? this.#passedOver(columns, first) : [];
  }

  #named(columns: readonly Column[], found: readonly number[], header: readonly string[]): readonly number[] {
    const missing = columns.filter((_, i) => found[i] < 0).map(({ name }) => name);
    if (missing.length === 0) return found;
    throw new DnnError(
      'data',
      `${this.#path} lacks ${missing.length === 1 ? 'the column' : 'the columns'} ${listed(missing)} that the model was trained on; it has ${listed(header)}`,
      'Name the columns as in the training data; their order does not matter.',
    );
  }

  #inOrder(columns: readonly Column[], first: readonly string[]): readonly number[] {
    if (first.length === columns.length) return columns.map((_, i) => i);
    const names = listed(columns.map(({ name }) => name));
    throw new DnnError(
      'data',
      `${this.#path} has ${first.length} columns, expected the ${columns.length} of the model: ${names}`,
      'Give a header with these names, or exactly these columns.',
    );
  }

  #passedOver(columns: readonly Column[], header: readonly string[]): string[] {
    const known = new Set([...columns.map(({ name }) => name), this.#model.target]);
    const others = header.filter((name) => name !== '' && !known.has(name));
    return others.length === 0
      ? []
      : [`${this.#path}: passed over what the model does not know: ${listed(others)}.`];
  }

  /**
   * Writes the features of a row at `at` in `values`, NaN where one is missing.
   * @throws DnnError (data) naming the cell that is none of its column's, or is missing where training allowed none.
   */
  read(fields: readonly string[], line: () => number, values: Float64Array, at: number): void {
    if (fields.length !== this.#fields) {
      const message = `${this.#path}: line ${line()}: ${fields.length} columns, expected ${this.#fields}`;
      throw new DnnError('data', message, 'Give every row as many values as the first.');
    }
    values.fill(0, at, at + this.#features);
    for (const { column, field, feature, parse } of this.#places) {
      const where = () => `${this.#path}: line ${line()}, column ${field + 1} (${brief(column.name)})`;
      const value = parse(fields[field], where);
      if (Number.isNaN(value) && !this.#model.scaling?.fill) throw missing(where());
      writeFeature(column, value, values, at + feature);
    }
  }
}

function missing(where: string): DnnError {
  return new DnnError(
    'data',
    `${where}: empty, and the model was trained without missing values`,
    `Fill it in, or train with ${shell`--missing mean`}.`,
  );
}

function numbered(count: number): Column[] {
  return Array.from({ length: count }, (_, i) => ({ name: String(i + 1), type: 'number' }));
}
