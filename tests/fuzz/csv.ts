/** CSV: quotes, separators, line ends, numbers and bytes where none or others should be. */
import { join } from 'node:path';
import { openDataset } from '../../src/data/open.js';
import type { Mutation } from './bytes.js';
import { mutate } from './bytes.js';
import { assertSound, type Target } from './target.js';

const ROWS = Array.from({ length: 12 }, (_, i) => [i / 4, -i, i % 3 === 0 ? 1e-3 : i * 100, `c${i % 2}`]);
const HEADER = ['height', 'width', 'weight', 'label'];

const SEEDS = [',', ';', '\t']
  .flatMap((separator) => {
    const rows = ROWS.map((row) => row.join(separator));
    return [[HEADER.join(separator), ...rows].join('\n'), rows.join('\r\n')];
  })
  .concat([
    'a,label\r1,0\r2,1\r',
    '\ufeffx,y\n"1","a ""b"""\n2,"c\nd"\n',
    `label,${Array.from({ length: 64 }, (_, i) => `p${i}`)}\n${'1,'.padEnd(128, '0,')}5\n${'0,'.padEnd(128, '9,')}5\n`,
  ])
  .map((text) => Buffer.from(text));

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

const OWN = [insertToken, insertToken, replaceField, replaceField, repeatPiece];

export const csv: Target = {
  name: 'csv',
  async prepare() {
    return {
      make: (random) => ({ 'data.csv': mutate(SEEDS, random, OWN) }),
      read: async (directory) => assertSound(await openDataset(join(directory, 'data.csv'))),
    };
  },
};
