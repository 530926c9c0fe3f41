/** A table in memory as a dataset, as the file of the same bytes is opened. */
import { datasetFromArrays } from './arrays/from-arrays.js';
import { assertClasses, type Dataset } from './dataset.js';
import { withDivisor } from './divisor.js';
import { readCsv } from './formats/csv/csv.js';

/** The bytes of a CSV file, and its name for messages. */
export interface TableFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Settings for reading a table. */
export interface TableSettings {
  /** The column to predict; one called label, class, target or y unless given, else the last. */
  readonly target?: string | undefined;
  /** Columns that are no features. */
  readonly drop?: readonly string[] | undefined;
}

/** The dataset of a table: the training set of `dnn train --data table.csv`. @throws DnnError (data) naming line and column. */
export function datasetOfTable(file: TableFile, { target, drop }: TableSettings = {}): Dataset {
  const options = { yKey: target, drop };
  const table = { path: file.name, isTable: true, ...readCsv(file, 'train', options) };
  const stem = file.name.replace(/\.[^.]*$/, '');
  const read = datasetFromArrays(stem, table, undefined, options);
  assertClasses(read);
  return withDivisor(read, 'auto');
}
