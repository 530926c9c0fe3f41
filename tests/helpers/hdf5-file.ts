/** HDF5 files of more kinds than the project itself writes, for its reader: every number type, more filters. */
import { File, ready } from 'h5wasm';

export interface TestArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[] | readonly string[];
  /** How numbers are stored. */
  readonly type?: keyof typeof TYPES;
  readonly chunks?: readonly number[];
  /** One filter over the chunks. */
  readonly filter?: { readonly gzip: number } | 'shuffle' | 'fletcher32';
}

/** h5wasm's name of a type, the array that it takes, and the size of an element. */
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

/** HDF5's numbers of the filters that h5wasm has no name for. */
const SHUFFLE = 2;
const FLETCHER32 = 3;

const NAME = '/test.h5';

/** The bytes of a file with these arrays. */
export async function hdf5File(arrays: readonly TestArray[]): Promise<Uint8Array> {
  const { FS: files } = await ready;
  const file = new File(NAME, 'w', { libver: ['earliest', 'latest'] });
  for (const array of arrays) file.create_dataset(description(array));
  file.close();
  const bytes = files.readFile(NAME) as Uint8Array;
  files.unlink(NAME);
  return bytes;
}

type CreateOptions = Parameters<File['create_dataset']>[0];

function description({ name, shape, values, type = 'uint8', chunks, filter }: TestArray): CreateOptions {
  const [dtype, Values] = TYPES[type];
  const text = typeof values[0] === 'string';
  const plain = {
    name,
    shape: [...shape],
    data: text ? [...(values as string[])] : typed(Values, values as number[]),
    dtype: text ? `S${Math.max(...values.map((value) => String(value).length))}` : dtype,
  };
  if (chunks === undefined) return plain;
  const chunked = { ...plain, chunks: [...chunks] };
  if (filter === undefined) return chunked;
  if (filter === 'fletcher32') return { ...chunked, compression: FLETCHER32, compression_opts: [] };
  if (filter === 'shuffle') {
    return { ...chunked, compression: SHUFFLE, compression_opts: [Values.BYTES_PER_ELEMENT] };
  }
  return { ...chunked, compression: 'gzip', compression_opts: filter.gzip };
}

type NumberArray = (typeof TYPES)[keyof typeof TYPES][1];

function typed(Values: NumberArray, values: readonly number[]): InstanceType<NumberArray> {
  if (Values === BigInt64Array || Values === BigUint64Array) return Values.from(values.map(BigInt));
  return (Values as Float64ArrayConstructor).from(values);
}
