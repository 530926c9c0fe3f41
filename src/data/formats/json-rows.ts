/**
 * Rows of JSON from the pieces of a file or a pipe: an array of objects, which is read whole, or one object a line,
 * of which a line at a time is held. The first character tells which.
 */
import { TextDecoder } from 'node:util';
import { DnnError } from '../../errors.js';
import { LIMITS } from '../../limits.js';
import type { Reserve } from '../reserve.js';

/** Peak memory of an array of rows, in bytes for each byte of its text: text, objects and their strings. */
const READING = 8;

/** A row of JSON as it was parsed. */
export interface JsonRow {
  readonly value: unknown;
  /** The number of the row, or of its line, from 1: `line 3`. */
  where(): string;
}

/** True if a text that begins so is one of JSON rows. */
export function isJsonRows(start: string): boolean {
  return /^\ufeff?\s*[[{]/.test(start);
}

/**
 * Yields the rows of a whole text, which may also be one object over several lines.
 * @throws DnnError (data) that names the line or row that is no JSON.
 */
export function jsonRowsOf(text: string, path: string): Iterable<JsonRow> {
  if (text.trim() === '') throw new DnnError('data', `${path} is empty, expected rows as JSON`);
  if (text.trimStart().startsWith('[')) return arrayRows(parsed(text, path) as readonly unknown[], path);
  const lines = text.trimEnd().split('\n');
  const isOne = lines.length > 1 && /^\s*\{\s*$/.test(lines[0]);
  return isOne ? arrayRows([parsed(text, path)], path) : lineRows(lines, path, { count: 0 });
}

/**
 * Yields rows some at a time. @throws DnnError: data that names the line or row that is no JSON; what `reserve` throws.
 */
export async function* readJsonRows(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  path: string,
  reserve?: Reserve,
): AsyncGenerator<Iterable<JsonRow>, void> {
  const texts = decoded(pieces, path);
  let start = '';
  while (start.trim() === '') {
    const { value, done } = await texts.next();
    if (done) throw new DnnError('data', `${path} is empty, expected rows as JSON`);
    start += value;
  }
  if (start.trimStart().startsWith('[')) {
    const text = await whole(start, texts, path, reserve);
    yield arrayRows(parsed(text, path) as readonly unknown[], path);
  } else yield* byLine(start, texts, path);
}

/** The text of the pieces, without a byte order mark. @throws DnnError (data) for bytes that are no UTF-8. */
async function* decoded(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  path: string,
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (piece?: Uint8Array) => {
    try {
      return decoder.decode(piece, { stream: piece !== undefined });
    } catch (cause) {
      const message = `${path} is not text in UTF-8, expected rows as JSON`;
      throw new DnnError('data', message, 'Save it as UTF-8.', { cause });
    }
  };
  for await (const piece of pieces) yield decode(piece);
  yield decode();
}

async function whole(
  start: string,
  texts: AsyncIterable<string>,
  path: string,
  reserve?: Reserve,
): Promise<string> {
  const parts = [start];
  let [length, reserved] = [start.length, 0];
  for await (const text of texts) {
    parts.push(text);
    length += text.length;
    if (length > LIMITS.textBytes) throw tooLong(path);
    if (length <= reserved) continue;
    reserved = 2 * length;
    reserve?.(path, READING * length);
  }
  return parts.join('');
}

function tooLong(path: string): DnnError {
  const message = `${path} is an array of more than ${LIMITS.textBytes} characters, which is read whole`;
  return new DnnError(
    'data',
    message,
    'Write one object a line instead of an array: such files may be of any length.',
  );
}

function* arrayRows(values: readonly unknown[], path: string): Generator<JsonRow, void> {
  for (const [i, value] of values.entries()) yield { value, where: () => `${path}: row ${i + 1}` };
}

/** The rows in `lines`, whose numbers follow those of the lines before. */
function* lineRows(
  lines: readonly string[],
  path: string,
  before: { count: number },
): Generator<JsonRow, void> {
  for (const text of lines) {
    const own = ++before.count;
    const where = () => `${path}: line ${own}`;
    if (text.trim() !== '') yield { value: parsed(text, where()), where };
  }
}

async function* byLine(
  start: string,
  texts: AsyncGenerator<string>,
  path: string,
): AsyncGenerator<Iterable<JsonRow>> {
  let rest = '';
  const before = { count: 0 };
  for await (const text of prepended(start, texts)) {
    const lines = text.split('\n');
    lines[0] = rest + lines[0];
    rest = lines.pop() as string;
    yield lineRows(lines, path, before);
    if (rest.length <= LIMITS.rowCharacters) continue;
    const message = `${path}: line ${before.count + 1}: a row of more than ${LIMITS.rowCharacters} characters`;
    throw new DnnError('data', message, 'Write one object a line, or an array of objects.');
  }
  yield lineRows([rest], path, before);
}

async function* prepended(start: string, texts: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    yield start;
    yield* texts;
  } finally {
    // Who stops at the beginning has not reached the texts, whose file is open.
    await texts.return(undefined);
  }
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DnnError(
      'data',
      `${where} is not JSON: ${(cause as Error).message}`,
      'Write an array of objects, [{"age": 41}, …], or one object a line.',
      { cause },
    );
  }
}
