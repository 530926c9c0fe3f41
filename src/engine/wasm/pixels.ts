/**
 * The bytes of pictures: over white, and weighted sums of them. Kernels compute them: they are as quick the first
 * time, when JavaScript would still be interpreted, and `dnn predict` has but one picture.
 */
import { offset } from './arena.js';
import { instantiateForBytes, MODULE_BYTES } from './kernel-module.js';
import type { ByteKernels } from './kernels.js';

/** Fractional bits of a weight, as Pillow's `PRECISION_BITS`: 255 · 2^22 leaves room in 32 bits. */
export const WEIGHT_BITS = 22;

/** The inputs that make one output, and their weights, which sum to about 2^22. */
export interface Taps {
  readonly first: number;
  readonly weights: Int32Array;
}

/** (outer × size × inner) bytes; `inner` is a multiple of 3. */
export interface ByteBlock {
  readonly bytes: Uint8Array;
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

/** RGBA to RGB over white: round((s·a + 255·(255 − a)) / 255) for a sample s of alpha a. */
export function overWhite(rgba: Uint8Array): Uint8Array {
  return firstThatWorks(overWhiteByKernel, overWhiteByLoops)(rgba);
}

/** (outer × taps.length × inner): each sum rounded to a byte, as Pillow rounds after each pass. */
export function resampleBytes(block: ByteBlock, taps: readonly Taps[]): Uint8Array {
  return firstThatWorks(resampleByKernel, resampleByLoops)(block, taps);
}

/** `kernel`, or `loops` where there is no WebAssembly, or not that much memory for it. */
function firstThatWorks<A extends unknown[], T>(
  kernel: (...a: A) => T,
  loops: (...a: A) => T,
): typeof kernel {
  return (...args) => {
    try {
      return kernel(...args);
    } catch {
      return loops(...args);
    }
  };
}

/** The kernel's specification, in plain loops. */
export function overWhiteByLoops(rgba: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: (rgba.length / 4) * 3 }, (_, i) => {
    const pixel = 4 * Math.floor(i / 3);
    const alpha = rgba[pixel + 3];
    return Math.round((rgba[pixel + (i % 3)] * alpha + 255 * (255 - alpha)) / 255);
  });
}

/** @throws Error where WebAssembly or the memory for it is missing. */
export function overWhiteByKernel(rgba: Uint8Array): Uint8Array {
  const pixels = rgba.length / 4;
  const [from, to] = [MODULE_BYTES, offset(MODULE_BYTES, rgba.length)];
  const { memory, kernels } = instance(to + 3 * pixels);
  new Uint8Array(memory.buffer, from, rgba.length).set(rgba);
  kernels.overWhite(pixels, from, to);
  return new Uint8Array(memory.buffer, to, 3 * pixels).slice();
}

/** The kernel's specification, in plain loops. */
export function resampleByLoops({ bytes, outer, size, inner }: ByteBlock, taps: readonly Taps[]): Uint8Array {
  const result = new Uint8Array(outer * taps.length * inner);
  let to = 0;
  for (let o = 0; o < outer; o++) {
    for (const { first, weights } of taps) {
      for (let i = 0; i < inner; i++) {
        let sum = 1 << (WEIGHT_BITS - 1);
        for (let j = 0; j < weights.length; j++) {
          sum += bytes[(o * size + first + j) * inner + i] * weights[j];
        }
        result[to++] = Math.min(sum >> WEIGHT_BITS, 255);
      }
    }
  }
  return result;
}

/** @throws Error where WebAssembly or the memory for it is missing. */
export function resampleByKernel(
  { bytes, outer, size, inner }: ByteBlock,
  taps: readonly Taps[],
): Uint8Array {
  const lists = tapLists(taps);
  const first = MODULE_BYTES;
  const start = offset(first, 4 * taps.length);
  const weights = offset(start, 4 * (taps.length + 1));
  const source = offset(first, lists.byteLength);
  const result = offset(source, bytes.length);
  const length = outer * taps.length * inner;
  const { memory, kernels } = instance(result + length);
  new Int32Array(memory.buffer, first, lists.length).set(lists);
  new Uint8Array(memory.buffer, source, bytes.length).set(bytes);
  kernels.resample(outer, size, taps.length, inner, first, start, weights, source, result);
  return new Uint8Array(memory.buffer, result, length).slice();
}

/** first[i] of each tap, then where its weights start among all of them, and the end, then the weights. */
function tapLists(taps: readonly Taps[]): Int32Array {
  const count = taps.reduce((sum, { weights }) => sum + weights.length, 0);
  const lists = new Int32Array(2 * taps.length + 1 + count);
  let start = 0;
  for (const [i, { first, weights }] of taps.entries()) {
    lists[i] = first;
    lists.set(weights, 2 * taps.length + 1 + start);
    start += weights.length;
    lists[taps.length + 1 + i] = start;
  }
  return lists;
}

const PAGE_BYTES = 65536;
const MAX_PAGES = 65536;

let made: { readonly memory: WebAssembly.Memory; readonly kernels: ByteKernels } | undefined;

/** The kernels over a memory of at least `bytes`, the same for every picture: it grows with the largest. */
function instance(bytes: number): NonNullable<typeof made> {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  if (made === undefined) {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: MAX_PAGES, shared: true });
    made = { memory, kernels: instantiateForBytes(memory) };
  }
  const missing = pages - made.memory.buffer.byteLength / PAGE_BYTES;
  if (missing > 0) made.memory.grow(missing);
  return made;
}
