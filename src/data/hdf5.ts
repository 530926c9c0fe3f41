/**
 * HDF5 files as named arrays. jsfive finds the objects; their values are read here and in the two files
 * beside, because jsfive makes a JavaScript number of every byte, truncates dimensions to 32 bits, leaves
 * holes for missing chunks and inflates without a limit. It writes nothing and keeps nothing open.
 */
import { type DataObjects, Dataset, File, Group } from 'jsfive';
import { DnnError } from '../errors.js';
import { readBytes } from '../files.js';
import type { NamedArray } from './arrays.js';
import { decodeStrings, decodeValues, type Hdf5Type, readType } from './hdf5-datatype.js';
import { readStorage, type StorageMessages } from './hdf5-storage.js';

const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');
const AGAIN = 'Get the file again and compare its size with the source.';
/** The shorter superblock. */
const MIN_BYTES = 48;
/** UTF-8's, as Latin-1. */
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf';
const MAX_DEPTH = 16;
const MAX_ARRAYS = 10_000;

/** Numbers of the header messages that describe an array. */
const DATASPACE = 1;
const DATATYPE = 3;
const FILL_VALUE = 5;
const LAYOUT = 8;
const FILTERS = 11;
/** The flag of a message whose content is elsewhere (a named datatype). */
const SHARED = 2;

/**
 * The arrays of the HDF5 file at `path`, those in groups as `group/name`. Values are read when asked for.
 * @throws DnnError (data) that names the file when it is missing, cut short, damaged or of another format.
 */
export function readHdf5(path: string): NamedArray[] {
  const bytes = readBytes(path, 'dataset', 'data');
  const start = findSuperblock(bytes);
  if (start === undefined) throw notHdf5(bytes, path);
  return guarded(path, () => {
    checkLength(bytes, start);
    // Addresses count from the superblock, which MATLAB puts behind a block of its own.
    const file = Buffer.from(exactBuffer(bytes.subarray(start)));
    const arrays: NamedArray[] = [];
    collect(new File(file.buffer, path), '', file, path, arrays, new Set());
    return arrays;
  });
}

/** Whether the bytes start as an HDF5 file does. */
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

/** The superblock says where the file ends. */
function checkLength(bytes: Buffer, start: number): void {
  if (bytes.length < start + MIN_BYTES) {
    throw new DnnError('data', `truncated: ${bytes.length} bytes, less than the header takes`, AGAIN);
  }
  const version = bytes.readUInt8(start + 8);
  if (![0, 2, 3].includes(version))
    throw new DnnError('data', `HDF5 superblock version ${version} is not read`);
  const expected = bytes.readBigUInt64LE(start + (version === 0 ? 40 : 28));
  if (expected > bytes.length) {
    throw new DnnError('data', `truncated: ${bytes.length} of ${expected} bytes`, AGAIN);
  }
}

function exactBuffer(bytes: Buffer): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = bytes;
  if (byteOffset === 0 && byteLength === buffer.byteLength) return buffer as ArrayBuffer;
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}

const OTHER_FORMATS: readonly (readonly [what: string, is: (start: string) => boolean, hint: string])[] = [
  [
    'an HTML page',
    (start) => /^\s*<(!doctype|html|head|body|!--)/i.test(start),
    'A download that went wrong? Get the file itself.',
  ],
  [
    'a Git LFS pointer',
    (start) => start.startsWith('version https://git-lfs'),
    'Fetch the file that it stands for: git lfs pull',
  ],
  ['a gzip archive', (start) => start.startsWith('\x1f\x8b'), 'Unpack it first: gunzip or tar xzf'],
  [
    'a zip archive',
    (start) => start.startsWith('PK\x03\x04'),
    'Unpack it first: unzip. If NumPy wrote it, its name must end in .npz.',
  ],
];

function notHdf5(bytes: Buffer, path: string): DnnError {
  if (bytes.length === 0) {
    return new DnnError('data', `${path} is empty (0 bytes), expected an HDF5 file`, AGAIN);
  }
  const start = bytes.toString('latin1', 0, 512).replace(BYTE_ORDER_MARK, '');
  const [what, , hint] = OTHER_FORMATS.find(([, is]) => is(start)) ?? [];
  if (what !== undefined) return new DnnError('data', `${path} is ${what}, not HDF5`, hint);
  return new DnnError('data', `${path} is not an HDF5 file (${bytes.length} bytes)`, AGAIN);
}

/** Runs `read`; whatever is thrown leaves as a DnnError that names `where`. jsfive throws strings, too. */
function guarded<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DnnError) {
      throw new DnnError(error.code, `${where}: ${error.message}`, error.hint ?? AGAIN, { cause: error });
    }
    const message = `${where}: damaged, or HDF5 of a kind that is not read`;
    throw new DnnError('data', message, AGAIN, { cause: error });
  }
}

function collect(
  group: Group,
  prefix: string,
  file: Buffer,
  path: string,
  arrays: NamedArray[],
  entered: Set<number>,
): void {
  // Hard links can make a circle.
  if (entered.has(group._dataobjects.offset)) return;
  entered.add(group._dataobjects.offset);
  if (entered.size > MAX_ARRAYS || arrays.length > MAX_ARRAYS) {
    throw new DnnError('data', `more than ${MAX_ARRAYS} objects`);
  }
  for (const key of group.keys) {
    const child = group.get(key);
    const name = prefix + key;
    if (child instanceof Dataset) arrays.push(describe(child._dataobjects, name, file, path));
    else if (child instanceof Group && name.split('/').length < MAX_DEPTH) {
      collect(child, `${name}/`, file, path, arrays, entered);
    }
  }
}

function describe(object: DataObjects, name: string, file: Buffer, path: string): NamedArray {
  const shape = readShape(file, required(object, DATASPACE));
  const type = readType(file, required(object, DATATYPE));
  const raw = (): Uint8Array => readStorage(file, storageMessages(object), shape, type.size);
  const where = `${path}: ${name}`;
  return {
    name,
    shape,
    dtype: type.name,
    values: () => guarded(where, () => decodeValues(rawNumbers(type, raw), type)),
    strings: () => guarded(where, () => decodeStrings(raw(), type, file)),
  };
}

/** Refuses other types before anything is read for them. */
function rawNumbers(type: Hdf5Type, raw: () => Uint8Array): Uint8Array {
  return type.kind === 'number' ? raw() : new Uint8Array(0);
}

function storageMessages(object: DataObjects): StorageMessages {
  return {
    layout: required(object, LAYOUT),
    filters: optional(object, FILTERS),
    fill: optional(object, FILL_VALUE),
  };
}

function required(object: DataObjects, type: number): number {
  const at = optional(object, type);
  if (at === undefined) throw new Error(`header message ${type} is missing`);
  return at;
}

/** Where the content of a message starts. */
function optional(object: DataObjects, type: number): number | undefined {
  const message = object.find_msg_type(type)[0];
  if (message === undefined) return undefined;
  if (((message.get('flags') ?? 0) & SHARED) !== 0) throw new Error(`header message ${type} is shared`);
  return message.get('offset_to_message');
}

/** The dimensions; none for a scalar, one of 0 for an empty dataspace. */
function readShape(file: Buffer, at: number): number[] {
  const version = file.readUInt8(at);
  if (version !== 1 && version !== 2) throw new Error(`dataspace version ${version}`);
  if (version === 2 && file.readUInt8(at + 3) === 2) return [0];
  const sizesAt = at + (version === 1 ? 8 : 4);
  return Array.from({ length: file.readUInt8(at + 1) }, (_, i) =>
    Number(file.readBigUInt64LE(sizesAt + 8 * i)),
  );
}
