/**
 * Looks over a whole table before its values are read: how many rows it has, what its columns hold and how their
 * numbers are written. So the values then take their place in memory at once, and no more than that.
 */
import { DnnError } from '../../../errors.js';
import { LIMITS } from '../../../limits.js';
import type { Column, ColumnLook } from '../../tables/column.js';
import { faultsError, LenientColumn, type OnFault } from '../../tables/column-error.js';
import { featureCountOf } from '../../tables/features.js';
import { ColumnLearner } from '../../tables/learn.js';
import { NumberWatch } from '../../tables/number-watch.js';
import { TargetWatch } from '../../tables/target-watch.js';
import { columnTitle, featureNames } from './columns.js';
import type { CsvRow } from './rows.js';
import { commentNotes, rowsOf, type Table } from './table.js';

/** The number of the cell that is looked at. */
const NUMBER = new Float64Array(1);

/** All that is known of a table but its values. */
export interface Survey {
  /** The table, less the columns that cannot be read. */
  readonly table: Table;
  readonly rows: number;
  readonly columns: readonly Column[];
  /** The byte before the fraction of each column's numbers. */
  readonly decimals: readonly number[];
  readonly features: number;
  /** True if all features are whole numbers from 0 to 255. */
  readonly areBytes: boolean;
  readonly target: { readonly areNumbers: boolean; readonly decimal: number };
  readonly notes: readonly string[];
}

/** Facts that are known of the columns, and the treatment of those that cannot be read. */
export interface SurveyOptions {
  readonly known?: readonly Column[] | undefined;
  readonly onFault?: OnFault | undefined;
  /** The columns that the user leaves out. */
  readonly drop?: readonly string[] | undefined;
}

/** Surveys `table`, whose columns of features are learned unless they are known. @throws DnnError (data) naming line and column. */
export function surveyTable(table: Table, { known, onFault, drop }: SurveyOptions): Survey {
  if (known) {
    const watches = known.map(() => new NumberWatch(table.mayHaveCommas));
    const counted = lookOver(table, watches);
    assertWhole(table, counted);
    return surveyed(table, known, watches, counted);
  }
  let learners = learnersOf(table, new Set(), drop);
  const counted = lookOver(table, learners);
  assertWhole(table, counted, onFault);
  const unsure = new Set([...learners.keys()].filter((i) => learners[i].needsTexts));
  if (unsure.size > 0) {
    learners = learnersOf(table, unsure, drop);
    lookOver(table, learners);
  }
  const found = learners.map((learner) => learner.finish());
  const sound = [...found.keys()].filter((i) => found[i] !== undefined);
  const faulty = learners.filter((_, i) => found[i] === undefined);
  const areAll = sound.length === 0;
  if (faulty.length > 0 && (areAll || onFault === undefined))
    throw faultsError(
      table.path,
      faulty.map(({ fault }) => fault),
      drop,
      areAll,
    );
  for (const learner of faulty) onFault?.(learner.faulty);
  const features = sound.map((i) => table.columns.features[i]);
  return surveyed(
    { ...table, columns: { ...table.columns, features } },
    sound.map((i) => found[i] as Column),
    sound.map((i) => learners[i]),
    counted,
  );
}

interface Counted extends Pick<Survey, 'rows' | 'notes'> {
  readonly target: TargetWatch;
}

/** @throws DnnError (data) for a table without rows, and for rows without a target unless `onFault` is told of them. */
function assertWhole({ path, columns }: Table, { rows, target }: Counted, onFault?: OnFault): void {
  if (rows === 0) throw new DnnError('data', `${path} has a header and no rows below it`);
  if (columns.label === undefined) return;
  const title = columnTitle(columns, columns.label);
  try {
    target.assertWhole(path, title);
  } catch (error) {
    if (!(onFault && error instanceof DnnError)) throw error;
    const name = columns.names?.[columns.label] ?? String(columns.label + 1);
    const problem = error.message.replace(`${path}: ${title}: `, '');
    onFault({ name, problem, hint: error.hint, missing: target.missing });
  }
}

function surveyed(
  table: Table,
  columns: readonly Column[],
  looks: readonly ColumnLook[],
  counted: Counted,
): Survey {
  return {
    ...counted,
    table,
    columns,
    decimals: looks.map(({ decimal }) => decimal),
    features: featureCountOf(columns),
    areBytes: looks.every(({ areBytes }, i) => areBytes && columns[i].type === 'number'),
  };
}

/** The number of each feature's decimal sign, without counting rows: for rows that are read as they come. */
export function decimalsOf(table: Table): readonly number[] {
  const watches = table.columns.features.map(() => new NumberWatch(table.mayHaveCommas));
  // Beside commas there are no decimal commas.
  if (table.mayHaveCommas) lookOver(table, watches, Number.POSITIVE_INFINITY);
  return watches.map(({ decimal }) => decimal);
}

/** The learners of the columns, those of the `unsure` ones by their texts. */
function learnersOf(
  { path, columns, mayHaveCommas }: Table,
  unsure: ReadonlySet<number>,
  dropped: readonly string[] | undefined,
): LenientColumn[] {
  const names = featureNames(columns);
  return columns.features.map((column, i) => {
    const place = { path, name: names[i], number: column + 1, mayHaveCommas, dropped };
    return new LenientColumn(new ColumnLearner(place, unsure.has(i)));
  });
}

/** Looks at all cells of the table. @throws DnnError (data) when there are more than `most`. */
function lookOver(table: Table, looks: readonly ColumnLook[], most: number = LIMITS.tableValues): Counted {
  const { path, columns, mayHaveCommas } = table;
  const target = new TargetWatch(mayHaveCommas);
  const places = [...columns.features];
  let rows = 0;
  let comments = 0;
  for (const row of rowsOf(table)) {
    for (let i = 0; i < places.length; i++) look(row, places[i], looks[i]);
    if (columns.label !== undefined) lookAtTarget(row, columns.label, target);
    comments = row.comments;
    if (++rows * places.length > most) throw tooMany(path);
  }
  return { rows, target, notes: commentNotes(comments) };
}

function look(row: CsvRow, field: number, column: ColumnLook): void {
  const isText = column.wantsTexts || !row.readNumber(field, column.decimal, NUMBER, 0);
  if (isText || (column.wantsFractions && !Number.isInteger(NUMBER[0])))
    column.add(row.text(field), row.line);
  else column.addNumber(NUMBER[0]);
}

function lookAtTarget(row: CsvRow, label: number, target: TargetWatch): void {
  if (!row.readNumber(label, target.decimal, NUMBER, 0)) target.look(row.text(label), row.line);
}

/** The error of a table of more values than it may have. */
export function tooMany(path: string): DnnError {
  const message = `${path}: more than ${LIMITS.tableValues} values`;
  return new DnnError('data', message, 'Store so many as .npz or .h5, which take less memory.');
}
