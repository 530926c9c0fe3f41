/**
 * HDF5's datatype message, and stored bytes decoded by it: integers, IEEE floats and strings. It reads no
 * storage; array, reference and other types are named, and refused only when their values are asked.
 */
import { DnnError } from '../../../errors.js';
import { decodeNumbers, HOST_IS_BIG, type NumberName, type NumberType } from '../../arrays/stored-numbers.js';
import type { StoredValues } from '../../dataset.js';
import { assertSignature, readAddress } from './address.js';
import { isBool, type Member, readMembers } from './compound.js';

/** The stored form of one element. */
export type Hdf5Type =
  | ({ readonly kind: 'number'; readonly isBool?: boolean } & NumberType)
  | {
      readonly kind: 'record';
      readonly name: 'compound';
      readonly size: number;
      readonly members: readonly Member<Hdf5Type>[];
    }
  | { readonly kind: 'text'; readonly name: 'string'; readonly size: number; readonly spaces: boolean }
  | { readonly kind: 'heap-text'; readonly name: 'string'; readonly size: number }
  | { readonly kind: 'unsupported'; readonly name: string; readonly size: number };

const CLASS_NAMES: Record<number, string> = {
  2: 'time',
  4: 'bit field',
  5: 'opaque',
  6: 'compound',
  7: 'reference',
  9: 'variable-length sequence',
  10: 'array',
};

/** [exponent's bit, exponent's bits, mantissa's bits, bias] of the IEEE formats, by size in bytes. */
const IEEE: Record<number, readonly [number, number, number, number]> = {
  2: [10, 5, 10, 15],
  4: [23, 8, 23, 127],
  8: [52, 11, 52, 1023],
};

/** The type whose message starts at `at`. @throws RangeError when it reaches past the end of `bytes`. */
export function readType(bytes: Buffer, at: number, depth = 0): Hdf5Type {
  const typeClass = bytes.readUInt8(at) & 0x0f;
  const flags = bytes.readUIntLE(at + 1, 3);
  const size = bytes.readUInt32LE(at + 4);
  const swap = ((flags & 1) === 1) !== HOST_IS_BIG && size > 1;
  if (typeClass === 0) return integerType(bytes, at + 8, size, flags, swap);
  if (typeClass === 1) return floatType(bytes, at + 8, size, flags, swap);
  if (typeClass === 3) return { kind: 'text', name: 'string', size, spaces: (flags & 0x0f) === 2 };
  // An enumeration (h5py's bool) is stored as its base type, which follows.
  if (typeClass === 8 && (bytes.readUInt8(at + 8) & 0x0f) === 0) {
    const base = readType(bytes, at + 8);
    return base.kind === 'number' && isBool(bytes, at) ? { ...base, isBool: true } : base;
  }
  if (typeClass === 6 && depth === 0)
    return {
      kind: 'record',
      name: 'compound',
      size,
      members: readMembers(bytes, at, (member) => readType(bytes, member, 1)),
    };
  if (typeClass === 9 && (flags & 0x0f) === 1) return { kind: 'heap-text', name: 'string', size };
  return { kind: 'unsupported', name: CLASS_NAMES[typeClass] ?? `class ${typeClass}`, size };
}

function integerType(bytes: Buffer, at: number, size: number, flags: number, swap: boolean): Hdf5Type {
  const whole = bytes.readUInt16LE(at) === 0 && bytes.readUInt16LE(at + 2) === size * 8;
  const name = `${flags & 8 ? 'int' : 'uint'}${size * 8}` as NumberName;
  if (!whole || ![1, 2, 4, 8].includes(size)) {
    return { kind: 'unsupported', name: `${bytes.readUInt16LE(at + 2)}-bit integer`, size };
  }
  return { kind: 'number', name, size, swap };
}

/** jsfive takes any two-byte float for IEEE's half; the fields of the message tell bfloat16 from it. */
function floatType(bytes: Buffer, at: number, size: number, flags: number, swap: boolean): Hdf5Type {
  const fields = [
    bytes.readUInt8(at + 4),
    bytes.readUInt8(at + 5),
    bytes.readUInt8(at + 7),
    bytes.readUInt32LE(at + 8),
  ];
  const vax = (flags & 0x40) !== 0;
  if (vax || !IEEE[size]?.every((field, i) => field === fields[i])) {
    return { kind: 'unsupported', name: `${size * 8}-bit float that is not IEEE's`, size };
  }
  return { kind: 'number', name: `float${size * 8}` as NumberName, size, swap };
}

/** The numbers in `raw`. @throws DnnError (data) for text, for an unsupported type, and as decodeNumbers does. */
export function decodeValues(raw: Uint8Array, type: Hdf5Type): StoredValues {
  if (type.kind !== 'number') throw wrongKind(type, 'numbers');
  return decodeNumbers(raw, type);
}

function wrongKind(type: Hdf5Type, expected: string): DnnError {
  return new DnnError(
    'data',
    `its values are of type ${type.name}, expected ${expected}`,
    'Name another array (--x-key, --y-key) or store it as another type.',
  );
}

/**
 * The strings in `raw`, without their padding; `file` holds the heaps of variable-length ones.
 * @throws DnnError (data) unless the type is text.
 */
export function decodeStrings(raw: Uint8Array, type: Hdf5Type, file: Buffer): string[] {
  if (type.kind !== 'text' && type.kind !== 'heap-text') {
    throw wrongKind(type, 'strings');
  }
  if (type.size === 0) throw new RangeError('texts of no bytes');
  const heaps = new Heaps(file);
  return Array.from({ length: Math.floor(raw.length / type.size) }, (_, i) => {
    const element = Buffer.from(raw.buffer, raw.byteOffset + i * type.size, type.size);
    return type.kind === 'text' ? trimmed(element, type.spaces) : heaps.text(element);
  });
}

function trimmed(element: Buffer, spaces: boolean): string {
  const end = element.indexOf(0);
  const text = element.toString('utf8', 0, end < 0 ? element.length : end);
  return spaces ? text.trimEnd() : text;
}

/** The heaps of variable-length strings, each read once; together they hold no more than the file. */
class Heaps {
  readonly #file: Buffer;
  readonly #heaps = new Map<number, Map<number, Buffer>>();
  #objects: number;
  #bytes: number;

  constructor(file: Buffer) {
    this.#file = file;
    this.#objects = file.length / 16;
    this.#bytes = file.length;
  }

  /** The text that `element` stands for: a length, the address of a heap and an index into it. */
  text(element: Buffer): string {
    const length = element.readUInt32LE(0);
    if (length === 0) return '';
    const address = readAddress(element, 4);
    const heap = this.#heaps.get(address) ?? this.#read(address);
    this.#heaps.set(address, heap);
    const object = heap.get(element.readUInt32LE(12));
    if (object === undefined) throw new RangeError('a string points to nothing');
    this.#bytes -= Math.min(length, object.length);
    if (this.#bytes < 0) throw new RangeError('strings share their bytes');
    return trimmed(object.subarray(0, length), false);
  }

  #read(address: number): Map<number, Buffer> {
    const file = this.#file;
    assertSignature(file, address, 'GCOL');
    const objects = new Map<number, Buffer>();
    const end = Math.min(address + readAddress(file, address + 8), file.length);
    for (let at = address + 16; at + 16 <= end; ) {
      const index = file.readUInt16LE(at);
      const bytes = readAddress(file, at + 8);
      if (index === 0) break;
      if (--this.#objects < 0) throw new RangeError('heaps of strings overlap');
      objects.set(index, file.subarray(at + 16, at + 16 + bytes));
      at += 16 + Math.ceil(bytes / 8) * 8;
    }
    return objects;
  }
}
