/** Writes the features of a table's rows, whose columns are known, as numbers: the same for training and prediction. */
import type { StoredValues } from '../../dataset.js';
import { COMMA, POINT } from '../../tables/cell.js';
import type { Column } from '../../tables/column.js';
import { featureCountOf, writeFeature } from '../../tables/features.js';
import type { Unseen } from '../../tables/parse.js';
import { type ColumnPlace, placesOf } from '../../tables/places.js';
import { columnTitle } from './columns.js';
import type { CsvRow } from './rows.js';
import type { Table } from './table.js';

/** A number that is read. */
const NUMBER = new Float64Array(1);

/** One column in the rows of a table. */
interface Place extends ColumnPlace {
  readonly isNumber: boolean;
  /** True for numbers with a decimal point. */
  readonly hasPoint: boolean;
  /** The index of its field. */
  readonly field: number;
  /** The byte before the fraction of its numbers. */
  readonly decimal: number;
}

/** How cells are read. */
export interface ReaderOptions {
  /** The byte before the fraction of each column's numbers. */
  readonly decimals: readonly number[];
  readonly unseen?: Unseen | undefined;
  /** Refuses values, such as NaN for one that is missing; `where` names the cell. */
  readonly assert?: ((value: number, where: () => string) => void) | undefined;
}

export class FeatureReader {
  /** Features of a row. */
  readonly features: number;
  readonly #table: Table;
  readonly #places: readonly Place[];
  readonly #assert: ReaderOptions['assert'];

  /** `columns` are those of `table.columns.features`. */
  constructor(table: Table, columns: readonly Column[], { decimals, unseen, assert }: ReaderOptions) {
    this.#table = table;
    this.#assert = assert;
    const commas = decimals.map((decimal) => decimal === COMMA);
    this.#places = placesOf(columns, { unseen, commas }).map((place, i) => {
      const isNumber = place.column.type === 'number';
      const hasPoint = isNumber && decimals[i] === POINT;
      return { ...place, isNumber, hasPoint, field: table.columns.features[i], decimal: decimals[i] };
    });
    this.features = featureCountOf(columns);
  }

  /**
   * Writes the features of `row` at `at`, NaN where one is missing.
   * @throws DnnError (data) naming the cell that is none of its column's.
   */
  read(row: CsvRow, values: StoredValues, at: number): void {
    const { numbers } = row;
    for (const place of this.#places) {
      const to = at + place.feature;
      const number = numbers !== undefined && place.hasPoint ? numbers[place.field] : Number.NaN;
      if (!Number.isNaN(number)) values[to] = number;
      else if (!place.isNumber || !row.readNumber(place.field, place.decimal, NUMBER, 0))
        this.#readText(row, place, values, to);
      else values[to] = NUMBER[0];
    }
  }

  #readText(row: CsvRow, { column, field, width, parse }: Place, values: StoredValues, at: number): void {
    const where = () => {
      const { path, columns } = this.#table;
      return `${path}: line ${row.line}, ${columnTitle(columns, field)}`;
    };
    const value = parse(row.text(field), where);
    this.#assert?.(value, where);
    values.fill(0, at, at + width);
    writeFeature(column, value, values, at);
  }
}
