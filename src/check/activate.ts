/** The activations and their slopes in plain loops. */
import { exp, log, tanh } from '../engine/math.js';
import type { Matrix } from '../engine/matrix.js';
import { type ActivationName, LEAK } from '../nn/activations.js';
import { combined, mapped, times } from './arrays.js';

/** 1/(1 + e^−z) */
export function sigmoid(z: number): number {
  if (z >= 0) return 1 / (1 + exp(-z));
  return exp(z) / (1 + exp(z));
}

/** The activations that work on each value by itself. */
export type SlopedActivation = Exclude<ActivationName, 'softmax'>;

/** Φ(z) and φ(z) of the standard normal distribution are taken as gelu's kernel takes them. */
export function activated(activation: ActivationName, Z: Matrix): Matrix {
  if (activation === 'softmax') return softmax(Z);
  return mapped(Z, FUNCTIONS[activation]);
}

const FUNCTIONS: Record<SlopedActivation, (z: number) => number> = {
  relu: (z) => Math.max(0, z),
  tanh,
  sigmoid,
  'leaky-relu': (z) => (z > 0 ? z : LEAK * z),
  linear: (z) => z,
  gelu: (z) => z * normalShare(z),
};

/** e^z/Σ e^z of each column. */
export function softmax(Z: Matrix): Matrix {
  const result = mapped(Z, (z) => z);
  for (let j = 0; j < Z.cols; j++) {
    let top = -Infinity;
    for (let i = 0; i < Z.rows; i++) top = Math.max(top, Z.data[i * Z.cols + j]);
    let sum = 0;
    for (let i = 0; i < Z.rows; i++) {
      const e = exp(Z.data[i * Z.cols + j] - top);
      result.data[i * Z.cols + j] = e;
      sum += e;
    }
    for (let i = 0; i < Z.rows; i++) result.data[i * Z.cols + j] /= sum;
  }
  return result;
}

/** g'(Z), from Z. */
export function slope(activation: SlopedActivation, Z: Matrix): Matrix {
  return mapped(Z, SLOPES[activation]);
}

const SLOPES: Record<SlopedActivation, (z: number) => number> = {
  relu: (z) => (z > 0 ? 1 : 0),
  tanh: (z) => 1 - tanh(z) ** 2,
  sigmoid: (z) => sigmoid(z) * (1 - sigmoid(z)),
  'leaky-relu': (z) => (z > 0 ? 1 : LEAK),
  linear: () => 1,
  gelu: (z) => normalShare(z) + (z * exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI),
};

/** g'(Z) as it follows from A = g(Z); undefined where A does not tell. */
export function slopeFromA(activation: ActivationName, A: Matrix): Matrix | undefined {
  const f = FROM_A[activation];
  return f && mapped(A, f);
}

const FROM_A: Partial<Record<ActivationName, (a: number) => number>> = {
  relu: SLOPES.relu,
  tanh: (a) => 1 - a * a,
  sigmoid: (a) => a * (1 - a),
  'leaky-relu': SLOPES['leaky-relu'],
};

/** dZ = A∘(dA − Σ A∘dA) of each column: softmax's whole Jacobian. */
export function softmaxBackward(dA: Matrix, A: Matrix): Matrix {
  const weighted = times(A, dA);
  return combined(
    A,
    combined(dA, columnTotals(weighted), (a, b) => a - b),
    (a, b) => a * b,
  );
}

function columnTotals(A: Matrix): Matrix {
  const totals = mapped(A, (a) => a).rowRange(0, 1);
  for (let i = 1; i < A.rows; i++) {
    for (let j = 0; j < A.cols; j++) totals.data[j] += A.data[i * A.cols + j];
  }
  return totals;
}

/** Φ(z), by erfc's continued fraction and series as precise as the check is. */
function normalShare(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const half = x < 3 ? 0.5 + erfSeries(x) / 2 : 1 - erfcFraction(x) / 2;
  return z < 0 ? 1 - half : half;
}

/** erf x = 2/√π · e^−x² · Σ 2ⁿ·x^(2n+1)/(1·3·…·(2n+1)) */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * exp(-x * x) * sum;
}

/** erfc x = e^−x²/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))) */
function erfcFraction(x: number): number {
  let tail = x;
  for (let k = 60; k >= 1; k--) tail = x + k / 2 / tail;
  return exp(-x * x) / Math.sqrt(Math.PI) / tail;
}

/** log a, and NumPy's −inf of 0. */
export function logarithm(a: number): number {
  return a === 0 ? -Infinity : log(a);
}
