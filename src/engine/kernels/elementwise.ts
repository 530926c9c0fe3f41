/** Kernels that treat every value alike: n values at each pointer, in vectors of 16 bytes and a scalar tail. */
import { sigmoid, tanh } from './math';
import { gelu, geluSlope } from './normal';
import { scratch } from './scratch';
import { loadPair, storeFirst, storePair, wholeVectors } from './vectors';

/** y += factor·x */
export function addScaled(n: i32, x: usize, factor: Real, y: usize): void {
  const f = v128.splat<Real>(factor);
  const end = y + <usize>wholeVectors(n) * sizeof<Real>();
  const last = y + <usize>n * sizeof<Real>();
  for (; y < end; y += 16, x += 16)
    v128.store(y, v128.add<Real>(v128.load(y), v128.mul<Real>(f, v128.load(x))));
  for (; y < last; y += sizeof<Real>(), x += sizeof<Real>())
    store<Real>(y, load<Real>(y) + factor * load<Real>(x));
}

/** y *= factor */
export function scale(n: i32, factor: Real, y: usize): void {
  const f = v128.splat<Real>(factor);
  const end = y + <usize>wholeVectors(n) * sizeof<Real>();
  const last = y + <usize>n * sizeof<Real>();
  for (; y < end; y += 16) v128.store(y, v128.mul<Real>(v128.load(y), f));
  for (; y < last; y += sizeof<Real>()) store<Real>(y, load<Real>(y) * factor);
}

/** y = y, but at most limit and at least −limit; NaN stays NaN */
export function clip(n: i32, limit: Real, y: usize): void {
  const high = v128.splat<Real>(limit);
  const low = v128.splat<Real>(-limit);
  const end = y + <usize>wholeVectors(n) * sizeof<Real>();
  const last = y + <usize>n * sizeof<Real>();
  for (; y < end; y += 16) v128.store(y, v128.min<Real>(high, v128.max<Real>(low, v128.load(y))));
  for (; y < last; y += sizeof<Real>()) store<Real>(y, min<Real>(limit, max<Real>(-limit, load<Real>(y))));
}

/** y (rows × cols): row r times factors[r] */
export function scaleRows(rows: i32, cols: i32, factors: usize, y: usize): void {
  for (let r = 0; r < rows; r++, factors += sizeof<Real>(), y += <usize>cols * sizeof<Real>())
    scale(cols, load<Real>(factors), y);
}

/** d = factor·(a − b) */
export function difference(n: i32, a: usize, b: usize, factor: Real, d: usize): void {
  const f = v128.splat<Real>(factor);
  const end = d + <usize>wholeVectors(n) * sizeof<Real>();
  const last = d + <usize>n * sizeof<Real>();
  for (; d < end; d += 16, a += 16, b += 16) {
    v128.store(d, v128.mul<Real>(f, v128.sub<Real>(v128.load(a), v128.load(b))));
  }
  for (; d < last; d += sizeof<Real>(), a += sizeof<Real>(), b += sizeof<Real>()) {
    store<Real>(d, factor * (load<Real>(a) - load<Real>(b)));
  }
}

/** Values of a bias that is repeated for several rows, in scratch memory: whole vectors, of rows up to a quarter as long. */
const REPEATED: i32 = 64;

/** z (rows × cols) += bias (cols) in every row; narrow rows are taken together, with the bias repeated for them. */
export function addBias(rows: i32, cols: i32, bias: usize, z: usize): void {
  const lanes = 16 / sizeof<Real>();
  let together = 1;
  if (cols > 0 && cols <= REPEATED / 4) {
    together = min(rows, (REPEATED / cols) & ~(lanes - 1));
    repeat(together, cols, bias, scratch);
    bias = scratch;
  }
  for (let r = 0; r < rows; r += together) {
    const count = min(together, rows - r) * cols;
    addScaled(count, bias, 1, z);
    z += <usize>count * sizeof<Real>();
  }
}

function repeat(times: i32, cols: i32, from: usize, to: usize): void {
  for (let c = 0; c < cols; c++) {
    const value = load<Real>(from + <usize>c * sizeof<Real>());
    for (let i = c; i < times * cols; i += cols) store<Real>(to + <usize>i * sizeof<Real>(), value);
  }
}

/** a = z above 0, slope·z below; for slope 0 that is 0 even of −∞. NaN stays. */
export function relu(n: i32, z: usize, slope: Real, a: usize): void {
  const zero = v128.splat<Real>(0);
  const s = v128.splat<Real>(slope);
  const end = a + <usize>wholeVectors(n) * sizeof<Real>();
  const last = a + <usize>n * sizeof<Real>();
  for (; a < end; a += 16, z += 16) {
    const x = v128.load(z);
    const below = slope === 0 ? zero : v128.mul<Real>(s, x);
    v128.store(a, v128.bitselect(below, x, v128.lt<Real>(x, zero)));
  }
  for (; a < last; a += sizeof<Real>(), z += sizeof<Real>()) {
    const x = load<Real>(z);
    store<Real>(a, x < 0 ? (slope === 0 ? 0 : slope * x) : x);
  }
}

/** dz = da where a > 0, slope·da elsewhere; for slope 0 that is 0 even of ±∞. */
export function reluBackward(n: i32, da: usize, a: usize, slope: Real, dz: usize): void {
  const zero = v128.splat<Real>(0);
  const s = v128.splat<Real>(slope);
  const end = dz + <usize>wholeVectors(n) * sizeof<Real>();
  const last = dz + <usize>n * sizeof<Real>();
  for (; dz < end; dz += 16, da += 16, a += 16) {
    const d = v128.load(da);
    const below = slope === 0 ? zero : v128.mul<Real>(s, d);
    v128.store(dz, v128.bitselect(d, below, v128.gt<Real>(v128.load(a), zero)));
  }
  for (; dz < last; dz += sizeof<Real>(), da += sizeof<Real>(), a += sizeof<Real>()) {
    const d = load<Real>(da);
    store<Real>(dz, load<Real>(a) > 0 ? d : slope === 0 ? 0 : slope * d);
  }
}

export function tanhForward(n: i32, z: usize, a: usize): void {
  const end = a + <usize>(n & ~1) * sizeof<Real>();
  for (; a < end; a += 2 * sizeof<Real>(), z += 2 * sizeof<Real>()) storePair(a, tanh(loadPair(z)));
  if (n & 1) storeFirst(a, tanh(loadPair(z)));
}

/** dz = da·(1 − a²) */
export function tanhBackward(n: i32, da: usize, a: usize, dz: usize): void {
  const one = v128.splat<Real>(1);
  const end = dz + <usize>wholeVectors(n) * sizeof<Real>();
  const last = dz + <usize>n * sizeof<Real>();
  for (; dz < end; dz += 16, da += 16, a += 16) {
    const x = v128.load(a);
    v128.store(dz, v128.mul<Real>(v128.load(da), v128.sub<Real>(one, v128.mul<Real>(x, x))));
  }
  for (; dz < last; dz += sizeof<Real>(), da += sizeof<Real>(), a += sizeof<Real>()) {
    const x = load<Real>(a);
    store<Real>(dz, load<Real>(da) * (1 - x * x));
  }
}

export function sigmoidForward(n: i32, z: usize, a: usize): void {
  const end = a + <usize>(n & ~1) * sizeof<Real>();
  for (; a < end; a += 2 * sizeof<Real>(), z += 2 * sizeof<Real>()) storePair(a, sigmoid(loadPair(z)));
  if (n & 1) storeFirst(a, sigmoid(loadPair(z)));
}

/** dz = da·a·(1 − a) */
export function sigmoidBackward(n: i32, da: usize, a: usize, dz: usize): void {
  const one = v128.splat<Real>(1);
  const end = dz + <usize>wholeVectors(n) * sizeof<Real>();
  const last = dz + <usize>n * sizeof<Real>();
  for (; dz < end; dz += 16, da += 16, a += 16) {
    const x = v128.load(a);
    v128.store(dz, v128.mul<Real>(v128.mul<Real>(v128.load(da), x), v128.sub<Real>(one, x)));
  }
  for (; dz < last; dz += sizeof<Real>(), da += sizeof<Real>(), a += sizeof<Real>()) {
    const x = load<Real>(a);
    store<Real>(dz, load<Real>(da) * x * (1 - x));
  }
}

/** a = z·Φ(z) */
export function geluForward(n: i32, z: usize, a: usize): void {
  const end = a + <usize>(n & ~1) * sizeof<Real>();
  for (; a < end; a += 2 * sizeof<Real>(), z += 2 * sizeof<Real>()) storePair(a, gelu(loadPair(z)));
  if (n & 1) storeFirst(a, gelu(loadPair(z)));
}

/** dz = da·(Φ(z) + z·φ(z)) */
export function geluBackward(n: i32, da: usize, z: usize, dz: usize): void {
  const step = 2 * sizeof<Real>();
  const end = dz + <usize>(n & ~1) * sizeof<Real>();
  for (; dz < end; dz += step, da += step, z += step) {
    storePair(dz, f64x2.mul(loadPair(da), geluSlope(loadPair(z))));
  }
  if (n & 1) storeFirst(dz, f64x2.mul(loadPair(da), geluSlope(loadPair(z))));
}

/**
 * x (count × cols) = bytes / divisor: row i from bytes + list[i]·stride, where `list` is the address of int32
 * numbers, or from bytes + i·stride where it is 0.
 */
export function fromBytes(
  count: i32,
  cols: i32,
  bytes: usize,
  stride: i32,
  list: usize,
  divisor: Real,
  x: usize,
): void {
  for (let i = 0; i < count; i++) {
    const row = list === 0 ? i : load<i32>(list + ((<usize>i) << 2));
    rowFromBytes(cols, bytes + <usize>row * <usize>stride, divisor, x);
    x += <usize>cols * sizeof<Real>();
  }
}

/** out (count × cols): row i is row list[i] (int32) of x */
export function gatherRows(count: i32, cols: i32, x: usize, list: usize, out: usize): void {
  const row = <usize>cols * sizeof<Real>();
  for (let i = 0; i < count; i++, list += 4, out += row)
    memory.copy(out, x + <usize>load<i32>(list) * row, row);
}

function rowFromBytes(n: i32, bytes: usize, divisor: Real, x: usize): void {
  const d = v128.splat<Real>(divisor);
  const end = bytes + <usize>(n & ~15);
  const last = bytes + <usize>n;
  for (; bytes < end; bytes += 16) {
    const all = v128.load(bytes);
    x = eightValues(v128.extend_low<u8>(all), d, x);
    x = eightValues(v128.extend_high<u8>(all), d, x);
  }
  for (; bytes < last; bytes++, x += sizeof<Real>()) store<Real>(x, <Real>load<u8>(bytes) / divisor);
}

/** Eight whole numbers of 16 bits over the divisor; returns where the next belong. */
function eightValues(values: v128, d: v128, x: usize): usize {
  x = fourValues(v128.extend_low<u16>(values), d, x);
  return fourValues(v128.extend_high<u16>(values), d, x);
}

function fourValues(values: v128, d: v128, x: usize): usize {
  if (sizeof<Real>() === 4) {
    v128.store(x, v128.div<Real>(v128.convert<u32>(values), d));
    return x + 16;
  }
  v128.store(x, v128.div<Real>(v128.convert_low<u32>(values), d));
  const upper = v128.shuffle<u64>(values, values, 1, 0);
  v128.store(x, v128.div<Real>(v128.convert_low<u32>(upper), d), 16);
  return x + 32;
}
