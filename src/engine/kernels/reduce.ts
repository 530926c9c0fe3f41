/** Kernels that sum: always in the order of the index, whatever the machine and the number of threads. */
import { exp, log1p, logisticLoss } from './math';
import { first, loadPair, second, storeFirst, storePair, wholeVectors } from './vectors';

/** Σ a·b, lane by lane and then the lanes in order. */
export function dot(n: i32, a: usize, b: usize): f64 {
  let sums = v128.splat<Real>(0);
  const end = a + <usize>wholeVectors(n) * sizeof<Real>();
  const last = a + <usize>n * sizeof<Real>();
  for (; a < end; a += 16, b += 16) sums = v128.add<Real>(sums, v128.mul<Real>(v128.load(a), v128.load(b)));
  let sum: f64 = <f64>v128.extract_lane<Real>(sums, 0) + <f64>v128.extract_lane<Real>(sums, 1);
  if (sizeof<Real>() === 4) {
    sum += <f64>v128.extract_lane<Real>(sums, 2) + <f64>v128.extract_lane<Real>(sums, 3);
  }
  for (; a < last; a += sizeof<Real>(), b += sizeof<Real>()) sum += <f64>load<Real>(a) * <f64>load<Real>(b);
  return sum;
}

/** sums (cols) = column sums of d (rows × cols) / divisor */
export function sumRows(rows: i32, cols: i32, d: usize, divisor: Real, sums: usize): void {
  const row = <usize>cols * sizeof<Real>();
  const whole = wholeVectors(cols);
  for (let c = 0; c < whole; c += 16 / sizeof<Real>()) {
    let sum = v128.splat<Real>(0);
    let at = d + <usize>c * sizeof<Real>();
    for (let r = 0; r < rows; r++, at += row) sum = v128.add<Real>(sum, v128.load(at));
    v128.store(sums + <usize>c * sizeof<Real>(), v128.div<Real>(sum, v128.splat<Real>(divisor)));
  }
  for (let c = whole; c < cols; c++) {
    let sum: Real = 0;
    let at = d + <usize>c * sizeof<Real>();
    for (let r = 0; r < rows; r++, at += row) sum += load<Real>(at);
    store<Real>(sums + <usize>c * sizeof<Real>(), sum / divisor);
  }
}

function at(z: usize, i: i32): f64 {
  return <f64>load<Real>(z + <usize>i * sizeof<Real>());
}

/** The index of the first of the largest values. */
function largest(n: i32, z: usize): i32 {
  let top = 0;
  for (let i = 1; i < n; i++) if (at(z, i) > at(z, top)) top = i;
  return top;
}

/** a = e^{z − top} of n values, and their sum. */
function exponentials(n: i32, z: usize, top: f64, a: usize): f64 {
  const t = f64x2.splat(top);
  const end = z + <usize>(n & ~1) * sizeof<Real>();
  let sum: f64 = 0;
  for (; z < end; z += 2 * sizeof<Real>()) {
    const e = exp(f64x2.sub(loadPair(z), t));
    sum += first(e);
    sum += second(e);
    storePair(a, e);
    a += 2 * sizeof<Real>();
  }
  if (n & 1) {
    const e = exp(f64x2.sub(loadPair(z), t));
    sum += first(e);
    storeFirst(a, e);
  }
  return sum;
}

/** Σ e^{z − z_top} of n values without that of top, which is 1. */
function otherExponentials(n: i32, z: usize, top: i32): f64 {
  const t = f64x2.splat(at(z, top));
  let sum: f64 = 0;
  for (let c = 0; c < n; c += 2, z += 2 * sizeof<Real>()) {
    const e = exp(f64x2.sub(loadPair(z), t));
    if (c !== top) sum += first(e);
    if (c + 1 !== top && c + 1 < n) sum += second(e);
  }
  return sum;
}

/** Row by row a = e^{z − max z} / Σ */
export function softmax(rows: i32, cols: i32, z: usize, a: usize): void {
  const row = <usize>cols * sizeof<Real>();
  for (let r = 0; r < rows; r++, z += row, a += row) {
    const sum = exponentials(cols, z, at(z, largest(cols, z)), a);
    for (let c: usize = 0; c < row; c += sizeof<Real>())
      store<Real>(a + c, <Real>(<f64>load<Real>(a + c) / sum));
  }
}

/** Row by row dz = a∘(da − Σ da∘a) */
export function softmaxBackward(rows: i32, cols: i32, da: usize, a: usize, dz: usize): void {
  const row = <usize>cols * sizeof<Real>();
  for (let r = 0; r < rows; r++, da += row, a += row, dz += row) {
    let inner: f64 = 0;
    for (let c: usize = 0; c < row; c += sizeof<Real>())
      inner += <f64>load<Real>(da + c) * <f64>load<Real>(a + c);
    for (let c: usize = 0; c < row; c += sizeof<Real>()) {
      store<Real>(dz + c, <Real>(<f64>load<Real>(a + c) * (<f64>load<Real>(da + c) - inner)));
    }
  }
}

/** Σ −(y log a + (1−y) log(1−a)) with a = sigmoid(z) */
export function logisticCost(n: i32, z: usize, y: usize): f64 {
  const end = z + <usize>(n & ~1) * sizeof<Real>();
  let sum: f64 = 0;
  for (; z < end; z += 2 * sizeof<Real>(), y += 2 * sizeof<Real>()) {
    const costs = logisticCosts(z, y);
    sum += first(costs);
    sum += second(costs);
  }
  return n & 1 ? sum + first(logisticCosts(z, y)) : sum;
}

function logisticCosts(z: usize, y: usize): v128 {
  return logisticLoss(loadPair(z), loadPair(y));
}

/** Σ y·(log(1 + Σ e^{z − max z} of the others) − (z − max z)), row by row */
export function softmaxCost(rows: i32, cols: i32, z: usize, y: usize): f64 {
  const row = <usize>cols * sizeof<Real>();
  let cost: f64 = 0;
  for (let r = 0; r < rows; r++, z += row, y += row) {
    const largestAt = largest(cols, z);
    const top = at(z, largestAt);
    const logSum = first(log1p(f64x2.splat(otherExponentials(cols, z, largestAt))));
    for (let c: usize = 0; c < row; c += sizeof<Real>()) {
      cost += <f64>load<Real>(y + c) * (logSum - (<f64>load<Real>(z + c) - top));
    }
  }
  return cost;
}

/** Σ (a − y)² */
export function squaredError(n: i32, a: usize, y: usize): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < n; i++, a += sizeof<Real>(), y += sizeof<Real>()) {
    const error = <f64>load<Real>(a) - <f64>load<Real>(y);
    sum += error * error;
  }
  return sum;
}
