/** Changes that any file can suffer: bits, numbers of every width, pieces lost, doubled or from another file. */
import type { Random } from './random.js';

/** Numbers at which sizes, counts and addresses go wrong. */
export const EDGES: readonly bigint[] = [
  ...[0n, 1n, 2n, 3n, 7n, 8n, 16n, 127n, 128n, 255n, 256n, 1000n, 0x7fffn, 0x8000n, 0xffffn, 0x10000n],
  ...[2n ** 24n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 2n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 40n],
  ...[2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n],
];

/** One change of a file; `others` are files to take pieces from. It may change `bytes` itself. */
export type Mutation = (bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

/** Puts `value` into `width` bytes at `at`, as far as they are there. */
export function putInteger(bytes: Buffer, at: number, width: number, value: bigint, little: boolean): Buffer {
  for (let i = 0; i < width && at + i < bytes.length; i++) {
    const shift = BigInt(8 * (little ? i : width - 1 - i));
    bytes[at + i] = Number((value >> shift) & 0xffn);
  }
  return bytes;
}

/** An edge, sometimes the neighbour of one, or the length of the file or nearly so. */
export function edge(random: Random, length: number): bigint {
  if (random.chance(0.2)) return BigInt(Math.max(0, length + random.below(17) - 8));
  const value = random.pick(EDGES);
  return random.chance(0.2) ? value + 1n : value;
}

const flipBit: Mutation = (bytes, random) => {
  if (bytes.length > 0) bytes[random.below(bytes.length)] ^= 1 << random.below(8);
  return bytes;
};

const setByte: Mutation = (bytes, random) => {
  if (bytes.length > 0)
    bytes[random.below(bytes.length)] = random.pick([0, 1, 127, 128, 255, random.below(256)]);
  return bytes;
};

/** A number at any place, mostly where numbers are aligned. */
export const setInteger: Mutation = (bytes, random) => {
  const width = random.pick([1, 2, 4, 8]);
  const step = random.chance(0.7) ? width : 1;
  const at = random.below(Math.ceil(bytes.length / step)) * step;
  return putInteger(bytes, at, width, edge(random, bytes.length), random.chance(0.5));
};

const addToInteger: Mutation = (bytes, random) => {
  if (bytes.length === 0) return bytes;
  const at = random.below(bytes.length);
  bytes[at] += random.pick([1, -1, 2, -2, 16, -16]);
  return bytes;
};

const truncate: Mutation = (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1));

const extend: Mutation = (bytes, random) =>
  Buffer.concat([
    bytes,
    random.chance(0.5) ? Buffer.alloc(random.below(600)) : random.bytes(random.below(40)),
  ]);

const insert: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), random.bytes(1 + random.below(8)), bytes.subarray(at)]);
};

const remove: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(16))]);
};

/** A piece of the file over another, or once more. */
const repeat: Mutation = (bytes, random) => {
  const piece = pieceOf(bytes, random);
  const at = random.below(bytes.length + 1);
  if (random.chance(0.5)) return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  bytes.set(piece.subarray(0, bytes.length - at), at);
  return bytes;
};

/** The beginning of this file and the end of another. */
const splice: Mutation = (bytes, random, others) => {
  const other = random.pick(others);
  return Buffer.concat([
    bytes.subarray(0, random.below(bytes.length + 1)),
    other.subarray(random.below(other.length + 1)),
  ]);
};

function pieceOf(bytes: Buffer, random: Random): Buffer {
  const start = random.below(bytes.length);
  return Buffer.from(bytes.subarray(start, start + 1 + random.below(64)));
}

const ANY: readonly Mutation[] = [
  ...[flipBit, flipBit, setByte, setByte, setInteger, setInteger, setInteger, addToInteger],
  ...[truncate, extend, insert, remove, repeat, splice],
];

/** One of the changes that need not know the file. */
export const anyChange: Mutation = (bytes, random, others) => random.pick(ANY)(bytes, random, others);

/**
 * A changed copy of one of `seeds`: one to four changes, each of `own`, which know the format, or of those that
 * any file can suffer. One in two hundred is left as it is.
 */
export function mutate(seeds: readonly Buffer[], random: Random, own: readonly Mutation[]): Buffer {
  let bytes: Buffer = Buffer.from(random.pick(seeds));
  if (random.chance(0.005)) return bytes;
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    const change = own.length > 0 && random.chance(0.6) ? random.pick(own) : anyChange;
    bytes = change(bytes, random, seeds);
  }
  return bytes;
}
