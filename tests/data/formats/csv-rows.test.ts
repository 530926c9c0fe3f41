/** The rows of CSV files: split as papaparse splits them, and their numbers as their texts. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import papaparse from 'papaparse';
import { afterAll, describe, expect, it } from 'vitest';
import { readRows } from '../../../src/data/formats/csv/rows.js';
import { numberOf } from '../../../src/data/tables/cell.js';
import { returnSplitter, takeSplitter } from '../../../src/engine/wasm/row-splitter.js';
import { DnnError } from '../../../src/errors.js';
import { dnnError } from '../../helpers/errors.js';
import '../../helpers/seed.js';

const root = mkdtempSync(join(tmpdir(), 'dnn-rows-'));
afterAll(() => rmSync(root, { recursive: true }));
const path = join(root, 'set.csv');

function rows(content: string | Uint8Array, piece?: number) {
  writeFileSync(path, content);
  return Array.from(readRows(path, piece), (row) => {
    const numbers = new Float64Array(row.count).fill(Number.NaN);
    for (let i = 0; i < row.count; i++)
      if (!row.readNumber(i, 0x2e, numbers, i)) numbers[i] = numberOf(row.text(i));
    return { fields: row.fields(), line: row.line, numbers: [...numbers], comments: row.comments };
  });
}
const fieldsOf = (content: string | Uint8Array, piece?: number) =>
  rows(content, piece).map(({ fields }) => fields);

/** The same without the kernel, which another table has. */
function byLoops(content: string | Uint8Array) {
  const splitter = takeSplitter();
  expect(splitter).toBeDefined();
  try {
    return rows(content);
  } finally {
    returnSplitter(splitter);
  }
}

/** The same by papaparse; undefined where it finds a fault. */
function reference(text: string, delimiter: string): string[][] | undefined {
  const found: string[][] = [];
  let isSound = true;
  const step: ConstructorParameters<typeof papaparse.Parser>[0]['step'] = ({ data: [row], errors }) => {
    if (errors.length > 0) isSound = false;
    const fields = row.map((field) => field.trim());
    if (fields.length > 1 || fields[0] !== '') found.push(fields);
  };
  new papaparse.Parser({ delimiter, newline: '\n', step }).parse(text, 0, false);
  return isSound ? found : undefined;
}

function ownRows(text: string, piece: number): string[][] | undefined {
  try {
    return fieldsOf(text, piece);
  } catch (error) {
    if (error instanceof DnnError) return undefined;
    throw error;
  }
}

describe('rows', () => {
  const cell = fc.constantFrom(
    ...[
      '1',
      '-2.5e3',
      '+.5',
      '007',
      '1e-7',
      '',
      ' ',
      ' 3 ',
      'x',
      'é',
      '😀',
      'NA',
      '1.624345363663241900e+00',
    ],
    ...['"4"', '"a,b"', '"say ""hi"""', '"a\nb"', '"\r\n"', '""', ' "c"', '"d" ', 'e"f', '9007199254740993'],
  );
  const sound = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
  const token = fc.constantFrom('"', '""', ',', '\n', '\r\n', ' ', 'a', '7', 'é', '"x"', '-1.5');

  it('are those of papaparse, cut anywhere, with the lines and numbers of their texts (property)', () => {
    const separators = fc.constantFrom(',', ';', '\t', '|');
    const ends = fc.constantFrom('\n', '\r\n');
    fc.assert(
      fc.property(
        sound,
        separators,
        ends,
        fc.integer({ min: 1, max: 50 }),
        (cells, separator, end, piece) => {
          const header = ['h', 'i'].join(separator);
          const text = [header, ...cells.map((row) => row.join(separator))].join(end) + end;
          const found = rows(text, piece);
          expect(found.map(({ fields }) => fields)).toEqual(reference(text, separator));
          for (const { fields, numbers } of found)
            expect(numbers).toEqual(fields.map((field) => numberOf(field)));
          expect(found).toEqual(rows(text));
          expect(found).toEqual(byLoops(text));
        },
      ),
      { numRuns: 80 },
    );
  });

  it('have the faults that papaparse finds (property)', () => {
    fc.assert(
      fc.property(fc.array(token, { maxLength: 30 }), fc.integer({ min: 1, max: 50 }), (tokens, piece) => {
        const text = `a,b\n${tokens.join('')}\n`;
        expect(ownRows(text, piece)).toEqual(reference(text, ','));
      }),
      { numRuns: 200 },
    );
  });
});

describe('the kernel', () => {
  /** The numbers that it tells of the fields of the last row. */
  function numbersOf(content: string): number[] {
    writeFileSync(path, content);
    let numbers: number[] = [];
    for (const row of readRows(path)) numbers = Array.from(row.numbers?.subarray(0, row.count) ?? []);
    return numbers;
  }
  const digits = fc.stringMatching(/^\d{0,21}$/);
  const decimal = fc
    .tuple(fc.constantFrom('', '-', '+'), digits, fc.constantFrom('', '.'), digits)
    .map((parts) => parts.join(''));

  it('reads decimals to the bit, or leaves them (property)', () => {
    fc.assert(
      fc.property(
        fc.array(decimal, { minLength: 2, maxLength: 20 }),
        fc.constantFrom('\n', '\r\n'),
        (cells, end) => {
          for (const [i, number] of numbersOf(`x,y${end}${cells.join(',')}${end}`).entries())
            if (!Number.isNaN(number)) expect([cells[i], number]).toEqual([cells[i], numberOf(cells[i])]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('reads numbers as JavaScript and NumPy write them', () => {
    const cells = Array.from({ length: 2000 }, (_, i) => String(Math.sin(i) * 10 ** (i % 9)));
    const numbers = numbersOf(`a,b\n${cells.join(',')}\n`);
    expect(numbers.filter((number, i) => number === Number(cells[i])).length).toBeGreaterThan(1990);
    expect(numbersOf('a,b\n-0.000,7,-.5,5.,,x\r\n')).toEqual([-0, 7, -0.5, 5, Number.NaN, Number.NaN]);
  });

  it('leaves rows with quotes, and one without a line end, to loops', () => {
    expect(numbersOf('a,b\n1,"2"\n')).toEqual([]);
    expect(numbersOf('a,b\n1,2')).toEqual([]);
    expect(numbersOf('a\rb\r\r1\r')).toEqual([1]);
  });

  it.each([
    ['too wide for it', `a,b\n1,2\n${'3.5,'.repeat(40_000)}4\n5,6\n`],
    ['too long for it', `a,b\n1,2\n${'x'.repeat(2 ** 21)},4\n5,6\n`],
    ['of several pieces', `a,b\n${'-1.25,0.1234567890123456\n'.repeat(60_000)}5,6`],
  ])('reads rows as loops do that are %s', (_, content) => {
    const found = rows(content);
    expect(found.at(-1)).toMatchObject({ fields: ['5', '6'], numbers: [5, 6] });
    expect(found).toEqual(byLoops(content));
  });

  it('serves one of two tables that are read at once', () => {
    writeFileSync(path, 'a,b\n1,2\n3,4\n');
    const tables = [readRows(path), readRows(path)];
    const next = () => tables.map((table) => table.next().value?.fields());
    expect([next(), next(), next()]).toEqual(
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
      ].map((row) => [row, row]),
    );
    for (const table of tables) table.return();
    expect(numbersOf('a,b\n1,2\n')).toEqual([1, 2]);
  });
});

describe('encodings', () => {
  const table = [
    ['name', 'café'],
    ['Zoë', '1.5'],
    ['日本', '2'],
  ];
  const text = table.map((row) => row.join(';')).join('\r\n');
  it.each<[string, Uint8Array]>([
    ['UTF-8 with its mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16, little endian', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16, big endian', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ])('%s', (_, bytes) => {
    expect(fieldsOf(bytes)).toEqual(table);
    expect(fieldsOf(bytes, 7)).toEqual(table);
  });

  it.each(['little', 'big'])('UTF-16 without its mark, by its zeros, %s endian', (order) => {
    const bytes = Buffer.from('a,b\n1,"é"\n2,x\n', 'utf16le');
    expect(fieldsOf(order === 'big' ? bytes.swap16() : bytes)).toEqual([
      ['a', 'b'],
      ['1', 'é'],
      ['2', 'x'],
    ]);
  });

  it.each(['\0', '\x08', '\x7f'])('the control character %j is no text', (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    const { message } = dnnError('data', () => rows(`a,b\n1,2\n3${character},"4\t\n"\n`));
    expect(message).toBe(`${path}: line 3: the control character U+${code}, which is no text`);
  });

  it('others are refused by their first line, in whatever piece', () => {
    const bytes = Buffer.from(`a,b\n${'1,2\n'.repeat(40)}3,caf\xe9\n4,5\n`, 'latin1');
    for (const piece of [5, 64, undefined])
      expect(dnnError('data', () => rows(bytes, piece)).message).toContain('line 42 is not UTF-8');
  });
});

it('are read from a file that is closed, also where they are refused', () => {
  const open = () => readdirSync('/proc/self/fd').length;
  const before = existsSync('/proc/self/fd') ? open() : 0;
  for (let i = 0; i < 5; i++) {
    expect(() => rows(Buffer.from('a,caf\xe9\n1,2\n', 'latin1'))).toThrow('not UTF-8');
    expect(() => rows('a,b\n1,"x"y\n')).toThrow('closing quote');
    for (const row of readRows(path)) if (row.line === 1) break;
  }
  if (before > 0) expect(open()).toBeLessThan(before + 5);
});

describe('the start of a table', () => {
  const data = [
    ['1', '2'],
    ['3', '4'],
  ];
  it.each<[string, string, string[][]]>([
    ['sep= of Excel', 'sep=;\na;b\n1;2\n3;4\n', [['a', 'b'], ...data]],
    ['sep= in quotes, of another sign', '"sep=:"\r\na:b\r\n1:2\r\n3:4', [['a', 'b'], ...data]],
    ['sep= of a sign of numbers', 'sep=-\na-b\n1-2\n3-4\n', [['a', 'b'], ...data]],
    ['comments above', '# made by x, y\n#\n\n#note\na,b\n1,2\n3,4\n', [['a', 'b'], ...data]],
    ['comments with the separator of others', '# a; b\na,b\n1,2\n3,4\n', [['a', 'b'], ...data]],
    ['comments between rows', 'a,b\n1,2\n# "not a quote\n#x\n3,4\n# end', [['a', 'b'], ...data]],
    ['a header of numpy.savetxt', '# a,b\n1,2\n3,4\n', [['a', 'b'], ...data]],
    ['a comment as wide as the header', '# one, two\na,b\n1,2\n3,4\n', [['a', 'b'], ...data]],
    ['a header of # alone', '#,b\n1,2\n3,4\n', [['#', 'b'], ...data]],
    ['a header behind a comment', '# x\n#id,b\n1,2\n3,4\n', [['#id', 'b'], ...data]],
    ['a tab behind #', '#\tb\n1\t2\n3\t4\n', [['#', 'b'], ...data]],
    [
      'ids of #',
      '#id,b\n#1,2\n#3,4\n',
      [
        ['#id', 'b'],
        ['#1', '2'],
        ['#3', '4'],
      ],
    ],
    [
      'some ids of #',
      'id,b\n1,2\n#3,4\n',
      [
        ['id', 'b'],
        ['1', '2'],
        ['#3', '4'],
      ],
    ],
  ])('%s', (_, content, expected) => {
    expect(fieldsOf(content)).toEqual(expected);
    expect(fieldsOf(content, 3)).toEqual(expected);
  });

  it('counts comments and lines', () => {
    const last = rows('# x\n\na,b\n# y\n1,2\n').at(-1);
    expect(last).toMatchObject({ line: 5, comments: 2 });
  });
});
