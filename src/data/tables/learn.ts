/** Learns what a column of a training table holds: numbers, yes and no, or categories. */
import { shell } from '../../shell.js';
import { brief } from '../../visible.js';
import { hasDecimalComma, isMissing, numberOf, oddKindOf, yesNoOf } from './cell.js';
import { type CellReader, type Column, type ColumnValues, MOST_CATEGORIES } from './column.js';
import { ColumnError } from './column-error.js';
import { GrowingNumbers } from './growing.js';

/** Most different codes of which some are numbers: among more, a word is taken for a mistake. */
const MOST_CODES = 20;

/** A column as messages call it, and what may be read in it. */
export interface ColumnPlace {
  readonly path: string;
  readonly name: string;
  /** From 1. */
  readonly number: number;
  /** True where the separator is no comma, so that numbers may have decimal commas. */
  readonly mayHaveCommas: boolean;
  readonly reserve?: ((bytes: number) => void) | undefined;
}

/** A cell that is no number, where it stands. */
interface Word {
  readonly cell: string;
  readonly line: number;
}

/** Thrown where a decimal comma shows that the numbers before it were read wrong: the table has to be read again. */
export class CommaFound extends Error {
  /** The number of its column. */
  readonly column: number;
  constructor(column: number) {
    super(`column ${column} has decimal commas`);
    this.column = column;
  }
}

/** Takes the cells of one column in order, and says at the end what they are. Its memory grows with the rows alone. */
export class ColumnLearner implements CellReader {
  readonly #place: ColumnPlace;
  readonly #commas: boolean;
  readonly #numbers: GrowingNumbers;
  /** The different texts, as long as they are few, and that of each row. */
  readonly #texts = new Map<string, number>();
  #codes: GrowingNumbers | undefined;
  #isFew = true;
  #numeric = 0;
  #missing = 0;
  #word: Word | undefined;
  /** True once a number has had a decimal point, which a decimal comma would make a separator of thousands. */
  #pointed = false;

  constructor(place: ColumnPlace, commas = false) {
    this.#place = place;
    this.#commas = commas;
    this.#numbers = new GrowingNumbers(place.reserve);
    this.#codes = new GrowingNumbers(place.reserve);
  }

  /** Takes the next cell. @throws DnnError (data) for more words than a column may have; {@link CommaFound}. */
  add(cell: string, line: () => number): void {
    if (isMissing(cell)) {
      this.#missing++;
      this.#numbers.push(Number.NaN);
      this.#addText('');
      return;
    }
    const value = numberOf(cell, this.#commas);
    this.#numbers.push(value);
    if (Number.isNaN(value)) this.#addWord(cell, line);
    else this.#numeric++;
    if (this.#isFew) this.#addText(cell);
    this.#pointed ||= cell.includes('.');
  }

  #addWord(cell: string, line: () => number): void {
    const { mayHaveCommas, number } = this.#place;
    if (mayHaveCommas && !this.#commas && hasDecimalComma(cell)) throw new CommaFound(number);
    this.#word ??= { cell, line: line() };
    if (!this.#isFew) throw this.#mixed(this.#word);
  }

  #addText(text: string): void {
    if (!this.#isFew) return;
    let code = this.#texts.get(text);
    if (code === undefined) {
      if (this.#texts.size > MOST_CATEGORIES) {
        this.#tooMany();
        return;
      }
      code = this.#texts.size;
      this.#texts.set(text, code);
    }
    this.#codes?.push(code);
  }

  /** Numbers may be many; words may not, and among many numbers there may be none. */
  #tooMany(): void {
    this.#isFew = false;
    this.#codes = undefined;
    if (this.#word === undefined) return;
    throw this.#numeric > 0 ? this.#mixed(this.#word) : this.#manyWords(this.#word);
  }

  /** Tells the kind of the cells, and returns their values. @throws DnnError (data) for dates and the like, and for a column without any cell. */
  finish(): ColumnValues {
    if (this.#word === undefined) return this.#asNumbers();
    const odd = oddKindOf(this.#word.cell);
    if (odd) throw this.#odd(this.#word, odd.name, odd.hint);
    const words = [...this.#texts.keys()].filter((text) => text !== '');
    const pair = yesNoOf(words);
    if (pair) return this.#asYesNo(pair);
    if (this.#numeric > 0 && !this.#areCodes(words.length)) throw this.#mixed(this.#word);
    return this.#asCategories();
  }

  /** True if so many different texts, numbers among them, are codes such as 1, 2, 3A: few, and each in several rows. */
  #areCodes(texts: number): boolean {
    return texts <= MOST_CODES && this.#numbers.length >= 2 * texts;
  }

  #asNumbers(): ColumnValues {
    const { name } = this.#place;
    if (this.#numeric > 0)
      return { column: { name, type: 'number' }, values: this.#numbers.values, missing: this.#missing };
    throw this.#error('has no values at all', this.#dropIt());
  }

  #asYesNo(words: readonly [no: string, yes: string]): ColumnValues {
    const yes = words[1].toLowerCase();
    const values = [...this.#texts.keys()].map((text) =>
      text === '' ? Number.NaN : Number(text.toLowerCase() === yes),
    );
    return this.#coded({ name: this.#place.name, type: 'yes-no', words }, values);
  }

  #asCategories(): ColumnValues {
    const categories = [...this.#texts.keys()].sort(byCodePoint);
    const places = new Map(categories.map((category, i) => [category, i]));
    const values = [...this.#texts.keys()].map((text) => places.get(text) as number);
    return this.#coded({ name: this.#place.name, type: 'category', categories }, values);
  }

  /** The column whose text number i has the value `values[i]`. */
  #coded(column: Column, values: readonly number[]): ColumnValues {
    const codes = (this.#codes as GrowingNumbers).values;
    return { column, values: codes.map((code) => values[code]), missing: this.#missing };
  }

  #mixed(word: Word): ColumnError {
    const odd = oddKindOf(word.cell);
    if (odd) return this.#odd(word, odd.name, odd.hint);
    const expected = this.#pointed && word.cell.includes(',') ? 'a number with a decimal point' : 'a number';
    return this.#error(
      `holds numbers, and ${brief(word.cell)} in line ${word.line}, expected ${expected}`,
      `Correct that cell, or leave it empty and say how to go on: ${shell`--missing mean`}.`,
    );
  }

  #manyWords({ cell, line }: Word): ColumnError {
    const odd = oddKindOf(cell);
    if (odd) return this.#odd({ cell, line }, odd.name, odd.hint);
    return this.#error(
      `holds more than ${MOST_CATEGORIES} different texts, such as ${brief(cell)}: too many for categories`,
      this.#dropIt(),
    );
  }

  #odd({ cell, line }: Word, name: string, hint: string): ColumnError {
    return this.#error(`has ${brief(cell)} in line ${line}, ${name}`, `${hint}; or ${lower(this.#dropIt())}`);
  }

  #dropIt(): string {
    return `Leave the column out: ${shell`--drop ${this.#place.name}`}.`;
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
