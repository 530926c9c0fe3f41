/** The activations and their slopes in plain loops. */
import { exp, log, sigmoid, tanh } from '../engine/math.js';
import type { Matrix } from '../engine/matrix.js';
import { gelu, geluSlope } from '../engine/normal.js';
import { type ActivationName, LEAK } from '../nn/activations.js';
import { columnSums, combined, mapped, times } from './arrays.js';

/** The activations that work on each value by itself. */
export type SlopedActivation = Exclude<ActivationName, 'softmax'>;

/** A = g(Z), (n × m) */
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
  gelu,
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
  gelu: geluSlope,
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
    combined(dA, columnSums(weighted), (a, b) => a - b),
    (a, b) => a * b,
  );
}

/** log a, and NumPy's −inf of 0. */
export function logarithm(a: number): number {
  return a === 0 ? -Infinity : log(a);
}
