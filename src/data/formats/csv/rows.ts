/**
 * The rows of a CSV file, split in its bytes piece by piece, so that neither a large file nor a hostile one takes much
 * memory, and numbers become no text. Commas, semicolons, tabs or bars; any line ends; quotes as in RFC 4180. Blank
 * lines are passed over, and comments: lines beginning with # that are no rows.
 */
import { readDecimal } from '../../../engine/decimal.js';
import { type RowSplitter, returnSplitter, takeSplitter } from '../../../engine/wasm/row-splitter.js';
import { DnnError } from '../../../errors.js';
import { LIMITS } from '../../../limits.js';
import { POINT } from '../../tables/cell.js';
import { assertUtf8, readText } from './encoding.js';
import { tableStart } from './start.js';
import { allocateText, type TextBytes, textBytes } from './text-bytes.js';
import { sourceName, type TextSource } from './text-source.js';

/** Bytes that are read at a time. */
const PIECE = 2 ** 20;
/** Bytes in which the table begins, unless its first line is longer. */
const START = 2 ** 16;
/** Characters that no text has: tabs and line ends are others. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;
/** A certain line end: \r alone may be the first half of \r\n. */
const LINE_END = /\n|\r./s;
const [LF, CR, QUOTE, HASH] = [0x0a, 0x0d, 0x22, 0x23];
const BLANKS = [0x20, 0x09, CR];

/** One row, until the next one is read. */
export interface CsvRow {
  /** The number of its fields. */
  readonly count: number;
  /** The line that it starts in, from 1. */
  readonly line: number;
  /** Lines that were taken for comments so far. */
  readonly comments: number;
  /** The numbers of its fields with a decimal point, if they are known; NaN for text, and where readNumber tells. */
  readonly numbers: Float64Array | undefined;
  /** The text of a field, without the blanks around it. */
  text(field: number): string;
  /** Writes the number of a field with a decimal point or comma (its byte) to `at` of `values`; false where only the text tells. */
  readNumber(field: number, decimal: number, values: Float64Array, at: number): boolean;
  /** The texts of all fields. */
  fields(): string[];
}

/** Yields every row of a text, always as one object. @throws DnnError (data) for bytes that are no text, quotes that are not closed, or a row without end. */
export function* readRows(source: TextSource, piece = PIECE): Generator<Rows, void> {
  const pieces = readText(source, piece);
  const splitter = takeSplitter();
  try {
    const rows = new Rows(sourceName(source), pieces, splitter);
    while (rows.next()) yield rows;
  } finally {
    pieces.return(undefined);
    returnSplitter(splitter);
  }
}

/** Rows that tell what a table holds: whether the first is a header, and which column of one without is the target. */
export const HEADING = 200;

/** The first rows of a file with their texts. */
export interface FirstRow {
  readonly fields: readonly string[];
  readonly line: number;
  readonly separator: string;
}

/** The first rows of a text, `most` at most. @throws DnnError as readRows does. */
export function firstRows(source: TextSource, most: number): FirstRow[] {
  const first: FirstRow[] = [];
  for (const row of readRows(source, START)) {
    first.push({ fields: row.fields(), line: row.line, separator: row.separator });
    if (first.length === most) break;
  }
  return first;
}

/** A place in a file, which moves from row to row. */
export class Rows implements CsvRow {
  readonly separator: string;
  count = 0;
  line = 0;
  comments: number;
  readonly #path: string;
  readonly #pieces: Generator<Uint8Array, void>;
  readonly #separator: number;
  readonly #newline: number;
  /** 1 for the bytes that end a field. */
  readonly #ends = new Uint8Array(256);
  /** The text from the next row on lies from #at to #end. */
  #bytes: TextBytes = allocateText(0);
  #at = 0;
  #end = 0;
  #isLast = false;
  /** The line of the next row, and the line ends within the quotes of this one. */
  #nextLine = 1;
  #innerLines = 0;
  /** Where fields begin and end; a beginning is ~offset where the field has doubled quotes. */
  #starts: Int32Array = new Int32Array(64);
  #stops: Int32Array = new Int32Array(64);
  /** The fields of the first row. */
  #width = 0;
  /** Splits most rows, unless one was too long or too wide for it. */
  #splitter: RowSplitter | undefined;
  /** True if it has split this row: then there are #numbers, NaN where only the text tells. */
  #isSplit = false;
  #numbers: Float64Array = new Float64Array();

  /** `pieces` are those of the text of the file at `path`; without `splitter`, loops split all rows. */
  constructor(path: string, pieces: Generator<Uint8Array, void>, splitter: RowSplitter | undefined) {
    this.#path = path;
    this.#pieces = pieces;
    // Enough to see a line end.
    while (!this.#isLast && (this.#end < START || !LINE_END.test(this.#start()))) this.#fill();
    const start = tableStart(this.#start());
    this.separator = start.separator;
    this.comments = start.comments;
    this.#separator = start.separator.charCodeAt(0);
    this.#at = start.offset;
    this.#nextLine = start.lines + 1;
    this.#newline = start.newline.charCodeAt(0);
    for (const byte of [this.#newline, this.#separator]) this.#ends[byte] = 1;
    // It takes these signs for those of a number.
    if (splitter && !'+-.'.includes(start.separator)) this.#use(splitter);
  }

  #use(splitter: RowSplitter): void {
    this.#splitter = splitter;
    [this.#starts, this.#stops, this.#numbers] = [splitter.starts, splitter.stops, splitter.numbers];
    this.#hold(allocateText(0), textBytes(splitter.text));
  }

  /** The beginning of the file, a character a byte. */
  #start(): string {
    const start = this.#bytes.toString('latin1', 0, Math.min(this.#end, START));
    return LINE_END.test(start) ? start : this.#bytes.toString('latin1', 0, this.#end);
  }

  get numbers(): Float64Array | undefined {
    return this.#isSplit ? this.#numbers : undefined;
  }

  /** Moves to the next row; false at the end. */
  next(): boolean {
    for (;;) {
      if (this.#at === this.#end && this.#isLast) return false;
      const from = this.#at;
      const isComment = this.#isComment();
      const next = isComment ? this.#lineEnd(from) : this.#splitAtOnce() || this.#split();
      if (next < 0) {
        this.#fill();
        continue;
      }
      this.#at = next;
      this.line = this.#nextLine;
      this.#nextLine += 1 + this.#innerLines;
      if (isComment || (this.#bytes[from] === HASH && this.#width > 0 && this.count !== this.#width)) {
        this.comments++;
      } else if (this.count > 1 || this.text(0) !== '') {
        this.#width ||= this.count;
        return true;
      }
    }
  }

  text(field: number): string {
    const start = this.#starts[field];
    const text = this.#bytes.toString('utf8', start >= 0 ? start : ~start, this.#stops[field]).trim();
    const control = CONTROL.exec(text);
    if (control) throw this.#noText(control[0]);
    return start >= 0 ? text : text.replaceAll('""', '"');
  }

  readNumber(field: number, decimal: number, values: Float64Array, at: number): boolean {
    if (this.#isSplit && decimal === POINT) {
      const number = this.#numbers[field];
      if (!Number.isNaN(number)) {
        values[at] = number;
        return true;
      }
    }
    const start = this.#starts[field];
    return start >= 0 && readDecimal(this.#bytes, start, this.#stops[field], decimal, values, at);
  }

  fields(): string[] {
    return Array.from({ length: this.count }, (_, field) => this.text(field));
  }

  /** True for a # and a blank, or a # alone, as no row begins. */
  #isComment(): boolean {
    if (this.#at === this.#end || this.#bytes[this.#at] !== HASH) return false;
    if (this.#at + 1 === this.#end) return true;
    const next = this.#bytes[this.#at + 1];
    return next !== this.#separator && (BLANKS.includes(next) || next === this.#newline);
  }

  /** The place behind the line, whatever it holds; −1 if its end has not been read. */
  #lineEnd(from: number): number {
    let at = from;
    while (at < this.#end && this.#bytes[at] !== this.#newline) at++;
    this.#innerLines = 0;
    return this.#behind(at);
  }

  /** Finds the fields of the next row and their numbers; returns the place behind it, 0 where loops have to. */
  #splitAtOnce(): number {
    this.count = this.#splitter?.split(this.#at, this.#separator, this.#newline) ?? 0;
    const next = this.count > 0 ? this.#stops[this.count - 1] + 1 : 0;
    // Behind the end is a line end that is not the text's.
    this.#isSplit = next > 0 && next <= this.#end;
    this.#innerLines = 0;
    return this.#isSplit ? next : 0;
  }

  /** Finds the fields of the next row; returns the place behind it, −1 if its end has not been read. */
  #split(): number {
    const bytes = this.#bytes;
    const ends = this.#ends;
    const end = this.#end;
    this.#innerLines = 0;
    let at = this.#at;
    for (let count = 0; ; count++, at++) {
      if (count === this.#starts.length) this.#widen();
      if (at < end && bytes[at] === QUOTE) {
        at = this.#quoted(at, count);
        if (at < 0) return -1;
      } else {
        this.#starts[count] = at;
        while (at < end && ends[bytes[at]] === 0) at++;
        this.#stops[count] = at;
      }
      if (at < end && bytes[at] === this.#separator) continue;
      this.count = count + 1;
      return this.#behind(at);
    }
  }

  /** Finds the ends of a field in quotes; returns the place behind it, −1 if it has not been read. */
  #quoted(quote: number, field: number): number {
    const [bytes, end] = [this.#bytes, this.#end];
    let isDoubled = false;
    let at = quote + 1;
    for (; ; at++) {
      if (at === end) {
        if (this.#isLast) throw this.#misquoted('quoted field unterminated');
        return -1;
      }
      if (bytes[at] === this.#newline) this.#innerLines++;
      if (bytes[at] !== QUOTE) continue;
      if (at + 1 === end || bytes[at + 1] !== QUOTE) break;
      isDoubled = true;
      at++;
    }
    this.#starts[field] = isDoubled ? ~(quote + 1) : quote + 1;
    this.#stops[field] = at++;
    while (at < end && this.#ends[bytes[at]] === 0 && BLANKS.includes(bytes[at])) at++;
    if (at === end && !this.#isLast) return -1;
    if (at < end && this.#ends[bytes[at]] === 0) throw this.#misquoted('text follows a closing quote');
    return at;
  }

  /** The place behind a line end at `at`; −1 if it has not been read. */
  #behind(at: number): number {
    if (at < this.#end) return at + 1;
    return this.#isLast ? at : -1;
  }

  #noText(character: string): DnnError {
    const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
    const message = `${this.#path}: line ${this.line}: the control character U+${code}, which is no text`;
    return new DnnError('data', message, 'Repair the file: it is damaged, or no table.');
  }

  #misquoted(problem: string): DnnError {
    return new DnnError(
      'data',
      `${this.#path}: line ${this.#nextLine}: ${problem}`,
      'Repair the quotes in that line.',
    );
  }

  #widen(): void {
    this.#splitter = undefined;
    const [starts, stops] = [this.#starts, this.#stops];
    this.#starts = new Int32Array(2 * starts.length);
    this.#stops = new Int32Array(2 * stops.length);
    this.#starts.set(starts);
    this.#stops.set(stops);
  }

  /** Reads on: the text from the next row on moves to the beginning. @throws DnnError (data) for too long a row. */
  #fill(): void {
    const held = this.#end - this.#at;
    if (held > LIMITS.rowCharacters) {
      const message = `${this.#path}: line ${this.#nextLine}: a row of more than ${LIMITS.rowCharacters} bytes`;
      throw new DnnError('data', message, 'Is a quote not closed there?');
    }
    // As much again as is held: a long row is not looked through once a piece.
    do {
      const { value: piece = allocateText(0), done = false } =
        this.#pieces.next() as IteratorResult<Uint8Array>;
      this.#hold(piece);
      this.#isLast = done;
    } while (!this.#isLast && this.#end < Math.min(2 * held, LIMITS.rowCharacters + 1));
    const text = this.#bytes.subarray(0, this.#end);
    const whole = this.#isLast ? this.#end : 1 + Math.max(text.lastIndexOf(LF), text.lastIndexOf(CR));
    assertUtf8(text.subarray(0, whole), this.#path, this.#nextLine);
  }

  /** Moves the text from the next row on to the beginning of `into`, or of more bytes, and `piece` behind it. */
  #hold(piece: Uint8Array, into = this.#bytes): void {
    const rest = this.#bytes.subarray(this.#at, this.#end);
    const size = rest.length + piece.length;
    const isFull = size >= into.length;
    if (isFull) this.#splitter = undefined;
    const bytes = isFull ? allocateText(2 * size + 1) : into;
    bytes.set(rest);
    bytes.set(piece, rest.length);
    // The splitter sees no end of the text.
    bytes[size] = this.#newline;
    [this.#bytes, this.#at, this.#end] = [bytes, 0, size];
  }
}
