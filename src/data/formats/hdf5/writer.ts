/**
 * HDF5 files as bytes, written by h5wasm (an optional package) in its own memory: the caller puts them on the
 * disk. The same content gives the same bytes.
 */
import { highest } from '../../../engine/extremes.js';
import { DnnError } from '../../../errors.js';
import type { StoredValues } from '../../dataset.js';

/** An array to be written. */
export interface Hdf5Output {
  /** The name; `group/name` in a group. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Row-major. An Int32Array (labels) is stored as int64, strings at the length of the longest (in UTF-8 bytes). */
  readonly values: StoredValues | readonly string[];
  /** Sizes of the parts that are stored one by one; without, the array is stored in one piece. */
  readonly chunks?: readonly number[];
  /** Compresses the chunks, which are then needed; `gzip` is its level, 1 to 9. */
  readonly filter?: { readonly gzip: number };
}

/** An attribute to be written: a text, or a list of them, of which h5wasm can write no empty one: then the group alone. */
export interface Hdf5Attribute {
  /** The group that it belongs to, the root where there is none. */
  readonly group?: string;
  readonly name: string;
  readonly value: string | readonly string[];
}

type H5wasm = typeof import('h5wasm');

const NAME = '/out.h5';

/**
 * The bytes of a file with these arrays and attributes, in their order, and the groups that they name.
 * @throws DnnError (io) when h5wasm is not installed, or HDF5 refuses an array.
 */
export async function hdf5Bytes(
  arrays: readonly Hdf5Output[],
  attributes: readonly Hdf5Attribute[] = [],
): Promise<Uint8Array> {
  const h5wasm = await loadH5wasm();
  const { FS: files } = await h5wasm.ready;
  return atTimeZero(() => {
    const file = new h5wasm.File(NAME, 'w', { libver: ['earliest', 'latest'] });
    try {
      for (const group of groupsOf(arrays, attributes)) file.create_group(group);
      for (const array of arrays) create(file, array);
      for (const attribute of attributes) annotate(file, attribute);
    } finally {
      file.close();
    }
    const bytes = files.readFile(NAME) as Uint8Array;
    files.unlink(NAME);
    return bytes;
  });
}

/** Every group with those that it is in, the outer ones first. */
function groupsOf(arrays: readonly Hdf5Output[], attributes: readonly Hdf5Attribute[]): Set<string> {
  const groups = new Set<string>();
  const paths = [...arrays.map(({ name }) => name), ...attributes.map(({ group = '' }) => `${group}/`)];
  for (const path of paths) {
    for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) groups.add(path.slice(0, at));
  }
  return groups;
}

/** Texts of variable length stand outside of the object's header, which holds 64 kB. */
function annotate(file: InstanceType<H5wasm['File']>, { group = '/', name, value }: Hdf5Attribute): void {
  const owner = file.get(group) as InstanceType<H5wasm['Group']>;
  if (!isText(value)) owner.create_attribute(name, value, [], 'S');
  else if (value.length > 0) owner.create_attribute(name, [...value], [value.length], 'S');
}

/** h5wasm drops an array that HDF5 refuses without an error, and prints HDF5's own account of it. */
function create(file: InstanceType<H5wasm['File']>, array: Hdf5Output): void {
  const fits = array.chunks?.every((size, d) => size <= array.shape[d]) ?? true;
  if (!fits || file.create_dataset(description(array)) === null) {
    const chunks = array.chunks === undefined ? '' : ` in chunks of (${array.chunks.join(', ')})`;
    throw new DnnError('io', `HDF5 cannot hold ${array.name} of shape (${array.shape.join(', ')})${chunks}`);
  }
}

async function loadH5wasm(): Promise<H5wasm> {
  try {
    return await import('h5wasm');
  } catch (error) {
    throw new DnnError('io', 'writing HDF5 needs the package h5wasm', 'Install it: npm install h5wasm', {
      cause: error,
    });
  }
}

/** HDF5 stamps every object with the time; h5wasm takes it from Date.now and cannot be told not to. */
function atTimeZero<T>(write: () => T): T {
  const { now } = Date;
  Date.now = () => 0;
  try {
    return write();
  } finally {
    Date.now = now;
  }
}

type CreateOptions = Parameters<InstanceType<H5wasm['File']>['create_dataset']>[0];

function description({ name, shape, values, chunks, filter }: Hdf5Output): CreateOptions {
  const plain = { name, shape: [...shape], ...elements(values) };
  if (chunks === undefined) return plain;
  const chunked = { ...plain, chunks: [...chunks] };
  return filter === undefined ? chunked : { ...chunked, compression: 'gzip', compression_opts: filter.gzip };
}

/** Arrays and h5wasm's names of their types. */
const TYPES = [
  [Uint8Array, '<B'],
  [Int8Array, '<b'],
  [Uint16Array, '<H'],
  [Int16Array, '<h'],
  [Uint32Array, '<I'],
  [Float32Array, '<f'],
  [Float64Array, '<d'],
] as const;

type Elements = Pick<CreateOptions, 'data'> & { readonly dtype: string };

function elements(values: Hdf5Output['values']): Elements {
  if (isText(values)) {
    const length = Math.max(1, highest(values.map((text) => Buffer.byteLength(text))));
    return { data: [...values], dtype: `S${length}` };
  }
  if (values instanceof Int32Array) {
    return { data: BigInt64Array.from(values as Iterable<number>, BigInt), dtype: '<q' };
  }
  const [, dtype] = TYPES.find(([Type]) => values instanceof Type) as (typeof TYPES)[number];
  return { data: values, dtype };
}

function isText(values: Hdf5Output['values'] | string): values is readonly string[] {
  return Array.isArray(values);
}
