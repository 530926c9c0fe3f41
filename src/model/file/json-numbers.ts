/**
 * Reads the JSON of a model, but its lists of numbers apart from the rest: JSON.parse is slow with lists of 250,000
 * numbers. It still reads everything else, and any unusual model. `json-numbers.browser.ts` leaves everything to it.
 */
import { randomUUID } from 'node:crypto';
import { readDecimals } from '../../engine/wasm/decimals.js';

/** The text before the numbers of a parameter in files that dnn writes. */
const BEGINNING = '"data":[';
const BYTE_ORDER_MARK = /^\uFEFF/;

/**
 * JSON.parse of UTF-8, except that the `data` of parameters may be a Float64Array of the same numbers.
 * @throws SyntaxError as JSON.parse does.
 */
export function parseWithNumbers(bytes: Uint8Array): unknown {
  const json = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const content = parseApart(json);
    if (content !== undefined) return content;
  } catch {
    // The error is that of the whole text.
  }
  return parse(json.toString('utf8'));
}

function parse(text: string): unknown {
  return JSON.parse(text.replace(BYTE_ORDER_MARK, ''));
}

/** Undefined when a list does not consist of numbers, or is not the data of a parameter. */
function parseApart(json: Buffer): unknown {
  const mark = randomUUID();
  const lists: Float64Array[] = [];
  let text = '';
  let from = 0;
  for (let at = json.indexOf(BEGINNING); at >= 0; at = json.indexOf(BEGINNING, from)) {
    const start = at + BEGINNING.length;
    const end = json.indexOf(']', start) + 1;
    const numbers = readDecimals(json.subarray(start, end));
    if (numbers === undefined) return undefined;
    text += `${json.toString('utf8', from, start - 1)}"${mark}${lists.length}"`;
    lists.push(numbers);
    from = end;
  }
  const content = parse(text + json.toString('utf8', from));
  return putBack(content, mark, lists) === lists.length ? content : undefined;
}

/** Replaces each mark by its list and returns the number of lists. */
function putBack(content: unknown, mark: string, lists: readonly Float64Array[]): number {
  const { parameters } = content as { parameters: Record<string, { data?: unknown }> };
  let count = 0;
  for (const parameter of Object.values(parameters)) {
    const { data } = parameter;
    if (typeof data !== 'string' || !data.startsWith(mark)) continue;
    parameter.data = lists[Number(data.slice(mark.length))];
    count++;
  }
  return count;
}
