/**
 * The module's exports: every kernel for both dtypes, chosen by `wide` (float64, else float32). Pointers and
 * strides are in bytes, counts in values.
 */
import * as conv from './conv';
import * as weights from './conv-weights';
import * as decimals from './decimals';
import * as elementwise from './elementwise';
import * as images from './images';
import * as products from './matmul';
import * as norm from './normalize';
import * as optimize from './optimize';
import * as reduce from './reduce';

export { overWhite, resample } from './pixels';
export { useScratch } from './scratch';

/** Bytes of scratch memory that one instance needs. */
export function scratchBytes(): i32 {
  return max(products.scratchBytes(), conv.scratchBytes());
}

export function readDecimals(text: usize, to: usize, stop: usize): i32 {
  return decimals.read(text, to, stop);
}

export function multiply(
  wide: bool,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  aCol: usize,
  b: usize,
  bRow: usize,
  bCol: usize,
  c: usize,
  cRow: usize,
  divisor: f64,
  firstRow: i32,
  further: bool,
): void {
  if (wide) {
    products.multiply<f64>(m, n, k, a, aRow, aCol, b, bRow, bCol, c, cRow, divisor, firstRow, further);
  } else {
    const d = <f32>divisor;
    products.multiply<f32>(m, n, k, a, aRow, aCol, b, bRow, bCol, c, cRow, d, firstRow, further);
  }
}

export function mirror(wide: bool, n: i32, g: usize): void {
  if (wide) products.mirror<f64>(n, g);
  else products.mirror<f32>(n, g);
}

export function addScaled(wide: bool, n: i32, x: usize, factor: f64, y: usize): void {
  if (wide) elementwise.addScaled<f64>(n, x, factor, y);
  else elementwise.addScaled<f32>(n, x, <f32>factor, y);
}

export function scale(wide: bool, n: i32, factor: f64, y: usize): void {
  if (wide) elementwise.scale<f64>(n, factor, y);
  else elementwise.scale<f32>(n, <f32>factor, y);
}

export function difference(wide: bool, n: i32, a: usize, b: usize, factor: f64, d: usize): void {
  if (wide) elementwise.difference<f64>(n, a, b, factor, d);
  else elementwise.difference<f32>(n, a, b, <f32>factor, d);
}

export function addBias(wide: bool, rows: i32, cols: i32, bias: usize, z: usize): void {
  if (wide) elementwise.addBias<f64>(rows, cols, bias, z);
  else elementwise.addBias<f32>(rows, cols, bias, z);
}

export function relu(wide: bool, n: i32, z: usize, slope: f64, a: usize): void {
  if (wide) elementwise.relu<f64>(n, z, slope, a);
  else elementwise.relu<f32>(n, z, <f32>slope, a);
}

export function reluBackward(wide: bool, n: i32, da: usize, a: usize, slope: f64, dz: usize): void {
  if (wide) elementwise.reluBackward<f64>(n, da, a, slope, dz);
  else elementwise.reluBackward<f32>(n, da, a, <f32>slope, dz);
}

export function tanhForward(wide: bool, n: i32, z: usize, a: usize): void {
  if (wide) elementwise.tanhForward<f64>(n, z, a);
  else elementwise.tanhForward<f32>(n, z, a);
}

export function tanhBackward(wide: bool, n: i32, da: usize, a: usize, dz: usize): void {
  if (wide) elementwise.tanhBackward<f64>(n, da, a, dz);
  else elementwise.tanhBackward<f32>(n, da, a, dz);
}

export function sigmoidForward(wide: bool, n: i32, z: usize, a: usize): void {
  if (wide) elementwise.sigmoidForward<f64>(n, z, a);
  else elementwise.sigmoidForward<f32>(n, z, a);
}

export function sigmoidBackward(wide: bool, n: i32, da: usize, a: usize, dz: usize): void {
  if (wide) elementwise.sigmoidBackward<f64>(n, da, a, dz);
  else elementwise.sigmoidBackward<f32>(n, da, a, dz);
}

export function geluForward(wide: bool, n: i32, z: usize, a: usize): void {
  if (wide) elementwise.geluForward<f64>(n, z, a);
  else elementwise.geluForward<f32>(n, z, a);
}

export function geluBackward(wide: bool, n: i32, da: usize, z: usize, dz: usize): void {
  if (wide) elementwise.geluBackward<f64>(n, da, z, dz);
  else elementwise.geluBackward<f32>(n, da, z, dz);
}

export function dot(wide: bool, n: i32, a: usize, b: usize): f64 {
  return wide ? reduce.dot<f64>(n, a, b) : reduce.dot<f32>(n, a, b);
}

export function sumRows(wide: bool, rows: i32, cols: i32, d: usize, divisor: f64, sums: usize): void {
  if (wide) reduce.sumRows<f64>(rows, cols, d, divisor, sums);
  else reduce.sumRows<f32>(rows, cols, d, <f32>divisor, sums);
}

export function softmax(wide: bool, rows: i32, cols: i32, z: usize, a: usize): void {
  if (wide) reduce.softmax<f64>(rows, cols, z, a);
  else reduce.softmax<f32>(rows, cols, z, a);
}

export function softmaxBackward(wide: bool, rows: i32, cols: i32, da: usize, a: usize, dz: usize): void {
  if (wide) reduce.softmaxBackward<f64>(rows, cols, da, a, dz);
  else reduce.softmaxBackward<f32>(rows, cols, da, a, dz);
}

export function logisticCost(wide: bool, n: i32, z: usize, y: usize): f64 {
  return wide ? reduce.logisticCost<f64>(n, z, y) : reduce.logisticCost<f32>(n, z, y);
}

export function softmaxCost(wide: bool, rows: i32, cols: i32, z: usize, y: usize): f64 {
  return wide ? reduce.softmaxCost<f64>(rows, cols, z, y) : reduce.softmaxCost<f32>(rows, cols, z, y);
}

export function squaredError(wide: bool, n: i32, a: usize, y: usize): f64 {
  return wide ? reduce.squaredError<f64>(n, a, y) : reduce.squaredError<f32>(n, a, y);
}

export function adagrad(wide: bool, n: i32, g: usize, s: usize, w: usize, rate: f64, epsilon: f64): void {
  if (wide) optimize.adagrad<f64>(n, g, s, w, rate, epsilon);
  else optimize.adagrad<f32>(n, g, s, w, <f32>rate, <f32>epsilon);
}

export function rmsprop(
  wide: bool,
  n: i32,
  g: usize,
  s: usize,
  w: usize,
  rate: f64,
  rho: f64,
  epsilon: f64,
): void {
  if (wide) optimize.rmsprop<f64>(n, g, s, w, rate, rho, epsilon);
  else optimize.rmsprop<f32>(n, g, s, w, <f32>rate, <f32>rho, <f32>epsilon);
}

export function adam(
  wide: bool,
  n: i32,
  g: usize,
  m: usize,
  v: usize,
  w: usize,
  step: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  inverseRoot: f64,
): void {
  if (wide) optimize.adam<f64>(n, g, m, v, w, step, beta1, beta2, epsilon, inverseRoot);
  else {
    const b1 = <f32>beta1;
    const b2 = <f32>beta2;
    optimize.adam<f32>(n, g, m, v, w, <f32>step, b1, b2, <f32>epsilon, <f32>inverseRoot);
  }
}

export function fromBytes(
  wide: bool,
  count: i32,
  cols: i32,
  bytes: usize,
  stride: i32,
  list: usize,
  divisor: f64,
  x: usize,
): void {
  if (wide) elementwise.fromBytes<f64>(count, cols, bytes, stride, list, divisor, x);
  else elementwise.fromBytes<f32>(count, cols, bytes, stride, list, <f32>divisor, x);
}

export function gatherRows(wide: bool, count: i32, cols: i32, x: usize, list: usize, out: usize): void {
  if (wide) elementwise.gatherRows<f64>(count, cols, x, list, out);
  else elementwise.gatherRows<f32>(count, cols, x, list, out);
}

export function placeImages(
  wide: bool,
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  largerHeight: i32,
  largerWidth: i32,
  top: i32,
  left: i32,
  step: i32,
  x: usize,
  p: usize,
): void {
  if (wide) {
    images.placeImages<f64>(count, height, width, channels, largerHeight, largerWidth, top, left, step, x, p);
  } else {
    images.placeImages<f32>(count, height, width, channels, largerHeight, largerWidth, top, left, step, x, p);
  }
}

export function correlate(
  wide: bool,
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  stride: i32,
  filters: i32,
  x: usize,
  w: usize,
  bias: usize,
  z: usize,
): void {
  const kh = kernelHeight,
    kw = kernelWidth;
  if (wide) conv.correlate<f64>(count, height, width, channels, kh, kw, stride, filters, x, w, bias, z);
  else conv.correlate<f32>(count, height, width, channels, kh, kw, stride, filters, x, w, bias, z);
}

export function correlateWeights(
  wide: bool,
  tap: i32,
  taps: i32,
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  stride: i32,
  filters: i32,
  x: usize,
  dz: usize,
  divisor: f64,
  dw: usize,
): void {
  const h = height,
    w = width,
    kh = kernelHeight,
    kw = kernelWidth,
    n = filters;
  if (wide) {
    weights.correlateWeights<f64>(tap, taps, count, h, w, channels, kh, kw, stride, n, x, dz, divisor, dw);
  } else {
    const d = <f32>divisor;
    weights.correlateWeights<f32>(tap, taps, count, h, w, channels, kh, kw, stride, n, x, dz, d, dw);
  }
}

export function maxPool(
  wide: bool,
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
  x: usize,
  a: usize,
): void {
  if (wide) images.maxPool<f64>(count, height, width, channels, size, x, a);
  else images.maxPool<f32>(count, height, width, channels, size, x, a);
}

export function maxPoolBackward(
  wide: bool,
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
  da: usize,
  x: usize,
  a: usize,
  dx: usize,
): void {
  if (wide) images.maxPoolBackward<f64>(count, height, width, channels, size, da, x, a, dx);
  else images.maxPoolBackward<f32>(count, height, width, channels, size, da, x, a, dx);
}

export function averagePool(
  wide: bool,
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
  x: usize,
  a: usize,
): void {
  if (wide) images.averagePool<f64>(count, height, width, channels, size, x, a);
  else images.averagePool<f32>(count, height, width, channels, size, x, a);
}

export function averagePoolBackward(
  wide: bool,
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
  da: usize,
  dx: usize,
): void {
  if (wide) images.averagePoolBackward<f64>(count, height, width, channels, size, da, dx);
  else images.averagePoolBackward<f32>(count, height, width, channels, size, da, dx);
}

export function dropout(wide: bool, n: i32, a: usize, mask: usize, keep: f64, out: usize): void {
  if (wide) norm.dropout<f64>(n, a, mask, keep, out);
  else norm.dropout<f32>(n, a, mask, <f32>keep, out);
}

export function sumProducts(
  wide: bool,
  rows: i32,
  cols: i32,
  a: usize,
  b: usize,
  divisor: f64,
  sums: usize,
): void {
  if (wide) norm.sumProducts<f64>(rows, cols, a, b, divisor, sums);
  else norm.sumProducts<f32>(rows, cols, a, b, <f32>divisor, sums);
}

export function variances(wide: bool, rows: i32, cols: i32, z: usize, means: usize, result: usize): void {
  if (wide) norm.variances<f64>(rows, cols, z, means, result);
  else norm.variances<f32>(rows, cols, z, means, result);
}

export function normalize(
  wide: bool,
  rows: i32,
  cols: i32,
  z: usize,
  means: usize,
  variances: usize,
  epsilon: f64,
  out: usize,
): void {
  if (wide) norm.normalize<f64>(rows, cols, z, means, variances, epsilon, out);
  else norm.normalize<f32>(rows, cols, z, means, variances, <f32>epsilon, out);
}

export function scaleAndShift(
  wide: bool,
  rows: i32,
  cols: i32,
  x: usize,
  gamma: usize,
  beta: usize,
  out: usize,
): void {
  if (wide) norm.scaleAndShift<f64>(rows, cols, x, gamma, beta, out);
  else norm.scaleAndShift<f32>(rows, cols, x, gamma, beta, out);
}

export function normalizeBackward(
  wide: bool,
  rows: i32,
  cols: i32,
  dy: usize,
  x: usize,
  gamma: usize,
  dGamma: usize,
  dBeta: usize,
  variances: usize,
  epsilon: f64,
  dz: usize,
): void {
  if (wide) norm.normalizeBackward<f64>(rows, cols, dy, x, gamma, dGamma, dBeta, variances, epsilon, dz);
  else norm.normalizeBackward<f32>(rows, cols, dy, x, gamma, dGamma, dBeta, variances, <f32>epsilon, dz);
}
