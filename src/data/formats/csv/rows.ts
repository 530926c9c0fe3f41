/**
 * The rows of a CSV file, split by papaparse piece by piece, so that neither a large file nor a hostile one takes
 * much memory. Commas, semicolons, tabs or bars; any line ends; quotes; a byte order mark and blank lines are passed over.
 */
import { TextDecoder } from 'node:util';
import papaparse from 'papaparse';
import { readBytes, readStart } from '../../../disk/read.js';
import { DnnError } from '../../../errors.js';
import { LIMITS } from '../../../limits.js';

export interface CsvRow {
  /** Without the blanks around them. */
  readonly fields: readonly string[];
  /** The line that it starts in, from 1. */
  line(): number;
  /** The text between the fields. */
  readonly separator: string;
}

/** Bytes that are split at a time. */
const PIECE = 2 ** 20;
/** A certain line end: \r alone may be the first half of \r\n. */
const LINE_END = /\n|\r./s;

/**
 * Yields every row of the file at `path` that is not blank.
 * @throws DnnError (data) for bytes that are no UTF-8, quotes that are not closed, or a row without end.
 */
export function readRows(path: string, piece = PIECE): Generator<CsvRow, void> {
  return rowsOf(readBytes(path, 'dataset', 'data'), path, piece);
}

/** The first row of the file at `path`, without reading more than its beginning. @throws DnnError as readRows does. */
export function readFirstRow(path: string): CsvRow | undefined {
  const { start } = readStart(path, PIECE);
  const end = start.lastIndexOf('\n');
  return rowsOf(end < 0 ? start : start.subarray(0, end), path, PIECE).next().value ?? undefined;
}

function* rowsOf(bytes: Buffer, path: string, piece: number): Generator<CsvRow, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let splitter: Splitter | undefined;
  let rest = '';
  let line = 1;
  for (let start = 0; start < bytes.length; start += piece) {
    const last = start + piece >= bytes.length;
    const text = rest + decode(decoder, bytes.subarray(start, start + piece), last, path);
    if (last || LINE_END.test(text)) splitter ??= new Splitter(text);
    const { rows, end } = splitter?.split(text, last, path, line) ?? { rows: [], end: 0 };
    yield* rows;
    line += splitter?.lines(text, end) ?? 0;
    rest = text.slice(end);
    if (rest.length > LIMITS.rowCharacters) {
      const message = `${path}: line ${line}: a row of more than ${LIMITS.rowCharacters} characters`;
      throw new DnnError('data', message, 'Is a quote not closed there?');
    }
  }
}

function decode(decoder: TextDecoder, bytes: Buffer, last: boolean, path: string): string {
  try {
    return decoder.decode(bytes, { stream: !last });
  } catch (cause) {
    const hint = 'Save it as CSV UTF-8.';
    throw new DnnError('data', `${path} is not text in UTF-8, expected a CSV file`, hint, { cause });
  }
}

/** Splits text into rows; the separators are inferred from the beginning of the file. */
class Splitter {
  readonly #delimiter: string;
  readonly #newline: string;

  constructor(text: string) {
    this.#newline = text.includes('\n') ? '\n' : '\r';
    const first = text.split(this.#newline).find((line) => line.trim() !== '') ?? '';
    const unquoted = first.replace(/"[^"]*"/g, '');
    // A comma beside one of the others is a decimal comma or a part of a name.
    this.#delimiter = ['\t', ';', '|'].find((delimiter) => unquoted.includes(delimiter)) ?? ',';
  }

  /** The whole rows of `text`, which starts in line `line` of the file, and where the last of them ends. */
  split(text: string, last: boolean, path: string, line: number): { rows: CsvRow[]; end: number } {
    const rows: CsvRow[] = [];
    let from = 0;
    const parser = new papaparse.Parser({
      delimiter: this.#delimiter,
      newline: this.#newline,
      step: ({ data: [row], errors, meta: { cursor } }) => {
        const start = from;
        from = cursor;
        const lineOfRow = () => line + this.lines(text, start);
        if (errors.length > 0) {
          const problem = errors[0].message.toLowerCase();
          throw new DnnError(
            'data',
            `${path}: line ${lineOfRow()}: ${problem}`,
            'Repair the quotes in that line.',
          );
        }
        const fields = row.map((field) => field.trim());
        if (fields.length > 1 || fields[0] !== '')
          rows.push({ fields, line: lineOfRow, separator: this.#delimiter });
      },
    });
    const { meta } = parser.parse(text, 0, !last);
    return { rows, end: meta.cursor };
  }

  /** Lines that end in the first `end` characters of `text`. */
  lines(text: string, end: number): number {
    let count = 0;
    for (let at = text.indexOf(this.#newline); at >= 0 && at < end; at = text.indexOf(this.#newline, at + 1))
      count++;
    return count;
  }
}
