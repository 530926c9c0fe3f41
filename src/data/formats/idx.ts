/**
 * MNIST-style idx files as a dataset: images and labels of a training and a test set, found in a directory by
 * their names, plain or gzipped. What a file says of itself is checked before anything is allocated for it.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipStart, inflate, MAX_RATIO, TooLong } from '../../disk/inflate.js';
import { readBytes, readStart } from '../../disk/read.js';
import { DnnError } from '../../errors.js';
import { indexLabels, labelPlace } from '../arrays/labels.js';
import type { NamedArray } from '../arrays/named-array.js';
import type { Split } from '../dataset.js';
import type { Unscaled } from '../divisor.js';
import type { Preparation } from '../preparation.js';
import type { Reserve } from '../reserve.js';

export interface IdxOptions {
  /** A model that the data are for: its classes may occur in the test set alone. */
  readonly like?: Preparation | undefined;
  readonly reserve?: Reserve | undefined;
}

/** The names of the two sets, and the two files of each with their number of dimensions. */
const SETS = ['train', 't10k'] as const;
const KINDS = { images: 3, labels: 1 } as const;
type SetName = (typeof SETS)[number];
type Kind = keyof typeof KINDS;

/** The type byte of unsigned bytes, the only type that is read, and the names of the others. */
const UNSIGNED_BYTES = 0x08;
const OTHER_TYPES: Record<number, string> = {
  9: 'signed bytes',
  11: '16-bit integers',
  12: '32-bit integers',
  13: '32-bit floats',
  14: '64-bit floats',
};

/** Enough for a header, and for that of a gzipped file. */
const START_BYTES = 4096;
/** The most bytes that Node.js reads from a file. */
const MAX_BYTES = 2 ** 31 - 1;
/** A label of this size or more is no class number if it is twice the number of classes. */
const LARGE_LABEL = 100;

const AGAIN = 'Get the file again and compare its size with the source.';
const PAIRS = 'Use images and labels that belong together.';

/** The content of an idx file. */
interface IdxArray {
  readonly path: string;
  readonly dims: readonly number[];
  /** Row-major, a view of the bytes as they were read. */
  readonly values: Uint8Array;
}

interface IdxSet {
  /** examples × rows × columns. */
  readonly images: IdxArray;
  readonly labels: IdxArray;
}

/** Tells whether `directory` has one of MNIST's four files, going by names only. Never throws. */
export function looksLikeIdxDirectory(directory: string): boolean {
  return SETS.some((set) => hasSet(directory, set));
}

/**
 * Reads `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and, where they are, `t10k-images-idx3-ubyte` and
 * `t10k-labels-idx1-ubyte`, also written `train-images.idx3-ubyte` and with `.gz`. Examples are rows × columns
 * × 1; the classes are the distinct labels.
 * @throws DnnError (data) that names the file and says what was expected, io when the system refuses.
 */
export function readIdxDirectory(name: string, directory: string, options: IdxOptions = {}): Unscaled {
  const train = readSet(directory, 'train', options.reserve);
  const test = hasSet(directory, 't10k') ? readSet(directory, 't10k', options.reserve) : undefined;
  if (test !== undefined) assertSameShape(train.images, test.images);
  assertReasonable(train.labels);
  const isForModel = options.like?.classes !== undefined;
  const { classes, notes, ...labels } = indexLabels(
    stored(train),
    test && stored(test),
    undefined,
    isForModel,
  );
  const partOf = (set: IdxSet, own: Int32Array): Split => ({
    ...splitOf(set, own),
    ...(isForModel && { placeOf: (i) => labelPlace(stored(set), i) }),
  });
  return {
    name,
    shape: [...train.images.dims.slice(1), 1],
    classes,
    train: partOf(train, labels.train),
    ...(test && labels.test && { test: partOf(test, labels.test) }),
    notes: isForModel ? [] : notes,
  };
}

function hasSet(directory: string, set: SetName): boolean {
  return (Object.keys(KINDS) as Kind[]).some((kind) => findFile(directory, set, kind) !== undefined);
}

/** Returns the first of a file's names that exists. */
function findFile(directory: string, set: SetName, kind: Kind): string | undefined {
  return ['', '.gz']
    .flatMap((end) => ['-', '.'].map((dot) => `${set}-${kind}${dot}idx${KINDS[kind]}-ubyte${end}`))
    .map((name) => join(directory, name))
    .find(isFile);
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function readSet(directory: string, set: SetName, reserve: Reserve | undefined): IdxSet {
  const images = readFile(directory, set, 'images', reserve);
  const labels = readFile(directory, set, 'labels', reserve);
  const [examples] = images.dims;
  if (labels.values.length === examples) return { images, labels };
  const count = `${labels.values.length} labels for the ${examples} images of ${images.path}`;
  throw new DnnError('data', `${labels.path}: ${count}, expected one label an image`, PAIRS);
}

function readFile(directory: string, set: SetName, kind: Kind, reserve: Reserve | undefined): IdxArray {
  const path = findFile(directory, set, kind);
  if (path !== undefined) return readArray(path, KINDS[kind], reserve);
  const expected = `${set}-${kind}-idx${KINDS[kind]}-ubyte`;
  throw new DnnError(
    'data',
    `${directory}: no file ${expected} (nor ${expected}.gz), expected it beside the other idx files`,
    'Put images and labels into one directory: train-images-idx3-ubyte, train-labels-idx1-ubyte and the same of t10k.',
  );
}

/** The pictures of one file, of bytes: (m, rows, columns). @throws DnnError (data) for what is no such file. */
export function readIdxImages(path: string, reserve?: Reserve): NamedArray {
  const { dims, values } = readArray(path, KINDS.images, reserve);
  const strings = () => {
    throw new DnnError('data', `${path}: its values are bytes, expected text`);
  };
  return { name: 'images', shape: dims, dtype: 'uint8', values: () => values, strings };
}

/** A gzipped file is known by its bytes: browsers unpack some and keep the name. */
function readArray(path: string, rank: number, reserve: Reserve | undefined): IdxArray {
  const { start, size } = readStart(path, START_BYTES);
  const zipped = start[0] === 0x1f && start[1] === 0x8b;
  const dims = readHeader(path, zipped ? unzipStart(path, start) : start, rank);
  const offset = headerBytes(rank);
  const length = dims.reduce((product, n) => product * n, 1) + offset;
  if (length > MAX_BYTES) {
    throw new DnnError('data', `${path}: ${sizeText(dims)}, expected at most ${MAX_BYTES} bytes`, AGAIN);
  }
  if (zipped) assertCanHold(path, size, length, dims);
  else assertLength(path, size, length, dims);
  reserve?.(path, zipped ? size + length : length);
  const bytes = zipped ? unzip(path, length) : readBytes(path, 'dataset', 'data');
  assertLength(path, bytes.length, length, dims);
  return { path, dims, values: new Uint8Array(bytes.buffer, bytes.byteOffset + offset, length - offset) };
}

/** Two zeros, the type, the number of dimensions, and each dimension in 4 bytes, the high one first. */
function headerBytes(rank: number): number {
  return 4 + 4 * rank;
}

/** The dimensions, the first of them the number of examples. */
function readHeader(path: string, start: Buffer, rank: number): number[] {
  assertMagic(path, start, rank);
  if (start.length < headerBytes(rank)) {
    const message = `${path}: truncated: ${start.length} bytes, expected a header of ${headerBytes(rank)}`;
    throw new DnnError('data', message, AGAIN);
  }
  const dims = Array.from({ length: rank }, (_, i) => start.readUInt32BE(4 + 4 * i));
  if (!dims.includes(0)) return dims;
  throw new DnnError('data', `${path}: ${sizeText(dims)}, expected at least one example of one value`, AGAIN);
}

function assertMagic(path: string, start: Buffer, rank: number): void {
  const expected = `00 00 08 0${rank}`;
  const got = start.toString('hex', 0, 4).replace(/..(?=.)/g, '$& ');
  if (got === expected) return;
  const [, , type, dimensions] = start;
  if (start.length < 4 || start.readUInt16BE(0) !== 0) {
    const what = start.length === 0 ? 'it is empty' : `it starts with the bytes ${got}`;
    throw new DnnError('data', `${path} is not an idx file: ${what}, expected ${expected}`, AGAIN);
  }
  if (type !== UNSIGNED_BYTES) {
    const what = `${OTHER_TYPES[type] ?? 'values of an unknown type'} (type 0x${got.slice(6, 8)})`;
    const message = `${path}: ${what}, expected unsigned bytes (type 0x08)`;
    throw new DnnError('data', message, 'Convert the values to bytes from 0 to 255.');
  }
  const message = `${path}: its number of dimensions is ${dimensions}, expected ${rank} (magic number ${expected})`;
  throw new DnnError('data', message, 'Images have 3 dimensions, labels 1: are the files swapped?');
}

function assertLength(path: string, got: number, expected: number, dims: readonly number[]): void {
  if (got === expected) return;
  const what = `${got < expected ? 'truncated' : 'too long'}: ${got} bytes`;
  throw new DnnError('data', `${path}: ${what}, expected ${expected} for ${sizeText(dims)}`, AGAIN);
}

/** A gzipped file's header must not ask for more than the file can be unpacked to. */
function assertCanHold(path: string, size: number, length: number, dims: readonly number[]): void {
  if (length <= size * MAX_RATIO) return;
  const what = `truncated: ${size} bytes of gzip cannot hold the ${length} bytes`;
  throw new DnnError('data', `${path}: ${what} expected for ${sizeText(dims)}`, AGAIN);
}

function sizeText(dims: readonly number[]): string {
  return dims.length === 1 ? `${dims[0]} labels` : `${dims[0]} images of ${dims.slice(1).join('x')}`;
}

/** Unpacks the first bytes of a gzipped file: START_BYTES · MAX_RATIO bytes at most. */
function unzipStart(path: string, start: Buffer): Buffer {
  return unzipped(path, () => gunzipStart(start));
}

/** The whole file, which may hold `expected` bytes and no more. They are allocated once. */
function unzip(path: string, expected: number): Buffer {
  const bytes = readBytes(path, 'dataset', 'data');
  return unzipped(path, () => inflate('gzip', bytes, expected));
}

function unzipped(path: string, read: () => Buffer): Buffer {
  try {
    return read();
  } catch (cause) {
    const what =
      cause instanceof TooLong
        ? 'more bytes than its header says'
        : `damaged gzip (${(cause as Error).message})`;
    throw new DnnError('data', `${path}: ${what}, expected a whole idx file`, AGAIN, { cause });
  }
}

function assertSameShape(train: IdxArray, test: IdxArray): void {
  const [ours, theirs] = [train, test].map(({ dims }) => dims.slice(1).join('x'));
  if (ours === theirs) return;
  const message = `${test.path}: images of ${theirs}, but those of ${train.path} are ${ours}; expected the same`;
  throw new DnnError('data', message, 'Use training and test files that belong together.');
}

/** One damaged byte must not become a class of its own; in the test set it is no class at all. */
function assertReasonable({ path, values }: IdxArray): void {
  const limit = Math.max(LARGE_LABEL, 2 * new Set(values).size);
  const index = values.findIndex((label) => label >= limit);
  if (index < 0) return;
  const message = `${path}: label ${index} is ${values[index]}, expected a class number below ${limit}`;
  throw new DnnError('data', message, 'Repair the file: its classes should count from 0 without gaps.');
}

function stored({ labels }: IdxSet): { readonly values: Uint8Array; readonly where: string } {
  return { values: labels.values, where: labels.path };
}

function splitOf({ images }: IdxSet, labels: Int32Array): Split {
  return { examples: labels.length, values: images.values, labels, dtype: 'uint8' };
}
