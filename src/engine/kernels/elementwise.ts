/** Kernels that treat every value alike: n values at each pointer, in vectors of 16 bytes and a scalar tail. */
import { sigmoid, tanh } from './math';
import { gelu, geluSlope } from './normal';
import { loadPair, storeFirst, storePair } from './pairs';

/** The largest multiple of a vector's lanes in n. */
export function wholeVectors<T>(n: i32): i32 {
  return n & ~(16 / sizeof<T>() - 1);
}

/** y += factor·x */
export function addScaled<T>(n: i32, x: usize, factor: T, y: usize): void {
  const f = v128.splat<T>(factor);
  const end = y + <usize>wholeVectors<T>(n) * sizeof<T>();
  const last = y + <usize>n * sizeof<T>();
  for (; y < end; y += 16, x += 16) v128.store(y, v128.add<T>(v128.load(y), v128.mul<T>(f, v128.load(x))));
  for (; y < last; y += sizeof<T>(), x += sizeof<T>()) store<T>(y, load<T>(y) + factor * load<T>(x));
}

/** y *= factor */
export function scale<T>(n: i32, factor: T, y: usize): void {
  const f = v128.splat<T>(factor);
  const end = y + <usize>wholeVectors<T>(n) * sizeof<T>();
  const last = y + <usize>n * sizeof<T>();
  for (; y < end; y += 16) v128.store(y, v128.mul<T>(v128.load(y), f));
  for (; y < last; y += sizeof<T>()) store<T>(y, load<T>(y) * factor);
}

/** d = factor·(a − b) */
export function difference<T>(n: i32, a: usize, b: usize, factor: T, d: usize): void {
  const f = v128.splat<T>(factor);
  const end = d + <usize>wholeVectors<T>(n) * sizeof<T>();
  const last = d + <usize>n * sizeof<T>();
  for (; d < end; d += 16, a += 16, b += 16) {
    v128.store(d, v128.mul<T>(f, v128.sub<T>(v128.load(a), v128.load(b))));
  }
  for (; d < last; d += sizeof<T>(), a += sizeof<T>(), b += sizeof<T>()) {
    store<T>(d, factor * (load<T>(a) - load<T>(b)));
  }
}

/** z (rows × cols) += bias (cols) in every row */
export function addBias<T>(rows: i32, cols: i32, bias: usize, z: usize): void {
  for (let r = 0; r < rows; r++) {
    addScaled<T>(cols, bias, 1, z);
    z += <usize>cols * sizeof<T>();
  }
}

/** a = z above 0, slope·z below; for slope 0 that is 0 even of −∞. NaN stays. */
export function relu<T>(n: i32, z: usize, slope: T, a: usize): void {
  const zero = v128.splat<T>(0);
  const s = v128.splat<T>(slope);
  const end = a + <usize>wholeVectors<T>(n) * sizeof<T>();
  const last = a + <usize>n * sizeof<T>();
  for (; a < end; a += 16, z += 16) {
    const x = v128.load(z);
    const below = slope === 0 ? zero : v128.mul<T>(s, x);
    v128.store(a, v128.bitselect(below, x, v128.lt<T>(x, zero)));
  }
  for (; a < last; a += sizeof<T>(), z += sizeof<T>()) {
    const x = load<T>(z);
    store<T>(a, x < 0 ? (slope === 0 ? 0 : slope * x) : x);
  }
}

/** dz = da where a > 0, slope·da elsewhere; for slope 0 that is 0 even of ±∞. */
export function reluBackward<T>(n: i32, da: usize, a: usize, slope: T, dz: usize): void {
  const zero = v128.splat<T>(0);
  const s = v128.splat<T>(slope);
  const end = dz + <usize>wholeVectors<T>(n) * sizeof<T>();
  const last = dz + <usize>n * sizeof<T>();
  for (; dz < end; dz += 16, da += 16, a += 16) {
    const d = v128.load(da);
    const below = slope === 0 ? zero : v128.mul<T>(s, d);
    v128.store(dz, v128.bitselect(d, below, v128.gt<T>(v128.load(a), zero)));
  }
  for (; dz < last; dz += sizeof<T>(), da += sizeof<T>(), a += sizeof<T>()) {
    const d = load<T>(da);
    store<T>(dz, load<T>(a) > 0 ? d : slope === 0 ? 0 : slope * d);
  }
}

export function tanhForward<T>(n: i32, z: usize, a: usize): void {
  const end = a + <usize>(n & ~1) * sizeof<T>();
  for (; a < end; a += 2 * sizeof<T>(), z += 2 * sizeof<T>()) storePair<T>(a, tanh(loadPair<T>(z)));
  if (n & 1) storeFirst<T>(a, tanh(loadPair<T>(z)));
}

/** dz = da·(1 − a²) */
export function tanhBackward<T>(n: i32, da: usize, a: usize, dz: usize): void {
  const one = v128.splat<T>(1);
  const end = dz + <usize>wholeVectors<T>(n) * sizeof<T>();
  const last = dz + <usize>n * sizeof<T>();
  for (; dz < end; dz += 16, da += 16, a += 16) {
    const x = v128.load(a);
    v128.store(dz, v128.mul<T>(v128.load(da), v128.sub<T>(one, v128.mul<T>(x, x))));
  }
  for (; dz < last; dz += sizeof<T>(), da += sizeof<T>(), a += sizeof<T>()) {
    const x = load<T>(a);
    store<T>(dz, load<T>(da) * (1 - x * x));
  }
}

export function sigmoidForward<T>(n: i32, z: usize, a: usize): void {
  const end = a + <usize>(n & ~1) * sizeof<T>();
  for (; a < end; a += 2 * sizeof<T>(), z += 2 * sizeof<T>()) storePair<T>(a, sigmoid(loadPair<T>(z)));
  if (n & 1) storeFirst<T>(a, sigmoid(loadPair<T>(z)));
}

/** dz = da·a·(1 − a) */
export function sigmoidBackward<T>(n: i32, da: usize, a: usize, dz: usize): void {
  const one = v128.splat<T>(1);
  const end = dz + <usize>wholeVectors<T>(n) * sizeof<T>();
  const last = dz + <usize>n * sizeof<T>();
  for (; dz < end; dz += 16, da += 16, a += 16) {
    const x = v128.load(a);
    v128.store(dz, v128.mul<T>(v128.mul<T>(v128.load(da), x), v128.sub<T>(one, x)));
  }
  for (; dz < last; dz += sizeof<T>(), da += sizeof<T>(), a += sizeof<T>()) {
    const x = load<T>(a);
    store<T>(dz, load<T>(da) * x * (1 - x));
  }
}

/** a = z·Φ(z) */
export function geluForward<T>(n: i32, z: usize, a: usize): void {
  const end = a + <usize>(n & ~1) * sizeof<T>();
  for (; a < end; a += 2 * sizeof<T>(), z += 2 * sizeof<T>()) storePair<T>(a, gelu(loadPair<T>(z)));
  if (n & 1) storeFirst<T>(a, gelu(loadPair<T>(z)));
}

/** dz = da·(Φ(z) + z·φ(z)) */
export function geluBackward<T>(n: i32, da: usize, z: usize, dz: usize): void {
  const step = 2 * sizeof<T>();
  const end = dz + <usize>(n & ~1) * sizeof<T>();
  for (; dz < end; dz += step, da += step, z += step) {
    storePair<T>(dz, f64x2.mul(loadPair<T>(da), geluSlope(loadPair<T>(z))));
  }
  if (n & 1) storeFirst<T>(dz, f64x2.mul(loadPair<T>(da), geluSlope(loadPair<T>(z))));
}

/**
 * x (count × cols) = bytes / divisor: row i from bytes + list[i]·stride, where `list` is the address of int32
 * numbers, or from bytes + i·stride where it is 0.
 */
export function fromBytes<T>(
  count: i32,
  cols: i32,
  bytes: usize,
  stride: i32,
  list: usize,
  divisor: T,
  x: usize,
): void {
  for (let i = 0; i < count; i++) {
    const row = list === 0 ? i : load<i32>(list + ((<usize>i) << 2));
    rowFromBytes<T>(cols, bytes + <usize>row * <usize>stride, divisor, x);
    x += <usize>cols * sizeof<T>();
  }
}

/** out (count × cols): row i is row list[i] (int32) of x */
export function gatherRows<T>(count: i32, cols: i32, x: usize, list: usize, out: usize): void {
  const row = <usize>cols * sizeof<T>();
  for (let i = 0; i < count; i++, list += 4, out += row)
    memory.copy(out, x + <usize>load<i32>(list) * row, row);
}

function rowFromBytes<T>(n: i32, bytes: usize, divisor: T, x: usize): void {
  const d = v128.splat<T>(divisor);
  const end = bytes + <usize>(n & ~15);
  const last = bytes + <usize>n;
  for (; bytes < end; bytes += 16) {
    const all = v128.load(bytes);
    x = eightValues<T>(v128.extend_low<u8>(all), d, x);
    x = eightValues<T>(v128.extend_high<u8>(all), d, x);
  }
  for (; bytes < last; bytes++, x += sizeof<T>()) store<T>(x, <T>load<u8>(bytes) / divisor);
}

/** Eight whole numbers of 16 bits over the divisor; returns where the next belong. */
function eightValues<T>(values: v128, d: v128, x: usize): usize {
  x = fourValues<T>(v128.extend_low<u16>(values), d, x);
  return fourValues<T>(v128.extend_high<u16>(values), d, x);
}

function fourValues<T>(values: v128, d: v128, x: usize): usize {
  if (sizeof<T>() === 4) {
    v128.store(x, v128.div<T>(v128.convert<u32>(values), d));
    return x + 16;
  }
  v128.store(x, v128.div<T>(v128.convert_low<u32>(values), d));
  const upper = v128.shuffle<u64>(values, values, 1, 0);
  v128.store(x, v128.div<T>(v128.convert_low<u32>(upper), d), 16);
  return x + 32;
}
