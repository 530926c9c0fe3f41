/** The rows of a table in text as the inputs of a model: its columns are found by name, and cells are read as in training. */

import { FeatureReader } from '../data/formats/csv/feature-reader.js';
import { decimalsOf } from '../data/formats/csv/survey.js';
import { openTable, type Table } from '../data/formats/csv/table.js';
import type { TextSource } from '../data/formats/csv/text-source.js';
import type { Unseen } from '../data/tables/parse.js';
import type { Model } from './model.js';
import { assertPresent, columnsOf, noTable } from './model-columns.js';

/** A table whose rows a model can predict. */
export interface TableRows {
  readonly table: Table;
  readonly reader: FeatureReader;
  /** Guesses and what was passed over, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Opens the table in a text for `model`; its column `carried` goes into the answers.
 * @throws DnnError: data for columns that are not there; model when it was trained on no table, and takes other values.
 */
export function openTableRows(source: TextSource, model: Model, unseen: Unseen, carried?: string): TableRows {
  const columns = columnsOf(model);
  const names = columns.map(({ name }) => name);
  const wanted = { columns: names, target: model.target, isUnlabelled: true, carried };
  const unlike = (count: number) =>
    noTable(model, `this is a table of ${count === 1 ? '1 value' : `${count} values`} a row`);
  const table = openTable(source, { ...wanted, unlike: model.columns ? undefined : unlike });
  const assert = (value: number, where: () => string) => assertPresent(model, value, where);
  const { decimals, notes } = decimalsOf(table, columns);
  const reader = new FeatureReader(table, columns, { decimals, unseen, assert });
  return { table, reader, notes: [...table.columns.notes, ...notes] };
}
