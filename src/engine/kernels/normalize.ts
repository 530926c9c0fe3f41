/** Kernels of batch norm and dropout. Statistics run down the columns, in the order of the rows. */
import { wholeVectors } from './elementwise';

/** out = a·mask / keep */
export function dropout<T>(n: i32, a: usize, mask: usize, keep: T, out: usize): void {
  const k = v128.splat<T>(keep);
  const end = out + <usize>wholeVectors<T>(n) * sizeof<T>();
  const last = out + <usize>n * sizeof<T>();
  for (; out < end; out += 16, a += 16, mask += 16) {
    v128.store(out, v128.div<T>(v128.mul<T>(v128.load(a), v128.load(mask)), k));
  }
  for (; out < last; out += sizeof<T>(), a += sizeof<T>(), mask += sizeof<T>()) {
    store<T>(out, (load<T>(a) * load<T>(mask)) / keep);
  }
}

/** sums (cols) = column sums of a∘b (rows × cols) / divisor */
export function sumProducts<T>(rows: i32, cols: i32, a: usize, b: usize, divisor: T, sums: usize): void {
  const row = <usize>cols * sizeof<T>();
  const whole = <usize>wholeVectors<T>(cols) * sizeof<T>();
  for (let c: usize = 0; c < whole; c += 16) {
    let sum = v128.splat<T>(0);
    let at = c;
    for (let r = 0; r < rows; r++, at += row) {
      sum = v128.add<T>(sum, v128.mul<T>(v128.load(a + at), v128.load(b + at)));
    }
    v128.store(sums + c, v128.div<T>(sum, v128.splat<T>(divisor)));
  }
  for (let c = whole; c < row; c += sizeof<T>()) {
    let sum: T = 0;
    let at = c;
    for (let r = 0; r < rows; r++, at += row) sum += load<T>(a + at) * load<T>(b + at);
    store<T>(sums + c, sum / divisor);
  }
}

/** variances (cols) = column means of (z − mean)² */
export function variances<T>(rows: i32, cols: i32, z: usize, means: usize, result: usize): void {
  const row = <usize>cols * sizeof<T>();
  const whole = <usize>wholeVectors<T>(cols) * sizeof<T>();
  for (let c: usize = 0; c < whole; c += 16) {
    const mean = v128.load(means + c);
    let sum = v128.splat<T>(0);
    let at = z + c;
    for (let r = 0; r < rows; r++, at += row) {
      const away = v128.sub<T>(v128.load(at), mean);
      sum = v128.add<T>(sum, v128.mul<T>(away, away));
    }
    v128.store(result + c, v128.div<T>(sum, v128.splat<T>(<T>rows)));
  }
  for (let c = whole; c < row; c += sizeof<T>()) {
    const mean = load<T>(means + c);
    let sum: T = 0;
    let at = z + c;
    for (let r = 0; r < rows; r++, at += row) {
      const away = load<T>(at) - mean;
      sum += away * away;
    }
    store<T>(result + c, sum / <T>rows);
  }
}

/** out = (z − mean) / √(variance + epsilon), column by column */
export function normalize<T>(
  rows: i32,
  cols: i32,
  z: usize,
  means: usize,
  variances: usize,
  epsilon: T,
  out: usize,
): void {
  const row = <usize>cols * sizeof<T>();
  const whole = <usize>wholeVectors<T>(cols) * sizeof<T>();
  for (let c: usize = 0; c < whole; c += 16) {
    const mean = v128.load(means + c);
    const deviation = v128.sqrt<T>(v128.add<T>(v128.load(variances + c), v128.splat<T>(epsilon)));
    let at = c;
    for (let r = 0; r < rows; r++, at += row) {
      v128.store(out + at, v128.div<T>(v128.sub<T>(v128.load(z + at), mean), deviation));
    }
  }
  for (let c = whole; c < row; c += sizeof<T>()) {
    const mean = load<T>(means + c);
    const deviation = sqrt<T>(load<T>(variances + c) + epsilon);
    let at = c;
    for (let r = 0; r < rows; r++, at += row) store<T>(out + at, (load<T>(z + at) - mean) / deviation);
  }
}

/** out = gamma·x + beta, column by column */
export function scaleAndShift<T>(
  rows: i32,
  cols: i32,
  x: usize,
  gamma: usize,
  beta: usize,
  out: usize,
): void {
  const row = <usize>cols * sizeof<T>();
  const whole = <usize>wholeVectors<T>(cols) * sizeof<T>();
  for (let r = 0; r < rows; r++, x += row, out += row) {
    for (let c: usize = 0; c < whole; c += 16) {
      const scaled = v128.mul<T>(v128.load(gamma + c), v128.load(x + c));
      v128.store(out + c, v128.add<T>(scaled, v128.load(beta + c)));
    }
    for (let c = whole; c < row; c += sizeof<T>()) {
      store<T>(out + c, load<T>(gamma + c) * load<T>(x + c) + load<T>(beta + c));
    }
  }
}

/** dz = gamma/√(variance + epsilon) · (dy − dBeta − x·dGamma), column by column; x is the normalised input */
export function normalizeBackward<T>(
  rows: i32,
  cols: i32,
  dy: usize,
  x: usize,
  gamma: usize,
  dGamma: usize,
  dBeta: usize,
  variances: usize,
  epsilon: T,
  dz: usize,
): void {
  const row = <usize>cols * sizeof<T>();
  const whole = <usize>wholeVectors<T>(cols) * sizeof<T>();
  for (let c: usize = 0; c < whole; c += 16) {
    const deviation = v128.sqrt<T>(v128.add<T>(v128.load(variances + c), v128.splat<T>(epsilon)));
    const factor = v128.div<T>(v128.load(gamma + c), deviation);
    const shift = v128.load(dBeta + c);
    const slope = v128.load(dGamma + c);
    let at = c;
    for (let r = 0; r < rows; r++, at += row) {
      const centred = v128.sub<T>(v128.load(dy + at), shift);
      const rest = v128.sub<T>(centred, v128.mul<T>(v128.load(x + at), slope));
      v128.store(dz + at, v128.mul<T>(factor, rest));
    }
  }
  for (let c = whole; c < row; c += sizeof<T>()) {
    const factor = load<T>(gamma + c) / sqrt<T>(load<T>(variances + c) + epsilon);
    const shift = load<T>(dBeta + c);
    const slope = load<T>(dGamma + c);
    let at = c;
    for (let r = 0; r < rows; r++, at += row) {
      store<T>(dz + at, factor * (load<T>(dy + at) - shift - load<T>(x + at) * slope));
    }
  }
}
