/**
 * HDF5 files as bytes, written by h5wasm (an optional package) in its own memory: the caller puts them on the
 * disk. The same arrays give the same bytes; attributes and groups below the root are not its business.
 */
import { DnnError } from '../errors.js';
import type { StoredValues } from './dataset.js';

export interface Hdf5Output {
  readonly name: string;
  readonly shape: readonly number[];
  /** Strings are stored at the fixed length of the longest (in UTF-8 bytes). */
  readonly values: StoredValues | BigInt64Array | readonly string[];
  /** How numbers are stored; by default as their array holds them, but an Int32Array (labels) as int64. */
  readonly type?: NumberType;
  readonly chunks?: readonly number[];
  /** One filter over the chunks, which are then needed; `gzip` is its level, 1 to 9. */
  readonly filter?: { readonly gzip: number } | 'shuffle' | 'fletcher32';
}

type H5wasm = typeof import('h5wasm/node');

const NAME = '/out.h5';

/**
 * The bytes of a file with these arrays, in their order, and the attributes of its root.
 * @throws DnnError (io) when h5wasm is not installed, or HDF5 refuses an array.
 */
export async function hdf5Bytes(
  arrays: readonly Hdf5Output[],
  attributes: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  const h5wasm = await loadH5wasm();
  const { FS: files } = await h5wasm.ready;
  return atTimeZero(() => {
    const file = new h5wasm.File(NAME, 'w', { libver: ['earliest', 'latest'] });
    try {
      for (const array of arrays) create(file, array);
      for (const [name, value] of Object.entries(attributes)) file.create_attribute(name, value);
    } finally {
      file.close();
    }
    const bytes = files.readFile(NAME) as Uint8Array;
    files.unlink(NAME);
    return bytes;
  });
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
    return await import('h5wasm/node');
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

function description(array: Hdf5Output): CreateOptions {
  const { name, chunks, filter } = array;
  const shape = [...array.shape];
  const { data, dtype, itemSize } = elements(array);
  if (chunks === undefined) return { name, data, dtype, shape };
  const chunked = { name, data, dtype, shape, chunks: [...chunks] };
  if (filter === undefined) return chunked;
  if (filter === 'fletcher32') return { ...chunked, compression: FLETCHER32, compression_opts: [] };
  if (filter === 'shuffle') return { ...chunked, compression: SHUFFLE, compression_opts: [itemSize] };
  return { ...chunked, compression: 'gzip', compression_opts: filter.gzip };
}

/** HDF5's numbers of the filters that h5wasm has no name for. */
const SHUFFLE = 2;
const FLETCHER32 = 3;

/** h5wasm's name of a type, and the array that it takes. */
const TYPES = {
  uint8: ['<B', Uint8Array],
  int8: ['<b', Int8Array],
  uint16: ['<H', Uint16Array],
  int16: ['<h', Int16Array],
  uint32: ['<I', Uint32Array],
  int32: ['<i', Int32Array],
  uint64: ['<Q', BigUint64Array],
  int64: ['<q', BigInt64Array],
  float32: ['<f', Float32Array],
  float64: ['<d', Float64Array],
} as const;

export type NumberType = keyof typeof TYPES;

interface Elements {
  readonly data: NonNullable<CreateOptions['data']>;
  readonly dtype: string;
  readonly itemSize: number;
}

function elements({ values, type }: Hdf5Output): Elements {
  if (isText(values)) {
    const itemSize = Math.max(1, ...values.map((text) => Buffer.byteLength(text)));
    return { data: [...values], dtype: `S${itemSize}`, itemSize };
  }
  const [dtype, Values] = TYPES[type ?? typeOf(values)];
  const itemSize = Values.BYTES_PER_ELEMENT;
  if (values instanceof Values) return { data: values, dtype, itemSize };
  const big = Values === BigInt64Array || Values === BigUint64Array;
  const list = Array.from<number | bigint>(values);
  const data = big
    ? Values.from(list.map(BigInt))
    : (Values as Float64ArrayConstructor).from(list.map(Number));
  return { data, dtype, itemSize };
}

function isText(values: Hdf5Output['values']): values is readonly string[] {
  return Array.isArray(values);
}

function typeOf(values: Exclude<Hdf5Output['values'], readonly string[]>): NumberType {
  if (values instanceof Int32Array) return 'int64';
  const names = Object.keys(TYPES) as NumberType[];
  return names.find((name) => values instanceof TYPES[name][1]) ?? 'float64';
}
