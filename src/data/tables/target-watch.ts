/** Looks at the cells of a table's target: how its numbers are written, and which rows have none. It keeps no cell. */
import { isMissing } from './cell.js';
import { NumberWatch } from './number-watch.js';

/** The way on where rows have no target. */
export const NO_TARGET_HINT = 'Fill these cells in or remove the rows, or name another column: --target.';

/** Lines that a message names. */
const MOST_LINES = 5;

export class TargetWatch extends NumberWatch {
  readonly #empty = new Lines();
  /** The lines of cells such as NA, which are missing among numbers, and words among words. */
  readonly #words = new Lines();

  /** Takes a cell that is no number as it stands, and its line. */
  look(cell: string, line: number): void {
    this.add(cell, line);
    if (isMissing(cell)) (cell === '' ? this.#empty : this.#words).add(line);
  }

  /** Rows that have no target. */
  get missing(): number {
    return this.#missing.count;
  }

  get #missing(): Lines {
    return this.areNumbers ? this.#empty.with(this.#words) : this.#empty;
  }

  /** A sentence on the rows that have no target, if there are any. */
  get problem(): string | undefined {
    const missing = this.#missing;
    if (missing.count === 0) return undefined;
    return `${missing.count === 1 ? '1 row has' : `${missing.count} rows have`} no target: ${missing}`;
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
