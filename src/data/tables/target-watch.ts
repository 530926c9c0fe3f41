/** Looks at the cells of a table's target: how its numbers are written, and which rows have none. It keeps no cell. */
import { shell } from '../../shell.js';
import { brief } from '../../visible.js';
import { type DecimalSign, isMissing, numberOf, oddKindOf, unitKindOf } from './cell.js';
import { LEAST_WORDS, MOST_CODES } from './column.js';
import { NumberWatch } from './number-watch.js';

/** The way on where rows have no target. */
const NO_TARGET_HINT = 'Fill these cells in or remove the rows, or name another column: --target.';

/** Lines that a message names. */
const MOST_LINES = 5;

/** A reason why a target cannot be used, without the name of its column, and the way on. */
export interface TargetFault {
  readonly problem: string;
  readonly hint: string;
}

export class TargetWatch extends NumberWatch {
  readonly #empty = new Lines();
  /** The lines of cells such as NA, which are missing among numbers, and words among words. */
  readonly #words = new Lines();

  /** Different numbers and words, as long as they are few. */
  readonly #numbers = new Set<number>();
  readonly #texts = new Set<string>();
  readonly #mayHaveCommas: boolean;
  #cells = 0;
  /** Cells that are neither numbers nor missing. */
  #odd = 0;
  /** The first cell that is no number, and its line. */
  #first: { readonly cell: string; readonly line: number } | undefined;

  /** `trained` is the decimal sign that training learned. */
  constructor(mayHaveCommas: boolean, trained?: DecimalSign) {
    super(mayHaveCommas, trained);
    this.#mayHaveCommas = mayHaveCommas;
  }

  override addNumber(value: number): void {
    super.addNumber(value);
    this.#cells++;
    if (!Number.isNaN(value) && this.#numbers.size <= MOST_CODES) this.#numbers.add(value);
  }

  /** Takes a cell that is no number as it stands, and its line. */
  look(cell: string, line: number): void {
    this.add(cell, line);
    if (isMissing(cell)) (cell === '' ? this.#empty : this.#words).add(line);
    else if (!this.#isNumber(cell)) {
      this.#odd++;
      this.#first ??= { cell, line };
      if (this.#texts.size <= MOST_CODES) this.#texts.add(cell);
    }
  }

  /** Rows that have no target. */
  get missing(): number {
    return this.#missing.count;
  }

  get #missing(): Lines {
    return this.areNumbers ? this.#empty.with(this.#words) : this.#empty;
  }

  /** The rows that have no target, if there are any. */
  get fault(): TargetFault | undefined {
    const missing = this.#missing;
    if (missing.count === 0) return undefined;
    const rows = missing.count === 1 ? '1 row has' : `${missing.count} rows have`;
    return { problem: `${rows} no target: ${missing}`, hint: NO_TARGET_HINT };
  }

  /** The first cell that is a date or the like, or a word among many different numbers, if there is one. */
  get oddity(): TargetFault | undefined {
    if (this.#first === undefined || this.areNumbers) return undefined;
    const { cell, line } = this.#first;
    const odd = oddKindOf(cell) ?? unitKindOf([...this.#texts]);
    if (odd === undefined && this.#areClasses()) return undefined;
    const areFew = this.#numbers.size + this.#texts.size <= MOST_CODES;
    const others = areFew
      ? `take each different text as a class: ${shell`--task classification`}`
      : 'name another column: --target';
    return {
      problem: `${brief(cell)} in line ${line} ${odd ? `is ${odd.name}` : 'stands among numbers'}, expected a number`,
      hint: `${odd?.hint ?? 'Correct that cell, or leave the row out'}; or ${others}.`,
    };
  }

  /** True for a number with either sign: which one the column has may be settled later. */
  #isNumber(cell: string): boolean {
    return !Number.isNaN(numberOf(cell)) || (this.#mayHaveCommas && !Number.isNaN(numberOf(cell, true)));
  }

  /** True for words alone, and for words that are no rare exception among few different numbers. */
  #areClasses(): boolean {
    const present = this.#cells - this.#empty.count - this.#words.count;
    const isMixed = this.#odd < present;
    return !isMixed || (this.#numbers.size <= MOST_CODES && this.#odd >= LEAST_WORDS * present);
  }
}

/** Lines of a file, of which the first are kept. */
class Lines {
  count = 0;
  #first: number[] = [];

  add(line: number): void {
    this.count++;
    if (this.#first.length < MOST_LINES) this.#first.push(line);
  }

  with(other: Lines): Lines {
    const both = new Lines();
    both.count = this.count + other.count;
    both.#first = [...this.#first, ...other.#first].sort((a, b) => a - b).slice(0, MOST_LINES);
    return both;
  }

  toString(): string {
    const more = this.count > this.#first.length ? ', …' : '';
    return `${this.count === 1 ? 'line' : 'lines'} ${this.#first.join(', ')}${more}`;
  }
}
