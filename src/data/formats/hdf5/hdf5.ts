/**
 * HDF5 files as named arrays: a bounded walk finds them, their types and values are read when asked for. It writes
 * nothing and keeps nothing open.
 */
import { recogniseFile } from '../../../disk/file-kind.js';
import { readBytes } from '../../../disk/read.js';
import { DnnError } from '../../../errors.js';
import type { NamedArray } from '../../arrays/named-array.js';
import { fieldBytes } from '../../arrays/record-fields.js';
import type { Reserve } from '../../reserve.js';
import { readAddress } from './address.js';
import type { Extent } from './chunks.js';
import { decodeStrings, decodeValues, type Hdf5Type, readType } from './datatype.js';
import { type Found, findArrays } from './find-arrays.js';
import { type Message, rootAddress } from './header.js';
import { readStorage, type StorageMessages } from './storage.js';

const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');
const AGAIN = 'Get the file again and compare its size with the source.';
/** HDF5's own limit. */
const MAX_RANK = 32;
/** The flag of a dataspace that says what its dimensions may grow to, and the number that stands for no limit. */
const HAS_LARGEST = 1;
const UNLIMITED = 2n ** 64n - 1n;

/** Numbers of the header messages that describe an array. */
const DATASPACE = 1;
const DATATYPE = 3;
const FILL_VALUE = 5;
const EXTERNAL_FILES = 7;
const LAYOUT = 8;
const FILTERS = 11;
/** The flag of a message whose content is elsewhere (a named datatype). */
const SHARED = 2;

/**
 * The arrays of the HDF5 file at `path`, those in groups as `group/name`. Values are read when asked for.
 * @throws DnnError (data) that names the file when it is missing, cut short, damaged or of another format.
 */
export function readHdf5(path: string, reserve?: Reserve): NamedArray[] {
  const bytes = readBytes(path, 'dataset', 'data');
  const start = findSuperblock(bytes);
  if (start === undefined) throw notHdf5(bytes, path);
  return guarded(path, () => {
    const root = rootAddress(bytes, start);
    // Addresses count from the superblock, which MATLAB puts behind a block of its own.
    const file = bytes.subarray(start);
    return findArrays(file, root).map((found) => describe(found, file, path, reserve));
  });
}

/** Tells whether the bytes start as an HDF5 file does. */
export function isHdf5(bytes: Uint8Array): boolean {
  return findSuperblock(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)) !== undefined;
}

/** The superblock stands at 0, 512, 1024, 2048, … */
function findSuperblock(bytes: Buffer): number | undefined {
  for (let at = 0; at + SIGNATURE.length <= bytes.length; at = at === 0 ? 512 : at * 2) {
    if (bytes.compare(SIGNATURE, 0, SIGNATURE.length, at, at + SIGNATURE.length) === 0) return at;
  }
  return undefined;
}

function notHdf5(bytes: Buffer, path: string): DnnError {
  if (bytes.length === 0) {
    return new DnnError('data', `${path} is empty (0 bytes), expected an HDF5 file`, AGAIN);
  }
  const impostor = recogniseFile(bytes, path, 'hdf5');
  if (impostor !== undefined)
    return new DnnError('data', `${path} is ${impostor.name}, not HDF5`, impostor.hint);
  return new DnnError('data', `${path} is not an HDF5 file (${bytes.length} bytes)`, AGAIN);
}

/** Wraps an error of a caller's `reserve`, which is no fault of the data. */
class Refusal {
  readonly reason: unknown;

  constructor(reason: unknown) {
    this.reason = reason;
  }
}

function ask(reserve: Reserve | undefined, where: string, bytes: number): void {
  try {
    reserve?.(where, bytes);
  } catch (reason) {
    throw new Refusal(reason);
  }
}

/** Runs `read`. @throws whatever is wrong with the data as a DnnError that names `where`. */
function guarded<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) throw error.reason;
    if (error instanceof DnnError) {
      if (error.code !== 'data') throw error;
      throw new DnnError('data', `${where}: ${error.message}`, error.hint ?? AGAIN, { cause: error });
    }
    const message = `${where}: damaged, or HDF5 of a kind that is not read`;
    throw new DnnError('data', message, AGAIN, { cause: error });
  }
}

function describe({ name, messages }: Found, file: Buffer, path: string, reserve?: Reserve): NamedArray {
  const extent = readExtent(file, required(messages, DATASPACE));
  const { shape } = extent;
  const type = readType(file, required(messages, DATATYPE));
  const where = `${path}: ${name}`;
  const raw = (): Uint8Array =>
    readStorage(file, storageMessages(messages), extent, type.size, (bytes) => ask(reserve, where, bytes));
  return {
    name,
    shape,
    dtype: type.name,
    ...(type.kind === 'record' && { fields: fieldsOf(type, shape, once(raw), file, where) }),
    values: () => guarded(where, () => decodeValues(rawNumbers(type, raw), type)),
    strings: () => guarded(where, () => decodeStrings(raw(), type, file)),
  };
}

/** The members of an array of records as arrays, whose bytes `raw` reads. */
function fieldsOf(
  { members, size }: Extract<Hdf5Type, { kind: 'record' }>,
  shape: readonly number[],
  raw: () => Uint8Array,
  file: Buffer,
  where: string,
): NamedArray[] {
  return members.map(({ name, offset, type }) => {
    const bytes = () => fieldBytes(raw(), size, { offset, size: type.size });
    return {
      name,
      shape,
      dtype: type.kind === 'number' && type.isBool ? 'bool' : type.name,
      values: () => guarded(`${where}: ${name}`, () => decodeValues(rawNumbers(type, bytes), type)),
      strings: () => guarded(`${where}: ${name}`, () => decodeStrings(bytes(), type, file)),
    };
  });
}

function once<T>(read: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => {
    value ??= { of: read() };
    return value.of;
  };
}

/** Refuses other types before anything is read for them. */
function rawNumbers(type: Hdf5Type, raw: () => Uint8Array): Uint8Array {
  return type.kind === 'number' ? raw() : new Uint8Array(0);
}

function storageMessages(messages: readonly Message[]): StorageMessages {
  if (find(messages, EXTERNAL_FILES) !== undefined) {
    throw new DnnError(
      'data',
      'its values are in other files (HDF5 external storage), which are not read',
      "Copy them into one file, with h5py: new['x'] = old['x'][:]",
    );
  }
  return {
    layout: required(messages, LAYOUT),
    filters: find(messages, FILTERS),
    fill: find(messages, FILL_VALUE),
  };
}

function required(messages: readonly Message[], type: number): number {
  const at = find(messages, type);
  if (at === undefined) throw new Error(`header message ${type} is missing`);
  return at;
}

/** Returns where the content of the first message of this type starts. */
function find(messages: readonly Message[], type: number): number | undefined {
  const message = messages.find((each) => each.type === type);
  if (message === undefined) return undefined;
  if ((message.flags & SHARED) !== 0) throw new Error(`header message ${type} is shared`);
  return message.at;
}

/** The dimensions; none for a scalar, one of 0 for an empty dataspace. */
function readExtent(file: Buffer, at: number): Extent {
  const version = file.readUInt8(at);
  if (version !== 1 && version !== 2) throw new Error(`dataspace version ${version}`);
  if (version === 2 && file.readUInt8(at + 3) === 2) return { shape: [0], largest: [0] };
  const rank = file.readUInt8(at + 1);
  if (rank > MAX_RANK)
    throw new DnnError('data', `an array of ${rank} dimensions, HDF5 has at most ${MAX_RANK}`);
  const sizesAt = at + (version === 1 ? 8 : 4);
  const size = (i: number) => readAddress(file, sizesAt + 8 * i);
  const shape = Array.from({ length: rank }, (_, i) => size(i));
  if ((file.readUInt8(at + 2) & HAS_LARGEST) === 0) return { shape, largest: shape };
  const limited = (i: number) => file.readBigUInt64LE(sizesAt + 8 * i) !== UNLIMITED;
  return {
    shape,
    largest: shape.map((_, i) => (limited(rank + i) ? size(rank + i) : Number.POSITIVE_INFINITY)),
  };
}
