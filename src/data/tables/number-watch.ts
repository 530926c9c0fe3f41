/** Looks at the cells of a column that training knows, or of the target: how its numbers are written. It keeps none. */
import { COMMA, hasDecimalComma, isMissing, numberOf, POINT } from './cell.js';
import type { ColumnLook } from './column.js';

export class NumberWatch implements ColumnLook {
  decimal = POINT;
  areBytes = true;
  /** True as long as all cells are numbers. */
  areNumbers = true;
  readonly wantsFractions = false;
  readonly wantsTexts = false;
  readonly #mayHaveCommas: boolean;

  constructor(mayHaveCommas: boolean) {
    this.#mayHaveCommas = mayHaveCommas;
  }

  addNumber(value: number): void {
    if (!(value >= 0 && value <= 255 && Number.isInteger(value))) this.areBytes = false;
  }

  add(cell: string): void {
    if (this.#mayHaveCommas && hasDecimalComma(cell)) this.decimal = COMMA;
    const value = numberOf(cell, this.decimal === COMMA);
    this.addNumber(value);
    if (Number.isNaN(value) && !isMissing(cell)) this.areNumbers = false;
  }
}
