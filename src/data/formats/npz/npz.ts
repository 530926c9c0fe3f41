/**
 * NumPy's .npz archives as named arrays: a zip (zip.ts) of .npy files, whose headers are read here.
 * Numbers and text only: pickled Python objects are refused, never unpickled. What a header says is checked
 * against the bytes there are.
 */

import { recogniseFile } from '../../../disk/file-kind.js';
import { readBytes } from '../../../disk/read.js';
import { DnnError } from '../../../errors.js';
import type { NamedArray } from '../../arrays/named-array.js';
import { fieldBytes } from '../../arrays/record-fields.js';
import { decodeNumbers, HOST_IS_BIG, type NumberName, type NumberType } from '../../arrays/stored-numbers.js';
import type { StoredValues } from '../../dataset.js';
import type { Reserve } from '../../reserve.js';
import { isRecordType, type RecordField, readRecordType } from './record-type.js';
import { type ZipEntry, zipEntries } from './zip.js';

/** Bytes of all arrays together. */
const MAX_BYTES = 2 ** 31;
const MAX_ARRAYS = 1000;
/** NumPy itself reads no longer header. */
const MAX_HEADER = 10_000;
const MAGIC = '\x93NUMPY';

const AGAIN = 'Save it again: np.savez_compressed.';
const HEADER = /^\{'descr': (.+), 'fortran_order': (True|False), 'shape': \(((?:\d+, ?)*\d*)\),? ?\}\s*$/;

/**
 * Reads every array of the archive at `path`, each named without `.npy`; `noun` is for the error if there is no file.
 * @throws DnnError (data) that says what is wrong with which array, io when the system refuses.
 */
export function readNpz(path: string, noun = 'dataset', reserve?: Reserve): NamedArray[] {
  const bytes = readBytes(path, noun, 'data');
  const entries = sound(bytes, path, () => zipEntries(bytes)).filter(({ name }) => name.endsWith('.npy'));
  assertBounded(entries, path);
  reserve?.(
    path,
    entries.reduce((sum, { unpacked }) => sum + unpacked, 0),
  );
  return entries.map((entry) =>
    readNpy(
      sound(bytes, path, () => entry.content()),
      entry.name.slice(0, -'.npy'.length),
      path,
    ),
  );
}

/** Reads the one array of the .npy file at `path`. @throws DnnError as readNpz does. */
export function readNpyFile(path: string): NamedArray {
  return readNpy(readBytes(path, 'dataset', 'data'), 'array', path);
}

/** Runs `read`. @throws whatever is wrong with the archive as a DnnError. */
function sound<T>(bytes: Buffer, path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const isZip = bytes.toString('latin1', 0, 2) === 'PK';
    const other = isZip ? undefined : recogniseFile(bytes, path);
    const what = isZip ? `damaged or truncated zip (${(error as Error).message})` : 'it is no zip archive';
    const problem = other === undefined ? what : `it is ${other.name}`;
    throw new DnnError('data', `${path} is not an npz file: ${problem}`, other?.hint ?? AGAIN, {
      cause: error,
    });
  }
}

function assertBounded(entries: readonly ZipEntry[], path: string): void {
  const refused = (reason: string) =>
    new DnnError('data', `${path}: ${reason}`, 'Store fewer or smaller arrays.');
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > MAX_BYTES) throw refused(`its arrays take more than ${MAX_BYTES} bytes (2 GiB)`);
  if (entries.length > MAX_ARRAYS) throw refused(`more than ${MAX_ARRAYS} arrays`);
  const names = new Set(entries.map(({ name }) => name));
  if (names.size < entries.length) throw refused('two arrays have the same name');
}

/** The header of a .npy file, and where the values start. */
interface Header {
  readonly descr: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  readonly start: number;
}

function readNpy(content: Uint8Array, name: string, path: string): NamedArray {
  const where = `${path}: ${name}`;
  const header = readHeader(Buffer.from(content.buffer, content.byteOffset, content.length), where);
  const raw = content.subarray(header.start);
  if (isRecordType(header.descr)) return records(name, header, raw, where);
  const { descr, fortran, shape } = header;
  return array(name, readType(descr, where), shape, raw, where, fortran);
}

/** The array of these bytes. @throws DnnError (data) unless they are as many as its shape says. */
function array(
  name: string,
  type: NpyType,
  shape: readonly number[],
  raw: Uint8Array,
  where: string,
  fortran = false,
): NamedArray {
  assertSize(raw, shape, type, where);
  const reorder = <T extends StoredValues | string[]>(values: T): T =>
    fortran && shape.length > 1 ? rowMajor(values, shape) : values;
  const refuse = (is: string, expected: string): never => {
    throw new DnnError('data', `${where}: its values are ${is}, expected ${expected}`, 'Name another array.');
  };
  return {
    name,
    shape,
    dtype: type.name,
    values: () =>
      type.name === 'string'
        ? refuse('text', 'numbers')
        : reorder(located(where, () => decodeNumbers(raw, type))),
    strings: () => (type.name === 'string' ? reorder(readStrings(raw, type)) : refuse(type.name, 'text')),
  };
}

function assertSize(
  raw: Uint8Array,
  shape: readonly number[],
  { name, size }: { readonly name: string; readonly size: number },
  where: string,
): void {
  const bytes = shape.reduce((product, n) => product * n, size);
  if (raw.length === bytes) return;
  const expected = `${bytes} for ${name} (${shape.join(', ')})`;
  throw new DnnError('data', `${where}: ${raw.length} bytes of values, expected ${expected}`, AGAIN);
}

/** An array of records, whose columns are arrays of their own. @throws DnnError (data) for fields that are no columns. */
function records(name: string, { descr, shape }: Header, raw: Uint8Array, where: string): NamedArray {
  const type = readRecordType(descr);
  if (type === undefined || shape.length !== 1) {
    const problem = type
      ? `records of shape (${shape.join(', ')})`
      : 'records within records, or arrays in them';
    const hint = 'Save a record a row, with a number or text in each field, or the columns as arrays.';
    throw new DnnError('data', `${where}: ${problem}, expected a row of a table in each`, hint);
  }
  const { fields, size } = type;
  const types = fields.map((field) => readType(field.descr, `${where}: ${field.name}`));
  assertSize(raw, shape, { name: 'records', size }, where);
  const refuse = (): never => {
    throw new DnnError('data', `${where}: its values are records, expected an array`, 'Name another array.');
  };
  const column = (field: RecordField, i: number): NamedArray => {
    const bytes = fieldBytes(raw, size, field);
    const read = array(field.name, types[i], shape, bytes, `${where}: ${field.name}`);
    return field.descr.includes('b1') ? { ...read, dtype: 'bool' } : read;
  };
  return { name, shape, dtype: 'record', fields: fields.map(column), values: refuse, strings: refuse };
}

function readHeader(content: Buffer, where: string): Header {
  const damaged = (what: string) => new DnnError('data', `${where}: ${what}`, AGAIN);
  if (content.toString('latin1', 0, MAGIC.length) !== MAGIC) throw damaged('it is no .npy file');
  const version = content[6];
  const long = version === 2 || version === 3;
  if (content.length < 12) throw damaged(`truncated: ${content.length} bytes`);
  if (!long && version !== 1) throw damaged(`.npy format version ${version}, expected 1 to 3`);
  const length = long ? content.readUInt32LE(8) : content.readUInt16LE(8);
  const start = (long ? 12 : 10) + length;
  if (length > MAX_HEADER) throw damaged(`a header of ${length} bytes, expected at most ${MAX_HEADER}`);
  if (start > content.length)
    throw damaged(`truncated: ${content.length} bytes, the header ends at ${start}`);
  const text = content.toString(version === 3 ? 'utf8' : 'latin1', start - length, start);
  const [, descr, order, dims] = HEADER.exec(text) ?? [];
  if (descr === undefined) throw damaged(`the header is not one of NumPy's: ${text.trim().slice(0, 80)}`);
  const shape = dims.split(',').flatMap((n) => (n.trim() === '' ? [] : [Number(n)]));
  const size = shape.reduce((product, n) => product * n, 1);
  if (!Number.isSafeInteger(size)) throw damaged(`its shape is (${dims}), expected one that a file can hold`);
  return { descr, fortran: order === 'True', shape, start };
}

type NpyType = NumberType | TextType;
interface TextType {
  readonly name: 'string';
  readonly size: number;
  /** Bytes of one character: 4 (UTF-32), or 1 where they are bytes. */
  readonly unit: 1 | 4;
  readonly swap: boolean;
}

const KINDS: Record<string, readonly [prefix: 'int' | 'uint' | 'float', sizes: readonly number[]]> = {
  i: ['int', [1, 2, 4, 8]],
  u: ['uint', [1, 2, 4, 8]],
  f: ['float', [2, 4, 8]],
};

/** NumPy's `descr`: byte order, kind and bytes, such as `'<f8'`. */
function readType(descr: string, where: string): NpyType {
  const [, order, kind, digits] = /^'([<>|=])([a-zA-Z])(\d*)'$/.exec(descr) ?? [];
  const size = Number(digits);
  const swap = (order === '>') !== HOST_IS_BIG && order !== '|' && order !== '=';
  if (kind === 'O') {
    throw new DnnError(
      'data',
      `${where}: pickled Python objects, which are not read: they can run any program`,
      "Save the array as numbers or text (None is neither: leave it out), such as array.astype(np.float64), the words of a table as array.astype('U20'); a dictionary's arrays each by its name: np.savez('params.npz', **parameters).",
    );
  }
  if (kind === 'b' && size === 1) return { name: 'uint8', size, swap: false };
  if ((kind === 'U' || kind === 'S') && size > 0) {
    const unit = kind === 'U' ? 4 : 1;
    return { name: 'string', size: size * unit, unit, swap };
  }
  const [prefix, sizes] = KINDS[kind] ?? [];
  if (prefix !== undefined && sizes?.includes(size)) {
    return { name: `${prefix}${size * 8}` as NumberName, size, swap: swap && size > 1 };
  }
  throw new DnnError(
    'data',
    `${where}: values of type ${descr.slice(0, 60)}, expected integers, floats, booleans or text`,
    'Save the array as another type: array.astype(np.float64).',
  );
}

/** Without the zeros that fill a text up. */
function readStrings(raw: Uint8Array, { size, unit, swap }: TextType): string[] {
  const bytes = Buffer.from(raw);
  if (swap && unit === 4) bytes.swap32();
  return Array.from({ length: raw.length / size }, (_, i) => {
    const element = bytes.subarray(i * size, (i + 1) * size);
    return (unit === 1 ? element.toString('utf8') : utf32(element)).replace(/\0+$/, '');
  });
}

function utf32(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    const point = HOST_IS_BIG ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
    text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  }
  return text;
}

/** Values stored with their first index running fastest (Fortran), as rows. */
function rowMajor<T extends StoredValues | string[]>(values: T, shape: readonly number[]): T {
  const strides = shape.map((_, d) => shape.slice(0, d).reduce((product, n) => product * n, 1));
  const index = new Array<number>(shape.length).fill(0);
  const rows = values.slice() as T;
  for (let to = 0, from = 0; to < values.length; to++) {
    rows[to] = values[from];
    for (let d = shape.length - 1; d >= 0; d--) {
      from += strides[d];
      if (++index[d] < shape[d]) break;
      from -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
  return rows;
}

function located<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DnnError)) throw error;
    throw new DnnError(error.code, `${where}: ${error.message}`, error.hint, { cause: error });
  }
}
