/** A CSV file as a table: what its columns are, and its rows, all of one width. Training and prediction read by it. */
import { DnnError } from '../../../errors.js';
import { type Columns, readColumns, type WantedColumns } from './columns.js';
import { type CsvRow, firstRows, HEADING, readRows } from './rows.js';
import { sourceName, type TextSource } from './text-source.js';

/** A file whose columns are known. */
export interface Table {
  readonly path: string;
  readonly columns: Columns;
  /** True where numbers may have decimal commas: the separator is another. */
  readonly mayHaveCommas: boolean;
  /** Reads all rows, the header with them, always as one object. */
  rows(): Iterable<CsvRow>;
}

/** Opens the table in a text by its first rows. @throws DnnError (data) naming file, line and column. */
export function openTable(source: TextSource, wanted: WantedColumns): Table {
  const path = sourceName(source);
  const first = firstRows(source, HEADING);
  const columns = readColumns(path, first, wanted);
  // A single column has no separator.
  const mayHaveCommas = columns.count === 1 || first[0].separator !== ',';
  return { path, columns, mayHaveCommas, rows: () => readRows(source) };
}

/** Yields the rows below the header, always as one object. @throws DnnError (data) for a row of another width, and as readRows does. */
export function* rowsOf({ path, columns, rows }: Table): Generator<CsvRow, void> {
  let isHeader = columns.names !== undefined;
  for (const row of rows()) {
    if (row.count !== columns.count && !isAlike(row, columns)) throw ragged(path, row, columns);
    if (!isHeader) yield row;
    isHeader = false;
  }
}

/** The number of rows below the header, without a look at their cells. @throws DnnError (data) as {@link rowsOf} does. */
export function countRows(table: Table): number {
  let rows = 0;
  for (const _ of rowsOf(table)) rows++;
  return rows;
}

/** A sentence on lines beginning with # that were taken for comments, if there are any. */
export function commentNotes(comments: number): string[] {
  if (comments === 0) return [];
  return [`took ${comments === 1 ? 'a line' : `${comments} lines`} beginning with # as comments.`];
}

/** True if the row differs by separators at its end alone, or lacks columns without a name. */
function isAlike(row: CsvRow, { count, names }: Columns): boolean {
  for (let i = count; i < row.count; i++) if (row.text(i) !== '') return false;
  for (let i = row.count; i < count; i++) if (names?.[i] !== '') return false;
  return true;
}

function ragged(path: string, { line, count }: CsvRow, columns: Columns): DnnError {
  const found = count === 1 ? '1 column' : `${count} columns`;
  const message = `${path}: line ${line}: ${found}, expected ${columns.count}`;
  return new DnnError('data', message, 'Give every row as many values as the first.');
}
