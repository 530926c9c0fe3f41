/**
 * Looks over a whole table before its values are read: how many rows it has, what its columns hold and how their
 * numbers are written. So the values then take their place in memory at once, and no more than that.
 */
import { DnnError } from '../../../errors.js';
import { LIMITS } from '../../../limits.js';
import type { DecimalSign } from '../../tables/cell.js';
import type { Column, ColumnLook } from '../../tables/column.js';
import { faultsError, LenientColumn, type OnFault } from '../../tables/column-error.js';
import { featureCountOf } from '../../tables/features.js';
import { ColumnLearner } from '../../tables/learn.js';
import { NumberWatch } from '../../tables/number-watch.js';
import { TargetWatch } from '../../tables/target-watch.js';
import { columnTitle, featureNames } from './columns.js';
import { settleDecimals } from './decimals.js';
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
  readonly target: Pick<TargetWatch, 'areNumbers' | 'signs'>;
  readonly notes: readonly string[];
}

/** Facts that are known of the columns, and the treatment of those that cannot be read. */
export interface SurveyOptions {
  readonly known?: readonly Column[] | undefined;
  /** The decimal sign of the target in training. */
  readonly targetDecimal?: DecimalSign | undefined;
  readonly onFault?: OnFault | undefined;
  /** The columns that the user leaves out. */
  readonly drop?: readonly string[] | undefined;
  /** True if each different text of the target is a class, whatever it looks like. */
  readonly areClasses?: boolean | undefined;
}

/** Surveys `table`, whose columns of features are learned unless they are known. @throws DnnError (data) naming line and column. */
export function surveyTable(
  table: Table,
  { known, targetDecimal, onFault, drop, areClasses = false }: SurveyOptions,
): Survey {
  const target = new TargetWatch(table.mayHaveCommas, targetDecimal);
  if (known) {
    const watches = watchesOf(table, known);
    const counted = { ...lookOver(table, watches, target), target };
    assertWhole(table, counted, true);
    return surveyed(table, known, watches, counted);
  }
  let learners = learnersOf(table, drop);
  const counted = { ...lookOver(table, learners, target), target };
  assertWhole(table, counted, areClasses, onFault);
  if (learners.some(({ needsTexts, needsSign }) => needsTexts || needsSign)) {
    learners = learnersOf(table, drop, learners);
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
  /** The notes on decimal signs, which are among the others. */
  readonly signNotes: readonly string[];
  readonly target: TargetWatch;
}

/** @throws DnnError (data) for a table without rows, and for rows without a sound target unless `onFault` is told of them. */
function assertWhole(
  { path, columns }: Table,
  { rows, target }: Counted,
  areClasses: boolean,
  onFault?: OnFault,
): void {
  if (rows === 0) {
    const hint = 'Give it a row for each example.';
    throw new DnnError('data', `${path} has a header and no rows below it`, hint);
  }
  if (columns.label === undefined) return;
  const fault = target.fault ?? (areClasses ? undefined : target.oddity);
  if (fault === undefined) return;
  const { problem, hint } = fault;
  const name = columns.names?.[columns.label] ?? String(columns.label + 1);
  if (onFault) onFault({ name, problem, hint, missing: target.missing });
  else throw new DnnError('data', `${path}: ${columnTitle(columns, columns.label)}: ${problem}`, hint);
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
    decimals: looks.map(({ signs }) => signs.byte),
    features: featureCountOf(columns),
    areBytes: looks.every(({ areBytes }, i) => areBytes && columns[i].type === 'number'),
  };
}

/** The decimal sign (its byte) of each of the columns, without counting rows: for rows that are read as they come. */
export function decimalsOf(table: Table, known: readonly Column[]): Pick<Survey, 'decimals' | 'notes'> {
  const watches = watchesOf(table, known);
  // Beside commas there are no decimal commas.
  const notes = table.mayHaveCommas
    ? lookOver(table, watches, undefined, Number.POSITIVE_INFINITY).signNotes
    : [];
  return { decimals: watches.map(({ signs }) => signs.byte), notes };
}

function watchesOf({ mayHaveCommas }: Table, known: readonly Column[]): NumberWatch[] {
  return known.map((column) =>
    column.type === 'number' ? new NumberWatch(mayHaveCommas, column.decimal) : new NumberWatch(false),
  );
}

/** The learners of the columns, of those that were `learned` in vain by their texts. */
function learnersOf(
  { path, columns, mayHaveCommas }: Table,
  dropped: readonly string[] | undefined,
  learned?: readonly LenientColumn[],
): LenientColumn[] {
  const names = featureNames(columns);
  return columns.features.map((column, i) => {
    const place = { path, name: names[i], number: column + 1, mayHaveCommas, dropped };
    return new LenientColumn(new ColumnLearner(place, learned?.[i].needsTexts, learned?.[i].signs));
  });
}

/** Looks at all cells of the table. @throws DnnError (data) when there are more than `most`. */
function lookOver(
  table: Table,
  looks: readonly ColumnLook[],
  target?: TargetWatch,
  most: number = LIMITS.tableValues,
): Omit<Counted, 'target'> {
  const { path, columns } = table;
  const places = [...columns.features];
  let rows = 0;
  let comments = 0;
  for (const row of rowsOf(table)) {
    for (let i = 0; i < places.length; i++) look(row, places[i], looks[i]);
    if (target && columns.label !== undefined) lookAtTarget(row, columns.label, target);
    comments = row.comments;
    if (++rows * places.length > most) throw tooMany(path);
  }
  const looked = looks.map(({ signs, mayBeNumbers }, i) => ({ field: places[i], signs, mayBeNumbers }));
  const own = target && {
    field: columns.label as number,
    signs: target.signs,
    mayBeNumbers: target.mayBeNumbers,
  };
  const signNotes = settleDecimals(table, own ? [...looked, own] : looked);
  return { rows, signNotes, notes: [...commentNotes(comments), ...signNotes] };
}

function look(row: CsvRow, field: number, column: ColumnLook): void {
  if (column.wantsTexts || !row.readNumber(field, column.signs.byte, NUMBER, 0))
    column.add(row.text(field), row.line);
  else column.addNumber(NUMBER[0]);
}

function lookAtTarget(row: CsvRow, label: number, target: TargetWatch): void {
  if (row.readNumber(label, target.signs.byte, NUMBER, 0)) target.addNumber(NUMBER[0]);
  else target.look(row.text(label), row.line);
}

/** The error of a table of more values than it may have. */
export function tooMany(path: string): DnnError {
  const message = `${path}: more than ${LIMITS.tableValues} values`;
  return new DnnError('data', message, 'Store so many as .npz or .h5, which take less memory.');
}
