/** Looks at the cells of a column that training knows, or of the target: how its numbers are written. It keeps few. */
import { type DecimalSign, isByte, isMissing, numberOf } from './cell.js';
import type { ColumnLook } from './column.js';
import { DecimalWatch } from './decimal-watch.js';

export class NumberWatch implements ColumnLook {
  readonly signs: DecimalWatch;
  readonly wantsTexts = false;
  mayBeNumbers = true;
  #areBytes = true;
  /** True as long as all cells are numbers with this sign. */
  #withPoint = true;
  #withComma = true;

  /** `trained` is the decimal sign that training learned. */
  constructor(mayHaveCommas: boolean, trained?: DecimalSign) {
    this.signs = new DecimalWatch(mayHaveCommas, trained);
  }

  get areBytes(): boolean {
    return this.#areBytes && !this.signs.hasThousands;
  }

  /** True if all cells are numbers, once their sign is settled. */
  get areNumbers(): boolean {
    return this.signs.hasCommas ? this.#withComma : this.#withPoint;
  }

  addNumber(value: number): void {
    if (!isByte(value)) this.#areBytes = false;
  }

  add(cell: string, line: number): void {
    this.signs.look(cell, line);
    this.addNumber(numberOf(cell, this.signs.hasCommas));
    if (isMissing(cell)) return;
    const [point, comma] = [false, true].map((commas) => !Number.isNaN(numberOf(cell, commas)));
    this.#withPoint &&= point;
    this.#withComma &&= comma;
    this.mayBeNumbers &&= point || comma;
  }
}
