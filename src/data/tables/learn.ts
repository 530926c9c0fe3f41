/** Learns what a column of a training table holds: numbers, yes and no, or categories. */
import { joined, shell } from '../../shell.js';
import { brief } from '../../visible.js';
import { isByte, isGrouped, isMissing, numberOf, type OddKind, oddKindOf, unitKindOf } from './cell.js';
import { type Column, type ColumnLook, LEAST_WORDS, MOST_CATEGORIES, MOST_CODES, yesNoOf } from './column.js';
import { ColumnError } from './column-error.js';
import { DecimalWatch, type SeenCell } from './decimal-watch.js';

/** A column as messages call it, and what may be read in it. */
export interface ColumnPlace {
  readonly path: string;
  readonly name: string;
  /** From 1. */
  readonly number: number;
  /** The columns that are left out already. */
  readonly dropped?: readonly string[] | undefined;
  /** True where the separator is no comma, so that numbers may have decimal commas. */
  readonly mayHaveCommas: boolean;
}

/** Takes the cells of one column in order, and says at the end what they are. It keeps none of them. */
export class ColumnLearner implements ColumnLook {
  readonly signs: DecimalWatch;
  #areBytes = true;
  readonly #place: ColumnPlace;
  readonly #keepsTexts: boolean;
  /** The different words; with `keepsTexts` also the numbers as they are written, as long as they are few. */
  readonly #texts = new Set<string>();
  #cells = 0;
  #numeric = 0;
  #missing = 0;
  #word: SeenCell | undefined;
  /** The first of the cells such as 1.250.000 that were passed over, as it was not known whether they are numbers. */
  #grouped: SeenCell | undefined;
  #hasFractions = false;

  /**
   * With `keepsTexts` it is as sure of codes as 1, 2, 3A as of numbers, but slower: see {@link needsTexts}. A column that
   * is learned again has its `signs`.
   */
  constructor(place: ColumnPlace, keepsTexts = false, signs?: DecimalWatch) {
    this.#place = place;
    this.#keepsTexts = keepsTexts;
    this.signs = signs ?? new DecimalWatch(place.mayHaveCommas);
  }

  get areBytes(): boolean {
    return this.#areBytes && !this.signs.hasThousands;
  }

  get mayBeNumbers(): boolean {
    return this.#word === undefined;
  }

  get wantsTexts(): boolean {
    return this.#keepsTexts;
  }

  /** True if words stand among numbers, and only their texts tell whether these are codes: the column has to be learned again. */
  get needsTexts(): boolean {
    const isMixed = this.#numeric > 0 && this.#word !== undefined && oddKindOf(this.#word.cell) === undefined;
    return isMixed && !this.#keepsTexts && this.#texts.size <= MOST_CODES;
  }

  /** True if cells were passed over that are numbers, or words among others: the column has to be learned again. */
  get needsSign(): boolean {
    return this.#grouped !== undefined && (this.signs.hasCommas || this.#word !== undefined);
  }

  addNumber(value: number): void {
    this.#cells++;
    this.#numeric++;
    if (!Number.isInteger(value)) this.#hasFractions = true;
    if (!isByte(value)) this.#areBytes = false;
  }

  /** Takes a cell by its text. @throws DnnError (data) for more words than a column may have, or decimal points among commas. */
  add(cell: string, line: number): void {
    if (isMissing(cell)) {
      this.#cells++;
      this.#missing++;
      this.#areBytes = false;
      return;
    }
    this.#lookAtSign(cell, line);
    const value = numberOf(cell, this.signs.hasCommas);
    if (Number.isNaN(value) && this.signs.isOpen && isGrouped(cell)) {
      this.#grouped ??= { cell, line };
      return;
    }
    if (Number.isNaN(value)) this.#addWord(cell, line);
    else this.addNumber(value);
    if (this.#keepsTexts) this.#addText(cell);
  }

  #lookAtSign(cell: string, line: number): void {
    const { signs } = this;
    signs.look(cell, line);
    const pointed = signs.sure('.');
    if (pointed && signs.sure(',')) throw this.#twoDecimals(pointed);
  }

  #addWord(cell: string, line: number): void {
    this.#cells++;
    this.#word ??= { cell, line };
    this.#addText(cell);
  }

  /** Numbers may be many; words may not, and among many numbers there may be none. */
  #addText(text: string): void {
    if (this.#texts.size <= MOST_CATEGORIES) this.#texts.add(text);
    if (this.#texts.size <= MOST_CATEGORIES || this.#word === undefined) return;
    throw this.#numeric > 0 ? this.#mixed(this.#word) : this.#manyWords(this.#word);
  }

  /** The column of these cells. @throws DnnError (data) for dates and the like, and for a column without any cell. */
  finish(): Column {
    const { name, mayHaveCommas } = this.#place;
    const word = this.#word ?? this.#grouped;
    if (word === undefined) {
      if (this.#numeric > 0)
        return { name, type: 'number', ...(mayHaveCommas && { decimal: this.signs.sign }) };
      throw this.#error('has no values at all', this.#dropIt());
    }
    const odd = this.#oddOf(word.cell);
    if (odd) throw this.#odd(word, odd);
    const words = [...this.#texts];
    const pair = this.#numeric === 0 ? yesNoOf(words) : undefined;
    if (pair) return { name, type: 'yes-no', words: pair };
    if (this.#numeric > 0 && !this.#areCodes()) throw this.#mixed(word);
    const categories = (this.#missing > 0 ? ['', ...words] : words).sort(byCodePoint);
    return { name, type: 'category', categories };
  }

  /** True if so many different texts, numbers among them, are codes such as 1, 2, 3A: few, in several rows, and not just a stray word. */
  #areCodes(): boolean {
    const { size } = this.#texts;
    const present = this.#cells - this.#missing;
    const hasWords = present - this.#numeric >= LEAST_WORDS * present;
    return this.#keepsTexts && hasWords && size <= MOST_CODES && this.#cells >= 2 * size;
  }

  #oddOf(cell: string): OddKind | undefined {
    return oddKindOf(cell) ?? unitKindOf([...this.#texts]);
  }

  #mixed(word: SeenCell): ColumnError {
    const odd = oddKindOf(word.cell);
    if (odd) return this.#odd(word, odd);
    const expected =
      this.#hasFractions && word.cell.includes(',') ? 'a number with a decimal point' : 'a number';
    return this.#error(
      `holds numbers, and ${brief(word.cell)} in line ${word.line}, expected ${expected}`,
      `Correct that cell, or leave it empty and say how to go on: ${shell`--missing mean`}.`,
    );
  }

  #twoDecimals({ cell, line }: SeenCell): ColumnError {
    return this.#error(
      `has decimal commas, and ${brief(cell)} in line ${line} with a decimal point`,
      'Write all its numbers with the same sign.',
    );
  }

  #manyWords({ cell, line }: SeenCell): ColumnError {
    const odd = this.#oddOf(cell);
    if (odd) return this.#odd({ cell, line }, odd);
    return this.#error(
      `holds more than ${MOST_CATEGORIES} different texts, such as ${brief(cell)}: too many for categories`,
      this.#dropIt(),
    );
  }

  #odd({ cell, line }: SeenCell, { name, hint }: OddKind): ColumnError {
    return this.#error(`has ${brief(cell)} in line ${line}, ${name}`, `${hint}; or ${lower(this.#dropIt())}`);
  }

  #dropIt(): string {
    const { dropped = [], name } = this.#place;
    return `Leave the column out: ${shell`--drop ${joined([...dropped, name])}`}.`;
  }

  #error(problem: string, hint: string): ColumnError {
    return new ColumnError(this.#place, problem, hint);
  }
}

function byCodePoint(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i].codePointAt(0) as number) - (right[i].codePointAt(0) as number);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function lower(text: string): string {
  return text[0].toLowerCase() + text.slice(1);
}
