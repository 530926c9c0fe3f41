/** A column that cannot be used as it is: an error, unless the caller asks to be told and goes on without the column. */
import { DnnError } from '../../errors.js';
import { brief } from '../../visible.js';
import { isMissing } from './cell.js';
import type { Column, ColumnLook } from './column.js';

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

/** Learns a column whose first fault is kept until its last cell. */
export class LenientColumn implements ColumnLook {
  readonly #learner: Learner;
  #fault: ColumnError | undefined;
  #missing = 0;

  constructor(learner: Learner) {
    this.#learner = learner;
  }

  get decimal(): number {
    return this.#learner.decimal;
  }

  get areBytes(): boolean {
    return this.#learner.areBytes;
  }

  get wantsFractions(): boolean {
    return this.#learner.wantsFractions;
  }

  get wantsTexts(): boolean {
    return this.#learner.wantsTexts;
  }

  get needsTexts(): boolean {
    return this.#fault === undefined && this.#learner.needsTexts;
  }

  addNumber(value: number): void {
    this.#learner.addNumber(value);
  }

  add(cell: string, line: number): void {
    if (isMissing(cell)) this.#missing++;
    if (this.#fault === undefined) this.#guarded(() => this.#learner.add(cell, line));
  }

  /** The column. @throws ColumnError when it has a fault. */
  finish(): Column {
    const column = this.#guarded(() => this.#learner.finish());
    if (this.#fault) throw this.#fault;
    return column as Column;
  }

  /** The column as one that is left out, once {@link finish} has thrown its fault. */
  get faulty(): FaultyColumn {
    const { column: name, problem, hint } = this.#fault as ColumnError;
    return { name, problem, hint, missing: this.#missing };
  }

  #guarded<T>(read: () => T): T | undefined {
    try {
      return this.#fault ? undefined : read();
    } catch (error) {
      if (!(error instanceof ColumnError)) throw error;
      this.#fault = error;
      return undefined;
    }
  }
}
