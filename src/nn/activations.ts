/** The activations: each one value that holds all that is known of it. */
import type { Backend } from '../engine/backend.js';
import type { Matrix } from '../engine/matrix.js';

/** A layer's values before and behind its activation, (m × n) each. */
export interface Outputs {
  readonly Z: Matrix;
  readonly A: Matrix;
}

/** A function of each value or row, with its derivative. */
export interface Activation {
  /** True if its slope jumps at 0. */
  readonly kinked?: true;
  /** True if a unit can be 0 for every example and then lets no gradient pass. */
  readonly dies?: true;
  /** The limits of its values; next to no gradient passes near them. */
  readonly ends?: readonly [low: number, high: number];
  /** The initialisation that suits the weights before it. */
  readonly init: 'he-normal' | 'lecun-normal';
  /** The loss that is meant when none is named; only activations of the last layer have one. */
  readonly loss?: string;
  /** A = g(Z); all (m × n). */
  forward(backend: Backend, Z: Matrix, A: Matrix): void;
  /** dZ = dA ∘ g'(Z), taken from Z or from A = g(Z). */
  backward(backend: Backend, dA: Matrix, outputs: Outputs, dZ: Matrix): void;
}

/** The slope of leaky-relu below 0. */
export const LEAK = 0.01;

/** max(0, z), with relu'(0) = 0 */
const relu = {
  kinked: true,
  dies: true,
  init: 'he-normal',
  forward: (backend, Z, A) => backend.relu(Z, 0, A),
  backward: (backend, dA, { A }, dZ) => backend.reluBackward(dA, A, 0, dZ),
} as const satisfies Activation;

/** z, or 0.01·z below 0 */
const leakyRelu = {
  kinked: true,
  init: 'he-normal',
  forward: (backend, Z, A) => backend.relu(Z, LEAK, A),
  backward: (backend, dA, { A }, dZ) => backend.reluBackward(dA, A, LEAK, dZ),
} as const satisfies Activation;

const tanh = {
  ends: [-1, 1],
  init: 'lecun-normal',
  loss: 'quadratic',
  forward: (backend, Z, A) => backend.tanh(Z, A),
  backward: (backend, dA, { A }, dZ) => backend.tanhBackward(dA, A, dZ),
} as const satisfies Activation;

/** 1/(1 + e^−z) */
const sigmoid = {
  ends: [0, 1],
  init: 'lecun-normal',
  loss: 'binary-cross-entropy',
  forward: (backend, Z, A) => backend.sigmoid(Z, A),
  backward: (backend, dA, { A }, dZ) => backend.sigmoidBackward(dA, A, dZ),
} as const satisfies Activation;

const linear = {
  init: 'lecun-normal',
  loss: 'mse',
  forward: (backend, Z, A) => backend.copy(Z, A),
  backward: (backend, dA, _, dZ) => backend.copy(dA, dZ),
} as const satisfies Activation;

/** z·Φ(z), Φ being the standard normal distribution, exact */
const gelu = {
  init: 'he-normal',
  forward: (backend, Z, A) => backend.gelu(Z, A),
  backward: (backend, dA, { Z }, dZ) => backend.geluBackward(dA, Z, dZ),
} as const satisfies Activation;

/** e^z/Σ e^z of each row */
const softmax = {
  ends: [0, 1],
  init: 'lecun-normal',
  loss: 'categorical-cross-entropy',
  forward: (backend, Z, A) => backend.softmax(Z, A),
  backward: (backend, dA, { A }, dZ) => backend.softmaxBackward(dA, A, dZ),
} as const satisfies Activation;

/** The activations that hidden layers may have. */
export const HIDDEN_ACTIVATIONS = {
  relu,
  tanh,
  sigmoid,
  'leaky-relu': leakyRelu,
  linear,
  gelu,
} as const satisfies Record<string, Activation>;

/** The activations that a network may end in. */
export const OUTPUT_ACTIVATIONS = {
  sigmoid,
  softmax,
  linear,
  tanh,
} as const satisfies Record<string, Activation & Required<Pick<Activation, 'loss'>>>;

/** The name of an activation that hidden layers may have. */
export type HiddenActivation = keyof typeof HIDDEN_ACTIVATIONS;
/** The name of an activation that the last layer may have. */
export type OutputActivation = keyof typeof OUTPUT_ACTIVATIONS;
/** The activations that a layer may have, hidden or output. */
export type ActivationName = HiddenActivation | OutputActivation;

/** All activations by name. */
export const ACTIVATIONS: Readonly<Record<ActivationName, Activation>> = {
  ...HIDDEN_ACTIVATIONS,
  ...OUTPUT_ACTIVATIONS,
};
