/** Rows of JSON in pieces of any length: an array, or one object a line. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonRows, readJsonRows } from '../../../src/data/formats/json-rows.js';
import { DnnError } from '../../../src/errors.js';
import { LIMITS } from '../../../src/limits.js';

/** The bytes of a text in pieces. */
function* cut(text: string | Uint8Array, size: number): Generator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

async function read(text: string | Uint8Array, size = 7): Promise<{ values: unknown[]; places: string[] }> {
  const [values, places]: [unknown[], string[]] = [[], []];
  for await (const rows of readJsonRows(cut(text, size), 'r.json')) {
    for (const { value, where } of rows) {
      values.push(value);
      places.push(where());
    }
  }
  return { values, places };
}

async function refusal(text: string | Uint8Array): Promise<DnnError> {
  const error = await read(text, 2 ** 16).catch((caught) => caught);
  expect(error).toBeInstanceOf(DnnError);
  return error;
}

describe('rows of JSON', () => {
  it('are those of the text, as an array or as lines, whatever its pieces are (property)', async () => {
    const row = fc.record({
      text: fc.constantFrom('', 'é猫😀', '"\\\n', '\u2028', 'x,[{'),
      number: fc.double(),
    });
    const rows = fc.array(row, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 99 }), async (values, size) => {
        const plain = JSON.parse(JSON.stringify(values));
        expect((await read(JSON.stringify(values, null, 1), size)).values).toEqual(plain);
        const lines = values.map((value) => JSON.stringify(value));
        expect((await read(lines.join('\r\n'), size)).values).toEqual(plain);
      }),
      { numRuns: 20 },
    );
  });

  it('may begin with a byte order mark, and have blank lines', async () => {
    expect(await read('\ufeff [{"a":1}]')).toEqual({ values: [{ a: 1 }], places: ['r.json: row 1'] });
    const { values, places } = await read('\ufeff\n{"a":1}\n\n {"a":2}\n');
    expect(values).toEqual([{ a: 1 }, { a: 2 }]);
    expect(places).toEqual(['r.json: line 2', 'r.json: line 4']);
  });

  it.each([
    ['nothing', ' \n', 'r.json is empty'],
    ['half an array', '[{"a":1}', 'r.json is not JSON: '],
    ['a broken line', '{"a":1}\n{"a":}\n', 'r.json: line 2 is not JSON: '],
    ['bytes that are no text', Uint8Array.of(0x5b, 0xff, 0x5d), 'not text in UTF-8'],
    ['a character that is cut off', Uint8Array.of(0x7b, 0xc3), 'not text in UTF-8'],
    ['a line without end', `{"a":"${'x'.repeat(LIMITS.rowCharacters)}`, 'line 1: a row of more than'],
  ])('%s is refused by its place', async (_, text, words) => {
    expect((await refusal(text)).message).toContain(words);
  });

  it('of an array ask for the memory that they take; lines take none', async () => {
    const asked: number[] = [];
    const run = async (text: string) => {
      for await (const rows of readJsonRows(cut(text, 64), 'r', (_, bytes) => asked.push(bytes))) [...rows];
    };
    const row = '{"a":1234567890}';
    await run(new Array(100).fill(row).join('\n'));
    expect(asked).toEqual([]);
    await run(`[${new Array(100).fill(row).join()}]`);
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.at(-1)).toBeGreaterThan(100 * row.length);
  });
});

it.each([
  ['[{"a":1}]', true],
  ['\ufeff\n {"a":1}', true],
  ['age,plan\n1,x', false],
  ['\x89PNG', false],
])('%j begins JSON rows: %s', (start, expected) => expect(isJsonRows(start)).toBe(expected));
