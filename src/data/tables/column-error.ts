/** A column that cannot be used as it is: an error, unless the caller asks to be told and goes on without the column. */
import { DnnError } from '../../errors.js';
import { joined, shell } from '../../shell.js';
import { brief } from '../../visible.js';
import { isMissing } from './cell.js';
import type { Column, ColumnLook } from './column.js';
import type { DecimalWatch } from './decimal-watch.js';

/** A column that is left out, and why. */
export interface FaultyColumn {
  readonly name: string;
  /** A sentence about the column without its name: `has 2024-01-05 in line 2, a date`. */
  readonly problem: string;
  /** The next step. */
  readonly hint: string | undefined;
  /** Rows whose cell is missing. */
  readonly missing: number;
}

/** Learns one column. */
interface Learner extends ColumnLook {
  readonly needsTexts: boolean;
  readonly needsSign: boolean;
  finish(): Column;
}

/** Called with each column that is left out, in place of an error. */
export type OnFault = (column: FaultyColumn) => void;

/** The error of one column of a table. */
export class ColumnError extends DnnError {
  readonly column: string;
  readonly problem: string;

  constructor(place: { path: string; number: number; name: string }, problem: string, hint?: string) {
    const { path, number, name } = place;
    super('data', `${path}: column ${number} (${brief(name)}) ${problem}`, hint);
    this.column = name;
    this.problem = problem;
  }
}

/** Columns that a message tells the faults of. */
const MOST_TOLD = 5;

/** The error of all columns that cannot be used, so that one command leaves them out beside those that are `dropped`. */
export function faultsError(
  path: string,
  faults: readonly ColumnError[],
  dropped: readonly string[] = [],
  areAll = false,
): DnnError {
  const [first, ...more] = faults;
  if (areAll) {
    const [them, are] = more.length === 0 ? ['it', 'this column'] : ['them', 'these columns'];
    const hint = `No column is left without ${them}: correct ${are}, or name another --target.`;
    return new DnnError('data', told(path, faults), hint);
  }
  if (more.length === 0) return first;
  const names = [...dropped, ...faults.map(({ column }) => column)];
  const hint = `Correct them, or leave them out: ${shell`--drop ${joined(names)}`}`;
  return new DnnError('data', told(path, faults), hint);
}

/** `table.csv: 2 columns cannot be used: column 1 (id) holds …; column 3 (day) has …` */
function told(path: string, faults: readonly ColumnError[]): string {
  if (faults.length === 1) return faults[0].message;
  const facts = faults.slice(0, MOST_TOLD).map(({ message }) => message.slice(`${path}: `.length));
  const more = faults.length > MOST_TOLD ? `; and ${faults.length - MOST_TOLD} more` : '';
  return `${path}: ${faults.length} columns cannot be used: ${facts.join('; ')}${more}`;
}

/** Learns a column whose first fault is kept until its last cell. */
export class LenientColumn implements ColumnLook {
  readonly #learner: Learner;
  #fault: ColumnError | undefined;
  #missing = 0;

  constructor(learner: Learner) {
    this.#learner = learner;
  }

  get signs(): DecimalWatch {
    return this.#learner.signs;
  }

  get mayBeNumbers(): boolean {
    return this.#fault === undefined && this.#learner.mayBeNumbers;
  }

  get areBytes(): boolean {
    return this.#learner.areBytes;
  }

  get wantsTexts(): boolean {
    return this.#learner.wantsTexts;
  }

  get needsTexts(): boolean {
    return this.#fault === undefined && this.#learner.needsTexts;
  }

  get needsSign(): boolean {
    return this.#fault === undefined && this.#learner.needsSign;
  }

  addNumber(value: number): void {
    this.#learner.addNumber(value);
  }

  add(cell: string, line: number): void {
    if (isMissing(cell)) this.#missing++;
    if (this.#fault !== undefined) return;
    try {
      this.#learner.add(cell, line);
    } catch (error) {
      this.#keep(error);
    }
  }

  /** The column; undefined if it has a fault. */
  finish(): Column | undefined {
    try {
      return this.#fault ? undefined : this.#learner.finish();
    } catch (error) {
      this.#keep(error);
      return undefined;
    }
  }

  /** The first fault, once {@link finish} has found no column. */
  get fault(): ColumnError {
    return this.#fault as ColumnError;
  }

  /** The column as one that is left out. */
  get faulty(): FaultyColumn {
    const { column: name, problem, hint } = this.fault;
    return { name, problem, hint, missing: this.#missing };
  }

  #keep(error: unknown): void {
    if (!(error instanceof ColumnError)) throw error;
    this.#fault = error;
  }
}
