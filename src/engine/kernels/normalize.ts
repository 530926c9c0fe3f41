/** Kernels of batch norm and dropout. Statistics run down the columns, in the order of the rows. */
import { wholeVectors } from './vectors';

/** out = a·mask / keep */
export function dropout(n: i32, a: usize, mask: usize, keep: Real, out: usize): void {
  const k = v128.splat<Real>(keep);
  const end = out + <usize>wholeVectors(n) * sizeof<Real>();
  const last = out + <usize>n * sizeof<Real>();
  for (; out < end; out += 16, a += 16, mask += 16) {
    v128.store(out, v128.div<Real>(v128.mul<Real>(v128.load(a), v128.load(mask)), k));
  }
  for (; out < last; out += sizeof<Real>(), a += sizeof<Real>(), mask += sizeof<Real>()) {
    store<Real>(out, (load<Real>(a) * load<Real>(mask)) / keep);
  }
}

/** sums (cols) = column sums of a∘b (rows × cols) / divisor */
export function sumProducts(rows: i32, cols: i32, a: usize, b: usize, divisor: Real, sums: usize): void {
  const row = <usize>cols * sizeof<Real>();
  const whole = <usize>wholeVectors(cols) * sizeof<Real>();
  for (let c: usize = 0; c < whole; c += 16) {
    let sum = v128.splat<Real>(0);
    let at = c;
    for (let r = 0; r < rows; r++, at += row) {
      sum = v128.add<Real>(sum, v128.mul<Real>(v128.load(a + at), v128.load(b + at)));
    }
    v128.store(sums + c, v128.div<Real>(sum, v128.splat<Real>(divisor)));
  }
  for (let c = whole; c < row; c += sizeof<Real>()) {
    let sum: Real = 0;
    let at = c;
    for (let r = 0; r < rows; r++, at += row) sum += load<Real>(a + at) * load<Real>(b + at);
    store<Real>(sums + c, sum / divisor);
  }
}

/** variances (cols) = column means of (z − mean)² */
export function variances(rows: i32, cols: i32, z: usize, means: usize, result: usize): void {
  const row = <usize>cols * sizeof<Real>();
  const whole = <usize>wholeVectors(cols) * sizeof<Real>();
  for (let c: usize = 0; c < whole; c += 16) {
    const mean = v128.load(means + c);
    let sum = v128.splat<Real>(0);
    let at = z + c;
    for (let r = 0; r < rows; r++, at += row) {
      const away = v128.sub<Real>(v128.load(at), mean);
      sum = v128.add<Real>(sum, v128.mul<Real>(away, away));
    }
    v128.store(result + c, v128.div<Real>(sum, v128.splat<Real>(<Real>rows)));
  }
  for (let c = whole; c < row; c += sizeof<Real>()) {
    const mean = load<Real>(means + c);
    let sum: Real = 0;
    let at = z + c;
    for (let r = 0; r < rows; r++, at += row) {
      const away = load<Real>(at) - mean;
      sum += away * away;
    }
    store<Real>(result + c, sum / <Real>rows);
  }
}

/** out = (z − mean) / √(variance + epsilon), column by column */
export function normalize(
  rows: i32,
  cols: i32,
  z: usize,
  means: usize,
  variances: usize,
  epsilon: Real,
  out: usize,
): void {
  const row = <usize>cols * sizeof<Real>();
  const whole = <usize>wholeVectors(cols) * sizeof<Real>();
  for (let c: usize = 0; c < whole; c += 16) {
    const mean = v128.load(means + c);
    const deviation = v128.sqrt<Real>(v128.add<Real>(v128.load(variances + c), v128.splat<Real>(epsilon)));
    let at = c;
    for (let r = 0; r < rows; r++, at += row) {
      v128.store(out + at, v128.div<Real>(v128.sub<Real>(v128.load(z + at), mean), deviation));
    }
  }
  for (let c = whole; c < row; c += sizeof<Real>()) {
    const mean = load<Real>(means + c);
    const deviation = sqrt<Real>(load<Real>(variances + c) + epsilon);
    let at = c;
    for (let r = 0; r < rows; r++, at += row) store<Real>(out + at, (load<Real>(z + at) - mean) / deviation);
  }
}

/** out = gamma·x + beta, column by column */
export function scaleAndShift(rows: i32, cols: i32, x: usize, gamma: usize, beta: usize, out: usize): void {
  const row = <usize>cols * sizeof<Real>();
  const whole = <usize>wholeVectors(cols) * sizeof<Real>();
  for (let r = 0; r < rows; r++, x += row, out += row) {
    for (let c: usize = 0; c < whole; c += 16) {
      const scaled = v128.mul<Real>(v128.load(gamma + c), v128.load(x + c));
      v128.store(out + c, v128.add<Real>(scaled, v128.load(beta + c)));
    }
    for (let c = whole; c < row; c += sizeof<Real>()) {
      store<Real>(out + c, load<Real>(gamma + c) * load<Real>(x + c) + load<Real>(beta + c));
    }
  }
}

/** dz = gamma/√(variance + epsilon) · (dy − dBeta − x·dGamma), column by column; x is the normalised input */
export function normalizeBackward(
  rows: i32,
  cols: i32,
  dy: usize,
  x: usize,
  gamma: usize,
  dGamma: usize,
  dBeta: usize,
  variances: usize,
  epsilon: Real,
  dz: usize,
): void {
  const row = <usize>cols * sizeof<Real>();
  const whole = <usize>wholeVectors(cols) * sizeof<Real>();
  for (let c: usize = 0; c < whole; c += 16) {
    const deviation = v128.sqrt<Real>(v128.add<Real>(v128.load(variances + c), v128.splat<Real>(epsilon)));
    const factor = v128.div<Real>(v128.load(gamma + c), deviation);
    const shift = v128.load(dBeta + c);
    const slope = v128.load(dGamma + c);
    let at = c;
    for (let r = 0; r < rows; r++, at += row) {
      const centred = v128.sub<Real>(v128.load(dy + at), shift);
      const rest = v128.sub<Real>(centred, v128.mul<Real>(v128.load(x + at), slope));
      v128.store(dz + at, v128.mul<Real>(factor, rest));
    }
  }
  for (let c = whole; c < row; c += sizeof<Real>()) {
    const factor = load<Real>(gamma + c) / sqrt<Real>(load<Real>(variances + c) + epsilon);
    const shift = load<Real>(dBeta + c);
    const slope = load<Real>(dGamma + c);
    let at = c;
    for (let r = 0; r < rows; r++, at += row) {
      store<Real>(dz + at, factor * (load<Real>(dy + at) - shift - load<Real>(x + at) * slope));
    }
  }
}
