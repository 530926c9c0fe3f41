/** The beginning of a CSV file: its separator, Excel's line that names it, and the comments above the table. */
import { numberOf } from '../../tables/cell.js';

/** Where a table begins, and what separates its cells. */
export interface TableStart {
  readonly separator: string;
  /** A line feed, also behind carriage returns, or in old files a carriage return alone. */
  readonly newline: '\n' | '\r';
  /** In characters from the beginning of the text. */
  readonly offset: number;
  /** Line ends before it. */
  readonly lines: number;
  /** Lines beginning with # that were passed over. */
  readonly comments: number;
}

/** A line of the text, from character `offset` on. */
interface Line {
  readonly text: string;
  readonly offset: number;
  readonly number: number;
}

const NAMED_SEPARATOR = /^\s*"?sep=([^\w"\s]|\t)"?\s*$/i;

/**
 * The start of the table in `text`, the beginning of a file. Lines beginning with # above it are comments, except a
 * header: `#id,name` as it is, `# id,name` (as numpy.savetxt writes it) without its sign.
 */
export function tableStart(text: string): TableStart {
  const newline = text.includes('\n') ? '\n' : '\r';
  const lines = linesOf(text, newline).filter((line) => line.text.trim() !== '');
  const named = NAMED_SEPARATOR.exec(lines[0]?.text ?? '')?.[1];
  const own = named === undefined ? lines : lines.slice(1);
  const at = own.findIndex((line) => !line.text.startsWith('#'));
  const first = own[at] ?? own[0];
  if (first === undefined) return { separator: ',', newline, offset: text.length, lines: 0, comments: 0 };
  const separator = named ?? separatorOf(first.text);
  const header = headerAmong(own.slice(0, Math.max(at, 0)), first.text, separator);
  const begin = header ?? first;
  const comments = own.filter((line) => line.number < begin.number).length;
  return { separator, newline, offset: begin.offset, lines: begin.number, comments };
}

function linesOf(text: string, newline: string): Line[] {
  let offset = 0;
  return text.split(newline).map((line, number) => {
    const at = offset;
    offset += line.length + 1;
    return { text: line.replace(/\r$/, ''), offset: at, number };
  });
}

/** The separator of a row. A comma beside one of the others is a decimal comma or a part of a name. */
function separatorOf(row: string): string {
  const unquoted = row.replace(/"[^"]*"/g, '');
  return ['\t', ';', '|'].find((separator) => unquoted.includes(separator)) ?? ',';
}

/** The line among those beginning with # that is as wide as the `first` row below them, and so no comment. */
function headerAmong(lines: readonly Line[], first: string, separator: string): Line | undefined {
  const cells = cellsOf(first, separator);
  const isWide = ({ text }: Line) => cells.length > 1 && cellsOf(text, separator).length === cells.length;
  const whole = lines.find((line) => !isComment(line.text, separator) && isWide(line));
  if (whole) return whole;
  const last = lines.at(-1);
  const isAboveNumbers = cells.some((cell) => !Number.isNaN(numberOf(cell.trim())));
  if (last === undefined || !isAboveNumbers || !isWide(last)) return undefined;
  return { ...last, offset: last.offset + last.text.length - last.text.replace(/^#+\s*/, '').length };
}

/** True for a # and a blank, or a # alone. */
function isComment(text: string, separator: string): boolean {
  return text.length === 1 || (/\s/.test(text[1]) && text[1] !== separator);
}

function cellsOf(row: string, separator: string): string[] {
  return row.replace(/"[^"]*"/g, 'x').split(separator);
}
