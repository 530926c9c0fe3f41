/**
 * safetensors files as named arrays: the header's length in 8 bytes, a header of JSON, and the values of all arrays,
 * little-endian and row-major. What the header says is checked against the bytes there are.
 */
import { DnnError } from '../../errors.js';
import type { NamedArray } from '../arrays/named-array.js';
import { decodeNumbers, HOST_IS_BIG, type NumberName } from '../arrays/stored-numbers.js';

/** The format's own limit of a header. */
const MAX_HEADER = 100_000_000;
const MAX_ARRAYS = 10_000;
const LENGTH_BYTES = 8;

const TYPES: Readonly<Record<string, readonly [NumberName, size: number]>> = {
  F64: ['float64', 8],
  F32: ['float32', 4],
  F16: ['float16', 2],
  I64: ['int64', 8],
  I32: ['int32', 4],
  I16: ['int16', 2],
  I8: ['int8', 1],
  U8: ['uint8', 1],
};

/** An array as the header has it. */
interface Tensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** True if the bytes begin as such a file does. */
export function isSafetensors(bytes: Buffer): boolean {
  return bytes.length > LENGTH_BYTES && bytes[LENGTH_BYTES] === 0x7b && headerLength(bytes) !== undefined;
}

function headerLength(bytes: Buffer): number | undefined {
  if (bytes.length < LENGTH_BYTES) return undefined;
  const length = bytes.readBigUInt64LE(0);
  const most = Math.min(MAX_HEADER, bytes.length - LENGTH_BYTES);
  return length >= 2n && length <= BigInt(most) ? Number(length) : undefined;
}

/** The arrays in `bytes`, in the order of their values. @throws DnnError (data) naming `path` when it is damaged. */
export function readSafetensors(bytes: Buffer, path: string): NamedArray[] {
  const length = headerLength(bytes);
  if (length === undefined) throw damaged(path, 'its header has no sound length');
  const values = bytes.subarray(LENGTH_BYTES + length);
  const tensors = Object.entries(parsed(bytes.toString('utf8', LENGTH_BYTES, LENGTH_BYTES + length), path));
  if (tensors.length > MAX_ARRAYS) throw damaged(path, `more than ${MAX_ARRAYS} arrays`);
  const arrays = tensors
    .filter(([name]) => name !== '__metadata__')
    .map(([name, tensor]) => {
      if (!isTensor(tensor)) throw damaged(path, `the header's entry of ${name} is none of an array`);
      return { name, tensor };
    });
  arrays.sort((a, b) => a.tensor.data_offsets[0] - b.tensor.data_offsets[0]);
  return arrays.map(({ name, tensor }) => arrayOf(name, tensor, values, path));
}

function parsed(text: string, path: string): object {
  try {
    const header: unknown = JSON.parse(text);
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) return header;
  } catch (cause) {
    throw damaged(path, 'its header is no JSON', cause);
  }
  throw damaged(path, 'its header is no JSON object');
}

function isTensor(value: unknown): value is Tensor {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Partial<Tensor>;
  const isCount = (n: unknown) => Number.isSafeInteger(n) && (n as number) >= 0;
  const isCounts = (list: unknown) => Array.isArray(list) && list.every(isCount);
  return typeof dtype === 'string' && isCounts(shape) && isCounts(offsets) && offsets?.length === 2;
}

function arrayOf(
  name: string,
  { dtype, shape, data_offsets }: Tensor,
  values: Buffer,
  path: string,
): NamedArray {
  const [start, end] = data_offsets;
  const where = `${path}: ${name}`;
  const [type, size] = TYPES[dtype] ?? [undefined, 0];
  const bytes = shape.reduce((product, n) => product * n, size);
  if (end > values.length) throw damaged(path, `${name} reaches past the end`);
  if (type !== undefined && end - start !== bytes) {
    throw damaged(path, `${name} has ${end - start} bytes, its shape needs ${bytes}`);
  }
  const refuse = (): never => {
    throw new DnnError('data', `${where} is of type ${dtype}, which is not read`, 'Save it as float32.');
  };
  const read = () => {
    if (type === undefined) return refuse();
    return decodeNumbers(values.subarray(start, end), { name: type, size, swap: HOST_IS_BIG && size > 1 });
  };
  return { name, shape, dtype: type ?? dtype, values: read, strings: refuse };
}

function damaged(path: string, reason: string, cause?: unknown): DnnError {
  return new DnnError('data', `${path}: damaged safetensors file: ${reason}`, 'Save it again.', { cause });
}
