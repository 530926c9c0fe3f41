/** Tables as CSV: quotes, separators, line ends, encodings, numbers, words and headers where none or others should be. */
import { join } from 'node:path';
import { openDataset } from '../../src/data/open.js';
import type { FaultyColumn } from '../../src/data/tables/column-error.js';
import { surveyed } from '../../src/data/tables/survey.js';
import { DnnError } from '../../src/errors.js';
import { columnLines } from '../../src/report/terminal/column-lines.js';
import type { Mutation } from './bytes.js';
import { mutate } from './bytes.js';
import { assertSound, readAll, type Target } from './target.js';

const ROWS = Array.from({ length: 12 }, (_, i) => [i / 4, -i, i % 3 === 0 ? 1e-3 : i * 100, `c${i % 2}`]);
const HEADER = ['height', 'width', 'weight', 'label'];

const PEOPLE = [
  'id,age,plan,paid,since,share,label',
  '1,41,basic,yes,2024-01-05,12%,stays',
  '2,,family,no,2024-02-06,7%,leaves',
  '3,72,,yes,2024-03-07,9%,stays',
  '4,19,basic,NA,2024-04-08,1%,leaves',
].join('\n');

/** The bytes of a table in every encoding in use. */
export function encodings(text: string): Buffer[] {
  const wide = Buffer.from(`\ufeff${text}`, 'utf16le');
  return [
    Buffer.from(text),
    Buffer.from(`\ufeff${text}`),
    wide,
    Buffer.from(wide).swap16(),
    Buffer.from(text, 'latin1'),
  ];
}

const SEEDS = [',', ';', '\t']
  .flatMap((separator) => {
    const rows = ROWS.map((row) => row.join(separator));
    return [[HEADER.join(separator), ...rows].join('\n'), rows.join('\r\n')];
  })
  .concat([
    'a,label\r1,0\r2,1\r',
    '\ufeffx,y\n"1","a ""b"""\n2,"c\nd"\n',
    `label,${Array.from({ length: 64 }, (_, i) => `p${i}`)}\n${'1,'.padEnd(128, '0,')}5\n${'0,'.padEnd(128, '9,')}5\n`,
    PEOPLE,
    `sep=;\n# taken in May\n${PEOPLE.replaceAll(',', ';').replaceAll('1', '1,5')}`,
    '0,1,2\n1,7,0\n2,5,0\n2,6,0\n1,9,0\n',
  ])
  .flatMap((text) => (text.length < 1000 ? encodings(text) : Buffer.from(text)));

const TOKENS = [
  ...[
    '"',
    '""',
    '"""',
    ',',
    ';',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\n\n',
    ' ',
    '\0',
    '\ufeff',
    '\u2028',
    '-',
    '+',
    '.',
  ],
  ...[
    '1e999',
    '-1e999',
    '1e-999',
    'NaN',
    'Infinity',
    '0x10',
    '1_000',
    '1,5',
    '9'.repeat(400),
    '__proto__',
    'label',
  ],
  ...[
    '2024-01-05',
    '12:30',
    '$5',
    '7 %',
    '1.250,75',
    'TRUE',
    'yes',
    'no',
    '?',
    'NA',
    'sep=;',
    '# ',
    'Infinity',
  ],
  ...['constructor', '\ud83d\ude00', '=1+1', '1e5', '00', '-0', 'null', '"\n', '\n"'],
];

const insertToken: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(random.pick(TOKENS)), bytes.subarray(at)]);
};

const replaceField: Mutation = (bytes, random) => {
  const text = bytes.toString('latin1');
  const fields = [...text.matchAll(/[^,;\t\r\n]+/g)];
  const field = random.pick(fields);
  if (field === undefined) return bytes;
  const token = Buffer.from(random.pick(TOKENS)).toString('latin1');
  return Buffer.from(
    text.slice(0, field.index) + token + text.slice(field.index + field[0].length),
    'latin1',
  );
};

/** A piece so often that it is a long row, a long file or a deep heap of quotes. */
const repeatPiece: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  const piece = bytes.subarray(at, at + 1 + random.below(12)).toString('latin1');
  const times = random.pick([2, 10, 100, 2000]);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  return bytes.length > 1e5
    ? bytes
    : Buffer.concat([before, Buffer.from(piece.repeat(times), 'latin1'), after]);
};

/** A column's cell, or its name, once more or gone: rows of other widths, two columns of one name. */
const moveField: Mutation = (bytes, random) => {
  const lines = bytes.toString('latin1').split('\n');
  const line = random.below(lines.length);
  const separator = random.pick([',', ';', '\t']);
  const fields = lines[line].split(separator);
  const at = random.below(fields.length);
  fields.splice(at, random.below(2), ...(random.chance(0.5) ? [random.pick(fields)] : []));
  lines[line] = fields.join(separator);
  return Buffer.from(lines.join('\n'), 'latin1');
};

export const CSV_MUTATIONS = [insertToken, insertToken, replaceField, replaceField, moveField, repeatPiece];

export const csv: Target = {
  name: 'csv',
  async prepare() {
    return {
      make: (random) => ({ 'data.csv': mutate(SEEDS, random, CSV_MUTATIONS) }),
      async read(directory) {
        const path = join(directory, 'data.csv');
        const faulty: FaultyColumn[] = [];
        const overview = async () => {
          const dataset = await openDataset(path, { onFault: (column) => faulty.push(column) });
          if (dataset.columns) columnLines(surveyed(dataset, faulty), 80);
        };
        const named = async () => {
          try {
            assertSound(await openDataset(path));
          } catch (error) {
            if (error instanceof DnnError && !error.message.includes('data'))
              throw new Error(`does not name its file: ${error.message}`);
            throw error;
          }
        };
        await readAll([named, overview]);
      },
    };
  },
};
