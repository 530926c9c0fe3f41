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
  yield* start.trimStart().startsWith('[')
    ? arrayOf(await whole(start, texts, path, reserve), path)
    : byLine(start, texts, path);
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

function* arrayOf(text: string, path: string): Generator<Iterable<JsonRow>> {
  const values = parsed(text, path) as readonly unknown[];
  const rows = function* (): Generator<JsonRow> {
    for (const [i, value] of values.entries()) yield { value, where: () => `${path}: row ${i + 1}` };
  };
  yield rows();
}

async function* byLine(
  start: string,
  texts: AsyncGenerator<string>,
  path: string,
): AsyncGenerator<Iterable<JsonRow>> {
  let [rest, line] = ['', 0];
  const rows = function* (lines: readonly string[]): Generator<JsonRow> {
    for (const text of lines) {
      const own = ++line;
      const where = () => `${path}: line ${own}`;
      if (text.trim() !== '') yield { value: parsed(text, where()), where };
    }
  };
  for await (const text of prepended(start, texts)) {
    const lines = text.split('\n');
    lines[0] = rest + lines[0];
    rest = lines.pop() as string;
    yield rows(lines);
    if (rest.length <= LIMITS.rowCharacters) continue;
    const message = `${path}: line ${line + 1}: a row of more than ${LIMITS.rowCharacters} characters`;
    throw new DnnError('data', message, 'Write one object a line, or an array of objects.');
  }
  yield rows([rest]);
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
