/** Kernels that sum: always in the order of the index, whatever the machine and the number of threads. */
import { wholeVectors } from './elementwise';
import { exp, log, softplus } from './math';
import { first, loadPair, second, storeFirst, storePair } from './pairs';

/** Σ a·b, lane by lane and then the lanes in order. */
export function dot<T>(n: i32, a: usize, b: usize): f64 {
  let sums = v128.splat<T>(0);
  const end = a + <usize>wholeVectors<T>(n) * sizeof<T>();
  const last = a + <usize>n * sizeof<T>();
  for (; a < end; a += 16, b += 16) sums = v128.add<T>(sums, v128.mul<T>(v128.load(a), v128.load(b)));
  let sum: f64 = <f64>v128.extract_lane<T>(sums, 0) + <f64>v128.extract_lane<T>(sums, 1);
  if (sizeof<T>() === 4) {
    sum += <f64>v128.extract_lane<T>(sums, 2) + <f64>v128.extract_lane<T>(sums, 3);
  }
  for (; a < last; a += sizeof<T>(), b += sizeof<T>()) sum += <f64>load<T>(a) * <f64>load<T>(b);
  return sum;
}

/** sums (cols) = column sums of d (rows × cols) / divisor */
export function sumRows<T>(rows: i32, cols: i32, d: usize, divisor: T, sums: usize): void {
  const row = <usize>cols * sizeof<T>();
  const whole = wholeVectors<T>(cols);
  for (let c = 0; c < whole; c += 16 / sizeof<T>()) {
    let sum = v128.splat<T>(0);
    let at = d + <usize>c * sizeof<T>();
    for (let r = 0; r < rows; r++, at += row) sum = v128.add<T>(sum, v128.load(at));
    v128.store(sums + <usize>c * sizeof<T>(), v128.div<T>(sum, v128.splat<T>(divisor)));
  }
  for (let c = whole; c < cols; c++) {
    let sum: T = 0;
    let at = d + <usize>c * sizeof<T>();
    for (let r = 0; r < rows; r++, at += row) sum += load<T>(at);
    store<T>(sums + <usize>c * sizeof<T>(), sum / divisor);
  }
}

function largest<T>(n: i32, z: usize): f64 {
  let top = <f64>load<T>(z);
  for (let i = 1; i < n; i++) {
    const x = <f64>load<T>(z + <usize>i * sizeof<T>());
    if (x > top) top = x;
  }
  return top;
}

/** Σ e^{z − top} of n values, and each of them to a where a ≠ 0. */
function exponentials<T>(n: i32, z: usize, top: f64, a: usize): f64 {
  const t = f64x2.splat(top);
  const end = z + <usize>(n & ~1) * sizeof<T>();
  let sum: f64 = 0;
  for (; z < end; z += 2 * sizeof<T>()) {
    const e = exp(f64x2.sub(loadPair<T>(z), t));
    sum += first(e);
    sum += second(e);
    if (a !== 0) {
      storePair<T>(a, e);
      a += 2 * sizeof<T>();
    }
  }
  if (n & 1) {
    const e = exp(f64x2.sub(loadPair<T>(z), t));
    sum += first(e);
    if (a !== 0) storeFirst<T>(a, e);
  }
  return sum;
}

/** Row by row a = e^{z − max z} / Σ */
export function softmax<T>(rows: i32, cols: i32, z: usize, a: usize): void {
  const row = <usize>cols * sizeof<T>();
  for (let r = 0; r < rows; r++, z += row, a += row) {
    const sum = exponentials<T>(cols, z, largest<T>(cols, z), a);
    for (let c: usize = 0; c < row; c += sizeof<T>()) store<T>(a + c, <T>(<f64>load<T>(a + c) / sum));
  }
}

/** Row by row dz = a∘(da − Σ da∘a) */
export function softmaxBackward<T>(rows: i32, cols: i32, da: usize, a: usize, dz: usize): void {
  const row = <usize>cols * sizeof<T>();
  for (let r = 0; r < rows; r++, da += row, a += row, dz += row) {
    let inner: f64 = 0;
    for (let c: usize = 0; c < row; c += sizeof<T>()) inner += <f64>load<T>(da + c) * <f64>load<T>(a + c);
    for (let c: usize = 0; c < row; c += sizeof<T>()) {
      store<T>(dz + c, <T>(<f64>load<T>(a + c) * (<f64>load<T>(da + c) - inner)));
    }
  }
}

/** Σ softplus(z) − y·z */
export function logisticCost<T>(n: i32, z: usize, y: usize): f64 {
  const end = z + <usize>(n & ~1) * sizeof<T>();
  let sum: f64 = 0;
  for (; z < end; z += 2 * sizeof<T>(), y += 2 * sizeof<T>()) {
    const costs = logisticCosts<T>(z, y);
    sum += first(costs);
    sum += second(costs);
  }
  return n & 1 ? sum + first(logisticCosts<T>(z, y)) : sum;
}

function logisticCosts<T>(z: usize, y: usize): v128 {
  const x = loadPair<T>(z);
  return f64x2.sub(softplus(x), f64x2.mul(loadPair<T>(y), x));
}

/** Σ y·(log Σ e^z − z), row by row */
export function softmaxCost<T>(rows: i32, cols: i32, z: usize, y: usize): f64 {
  const row = <usize>cols * sizeof<T>();
  let cost: f64 = 0;
  for (let r = 0; r < rows; r++, z += row, y += row) {
    const top = largest<T>(cols, z);
    const logSum = first(log(f64x2.splat(exponentials<T>(cols, z, top, 0))));
    for (let c: usize = 0; c < row; c += sizeof<T>()) {
      cost += <f64>load<T>(y + c) * (logSum - (<f64>load<T>(z + c) - top));
    }
  }
  return cost;
}

/** Σ (a − y)² */
export function squaredError<T>(n: i32, a: usize, y: usize): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < n; i++, a += sizeof<T>(), y += sizeof<T>()) {
    const error = <f64>load<T>(a) - <f64>load<T>(y);
    sum += error * error;
  }
  return sum;
}
