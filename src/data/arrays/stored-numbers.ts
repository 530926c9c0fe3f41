/** Stored bytes as numbers: the integer and IEEE types that HDF5 and NumPy share. */
import { endianness } from 'node:os';
import { DnnError } from '../../errors.js';
import type { StoredValues } from '../dataset.js';

/** NumPy's names. */
export type NumberName = `${'int' | 'uint'}${8 | 16 | 32 | 64}` | 'float16' | 'float32' | 'float64';

/** The type of a stored number, its size in bytes, and whether its byte order is not this machine's. */
export interface NumberType {
  readonly name: NumberName;
  readonly size: number;
  readonly swap: boolean;
}

export const HOST_IS_BIG = endianness() === 'BE';

/**
 * The numbers in `raw`, in an array as narrow as the type; 64-bit integers become int32 where all fit, else
 * float64, and float16 becomes float32. Shares memory with `raw` where it can.
 * @throws DnnError (data) for an integer that no float64 holds.
 */
export function decodeNumbers(raw: Uint8Array, type: NumberType): StoredValues {
  if (type.name === 'uint8') return new Uint8Array(raw.buffer, raw.byteOffset, raw.length);
  if (type.name === 'int8') return new Int8Array(raw.buffer, raw.byteOffset, raw.length);
  const copy = Uint8Array.from(raw);
  if (type.swap) swapBytes(copy, type.size);
  const { buffer } = copy;
  switch (type.name) {
    case 'uint16':
      return new Uint16Array(buffer);
    case 'int16':
      return new Int16Array(buffer);
    case 'uint32':
      return new Uint32Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'uint64':
      return narrowed(new BigUint64Array(buffer));
    case 'int64':
      return narrowed(new BigInt64Array(buffer));
    case 'float16':
      return Float32Array.from(new Uint16Array(buffer), halfToNumber);
    case 'float32':
      return new Float32Array(buffer);
    case 'float64':
      return new Float64Array(buffer);
  }
}

function swapBytes(bytes: Uint8Array, size: number): void {
  const view = Buffer.from(bytes.buffer);
  if (size === 2) view.swap16();
  if (size === 4) view.swap32();
  if (size === 8) view.swap64();
}

function narrowed(integers: BigInt64Array | BigUint64Array): Int32Array | Float64Array {
  const wide = Float64Array.from(integers as Iterable<bigint>, Number);
  const unsafe = wide.findIndex((value) => !Number.isSafeInteger(value));
  if (unsafe >= 0) {
    throw new DnnError(
      'data',
      `value ${unsafe} is ${integers[unsafe]}, expected whole numbers within ±(2^53 - 1)`,
      'Store these values as float64.',
    );
  }
  const narrow = Int32Array.from(wide);
  return narrow.every((value, i) => value === wide[i]) ? narrow : wide;
}

/** IEEE 754 half precision: 1 sign bit, 5 exponent bits, 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
