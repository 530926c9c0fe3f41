/** NumPy's archives: the zip's directory, the headers of arrays and their values changed, under right checksums. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { readNpz } from '../../src/data/formats/npz/npz.js';
import { openDataset } from '../../src/data/open.js';
import { anyChange, edge, type Mutation, mutate, putInteger } from './bytes.js';
import type { Random } from './random.js';
import { assertSound, readAll, type Target } from './target.js';

const FIXTURES = 'tests/data/formats/npz';
const ZEROS = new Uint8Array(2 ** 22);

function npy(descr: string, shape: string, values: Uint8Array, order = 'False'): Uint8Array {
  const text = `${`{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`.padEnd(117)}\n`;
  const start = Buffer.alloc(10);
  start.write('\x93NUMPY\x01', 'latin1');
  start.writeUInt16LE(text.length, 8);
  return Buffer.concat([start, Buffer.from(text), values]);
}

function seeds(): Buffer[] {
  const x = Uint8Array.from({ length: 144 }, (_, i) => i * 5);
  const y = Uint8Array.of(0, 1, 2);
  const arrays = [
    { 'x_train.npy': npy('|u1', '(3, 4, 4, 3)', x), 'y_train.npy': npy('|u1', '(3,)', y) },
    {
      'x.npy': npy('<f4', '(3, 12)', x, 'True'),
      'y.npy': npy('<U1', '(3,)', Buffer.from('a\0\0\0b\0\0\0a\0\0\0')),
    },
  ];
  const made = arrays.flatMap((files) => [0, 9].map((level) => zipSync(files, { level: level as 0 | 9 })));
  const fixtures = readdirSync(FIXTURES).filter((name) => name.endsWith('.npz') && name !== 'types.npz');
  return [...made, ...fixtures.map((name) => readFileSync(join(FIXTURES, name)))].map((file) =>
    Buffer.from(file),
  );
}

/** Offsets of the fields of each header of a zip. */
const FIELDS: Record<string, readonly (readonly [at: number, width: number])[]> = {
  'PK\x03\x04': [
    [6, 2],
    [8, 2],
    [14, 4],
    [18, 4],
    [22, 4],
    [26, 2],
    [28, 2],
  ],
  'PK\x01\x02': [
    [8, 2],
    [10, 2],
    [16, 4],
    [20, 4],
    [24, 4],
    [28, 2],
    [30, 2],
    [32, 2],
    [42, 4],
  ],
  'PK\x05\x06': [
    [8, 2],
    [10, 2],
    [12, 4],
    [16, 4],
    [20, 2],
  ],
};

function placesOf(signature: string, bytes: Buffer): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(signature); at >= 0; at = bytes.indexOf(signature, at + 1)) places.push(at);
  return places;
}

const setField: Mutation = (bytes, random) => {
  const kind = random.pick(Object.keys(FIELDS));
  const header = random.pick(placesOf(kind, bytes));
  if (header === undefined) return bytes;
  const [at, width] = random.pick(FIELDS[kind]);
  return putInteger(bytes, header + at, width, edge(random, bytes.length), true);
};

/** A change of one file in the archive, packed again. */
function onFile(change: (content: Buffer, random: Random) => Uint8Array): Mutation {
  return (bytes, random) => {
    let files: Record<string, Uint8Array>;
    try {
      // What a change before this one claims is not unpacked.
      if (bytes.length > 1e6) return bytes;
      files = unzipSync(bytes, { filter: ({ originalSize }) => originalSize < 1e6 });
    } catch {
      return bytes;
    }
    const names = Object.keys(files);
    if (names.length === 0) return bytes;
    const name = random.pick(names);
    const changed = {
      ...files,
      [random.chance(0.05) ? '__proto__.npy' : name]: change(Buffer.from(files[name]), random),
    };
    return Buffer.from(zipSync(changed, { level: random.pick([0, 6]) }));
  };
}

/** Another number in the shape or type that the header says. */
const setHeader = onFile((content, random) => {
  const end = Math.min(content.length, 128);
  const text = content.toString('latin1', 10, end);
  const numbers = [...text.matchAll(/\d+/g)];
  const number = random.pick(numbers);
  if (number === undefined) return content;
  const value = random.chance(0.3)
    ? random.pick(['', '-1', '1e9', '0', '9'.repeat(40)])
    : String(edge(random, content.length));
  const made = text.slice(0, number.index) + value + text.slice(number.index + number[0].length);
  const length = Buffer.alloc(2);
  length.writeUInt16LE(made.length);
  return Buffer.concat([content.subarray(0, 8), length, Buffer.from(made, 'latin1'), content.subarray(end)]);
});

const changeFile = onFile((content, random) => anyChange(content, random, [content]));

const bomb = onFile((content) => Buffer.concat([content.subarray(0, 128), ZEROS]));

/** One file's place in the directory for all of them. */
const overlap: Mutation = (bytes, random) => {
  const entries = placesOf('PK\x01\x02', bytes).filter((at) => at + 46 <= bytes.length);
  if (entries.length < 2) return bytes;
  const [from, to] = [random.pick(entries), random.pick(entries)];
  bytes.copy(bytes, to + 16, from + 16, from + 28);
  bytes.copy(bytes, to + 42, from + 42, from + 46);
  return bytes;
};

const OWN = [setField, setField, setField, setHeader, setHeader, changeFile, changeFile, overlap];

export const npz: Target = {
  name: 'npz',
  async prepare() {
    const files = seeds();
    return {
      make: (random) => ({ 'data.npz': mutate(files, random, random.chance(0.01) ? [bomb] : OWN) }),
      async read(directory) {
        const path = join(directory, 'data.npz');
        const arrays = () =>
          readAll(
            readNpz(path).map((array) => () => (array.dtype === 'string' ? array.strings() : array.values())),
          );
        await readAll([async () => assertSound(await openDataset(path)), arrays]);
      },
    };
  },
};
