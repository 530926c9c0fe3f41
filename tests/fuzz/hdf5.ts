/** HDF5: files of h5wasm and h5py of every layout and group format, with numbers and addresses changed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readHdf5 } from '../../src/data/formats/hdf5/hdf5.js';
import { openDataset } from '../../src/data/open.js';
import { hdf5File, type TestArray } from '../helpers/hdf5-file.js';
import { edge, type Mutation, mutate, putInteger } from './bytes.js';
import { assertSound, readAll, type Target } from './target.js';

const FIXTURES = 'tests/data/formats/hdf5';
const SIGNATURES = [
  'TREE',
  'SNOD',
  'HEAP',
  'OHDR',
  'OCHK',
  'GCOL',
  'FRHP',
  'FHDB',
  'FHIB',
  'BTHD',
  'BTLF',
  'BTIN',
];
const SIGNATURE = new RegExp(SIGNATURES.join('|'), 'g');

const x = {
  name: 'train_set_x',
  shape: [10, 4, 4, 3],
  values: Array.from({ length: 480 }, (_, i) => i % 256),
};
const y: TestArray = {
  name: 'train_set_y',
  shape: [10],
  values: [0, 1, 0, 1, 1, 0, 0, 1, 0, 1],
  type: 'int64',
};
const names: TestArray = { name: 'list_classes', shape: [2], values: ['non-cat', 'cat'] };

/** The same data in every layout and type. */
async function seeds(): Promise<Buffer[]> {
  const layouts: Partial<TestArray>[] = [
    {},
    { chunks: [3, 2, 4, 2], filter: { gzip: 4 } },
    { chunks: [3, 2, 4, 3], filter: 'shuffle', type: 'uint16' },
    { chunks: [10, 4, 4, 3], filter: 'fletcher32' },
    { type: 'float32' },
    { type: 'float64', chunks: [4, 4, 4, 3] },
    { type: 'int64', chunks: [1, 1, 4, 3], filter: { gzip: 1 } },
  ];
  const made = await atTimeZero(() =>
    Promise.all(layouts.map((layout) => hdf5File([{ ...x, ...layout }, y, names]))),
  );
  const fixtures = readdirSync(FIXTURES)
    .filter((name) => name.endsWith('.h5') && name !== 'h5py.h5')
    .map((name) => readFileSync(join(FIXTURES, name)));
  return [...made.map((bytes) => Buffer.from(bytes)), ...fixtures];
}

/** HDF5 writes the time into files: the same seed must make the same ones. */
async function atTimeZero<T>(make: () => Promise<T>): Promise<T> {
  const { now } = Date;
  Date.now = () => 0;
  try {
    return await make();
  } finally {
    Date.now = now;
  }
}

/** Where structures begin: what addresses lead to. */
function places(bytes: Buffer): number[] {
  return [...bytes.toString('latin1').matchAll(SIGNATURE)].map(({ index }) => index);
}

/** A number near the beginning of a structure. */
const setField: Mutation = (bytes, random) => {
  const at = (random.pick(places(bytes)) ?? 0) + 4 + random.below(60);
  return putInteger(bytes, at, random.pick([1, 2, 4, 8]), edge(random, bytes.length), true);
};

/** An address of one structure in place of another's: circles, and what is linked twice. */
const redirect: Mutation = (bytes, random) => {
  const all = places(bytes);
  if (all.length === 0) return bytes;
  const aligned = Array.from({ length: Math.floor(bytes.length / 8) }, (_, i) => i * 8);
  const addresses = aligned.filter((at) => {
    const value = bytes.readBigUInt64LE(at);
    return value > 0n && value < BigInt(bytes.length);
  });
  return putInteger(
    bytes,
    random.pick(addresses) ?? 0,
    8,
    BigInt(random.pick(all) - random.below(2) * 8),
    true,
  );
};

/** One structure's first bytes over another's. */
const overwrite: Mutation = (bytes, random) => {
  const all = places(bytes);
  if (all.length === 0) return bytes;
  const from = random.pick(all);
  bytes.copy(bytes, random.pick(all), from, from + 8 * (1 + random.below(12)));
  return bytes;
};

/** The message of version 1 that says a shape, a type or a layout: its numbers come after a header of 8 bytes. */
const setMessage: Mutation = (bytes, random) => {
  const at = 8 * random.below(Math.floor(bytes.length / 8));
  bytes[at] = random.pick([1, 2, 3, 5, 6, 8, 11, 16, 17]);
  return bytes;
};

/** The file, told to end where it does. */
const fixEnd: Mutation = (bytes) => {
  const at = bytes[8] === 0 ? 40 : 28;
  return putInteger(bytes, at, 8, BigInt(bytes.length), true);
};

const OWN = [setField, setField, redirect, redirect, overwrite, setMessage, fixEnd];

export const hdf5: Target = {
  name: 'hdf5',
  async prepare() {
    const files = await seeds();
    return {
      make: (random) => ({ 'data.h5': mutate(files, random, OWN) }),
      async read(directory) {
        const path = join(directory, 'data.h5');
        const arrays = () =>
          readAll(
            readHdf5(path).map(
              (array) => () => (array.dtype === 'string' ? array.strings() : array.values()),
            ),
          );
        await readAll([async () => assertSound(await openDataset(path)), arrays]);
      },
    };
  },
};
