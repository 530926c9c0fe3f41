/** The activations: each one value with its function and its derivative, and the layer that applies one. */
import type { Backend } from '../engine/backend.js';
import type { Matrix } from '../engine/matrix.js';
import { Workspace } from '../engine/workspace.js';
import type { Layer, Pass } from './layer.js';

/** A function of each value or row, with its derivative. */
export interface Activation {
  /** Whether its slope jumps at 0. */
  readonly kinked?: true;
  /** A = g(Z); all (m × n). */
  forward(backend: Backend, Z: Matrix, A: Matrix): void;
  /** dZ = dA ∘ g'(Z), taken from A = g(Z). */
  backward(backend: Backend, dA: Matrix, A: Matrix, dZ: Matrix): void;
}

/** The slope of leaky-relu below 0. */
export const LEAK = 0.01;

function rectifier(slope: number): Activation {
  return {
    kinked: true,
    forward: (backend, Z, A) => backend.relu(Z, slope, A),
    backward: (backend, dA, A, dZ) => backend.reluBackward(dA, A, slope, dZ),
  };
}

/** What stands between hidden layers. relu'(0) = 0; leaky-relu is 0.01·z below 0. */
export const HIDDEN_ACTIVATIONS = {
  relu: rectifier(0),
  tanh: {
    forward: (backend, Z, A) => backend.tanh(Z, A),
    backward: (backend, dA, A, dZ) => backend.tanhBackward(dA, A, dZ),
  },
  sigmoid: {
    forward: (backend, Z, A) => backend.sigmoid(Z, A),
    backward: (backend, dA, A, dZ) => backend.sigmoidBackward(dA, A, dZ),
  },
  'leaky-relu': rectifier(LEAK),
  linear: {
    forward: (_, Z, A) => A.data.set(Z.data),
    backward: (_, dA, __, dZ) => dZ.data.set(dA.data),
  },
} as const satisfies Record<string, Activation>;

/** What a network can end in. */
export const OUTPUT_ACTIVATIONS = {
  sigmoid: HIDDEN_ACTIVATIONS.sigmoid,
  softmax: {
    forward: (backend, Z, A) => backend.softmax(Z, A),
    backward: (backend, dA, A, dZ) => backend.softmaxBackward(dA, A, dZ),
  },
  linear: HIDDEN_ACTIVATIONS.linear,
  tanh: HIDDEN_ACTIVATIONS.tanh,
} as const satisfies Record<string, Activation>;

/** The name of an activation that hidden layers may have. */
export type HiddenActivation = keyof typeof HIDDEN_ACTIVATIONS;
/** The name of an activation that the last layer may have. */
export type OutputActivation = keyof typeof OUTPUT_ACTIVATIONS;
/** The activations that a layer may have, hidden or output. */
export type ActivationName = HiddenActivation | OutputActivation;

/** A = g(Z) as a layer of `units` without parameters. */
export class ActivationLayer implements Layer {
  readonly params = [];
  readonly #backend: Backend;
  readonly activation: Activation;
  readonly #A: Workspace;
  readonly #dZ: Workspace;

  constructor(backend: Backend, activation: Activation, units: number) {
    this.#backend = backend;
    this.activation = activation;
    this.#A = new Workspace(backend, units);
    this.#dZ = new Workspace(backend, units);
  }

  forward(Z: Matrix, _pass: Pass): Matrix {
    const A = this.#A.rows(Z.rows);
    this.activation.forward(this.#backend, Z, A);
    return A;
  }

  backward(dA: Matrix, _pass: Pass, _wantsInput: boolean): Matrix {
    const dZ = this.#dZ.rows(dA.rows);
    this.activation.backward(this.#backend, dA, this.#A.rows(dA.rows), dZ);
    return dZ;
  }

  /** A > 0, which is Z > 0 */
  sides(): Uint8Array | undefined {
    return this.activation.kinked && Uint8Array.from(this.#A.current.data, (a) => Number(a > 0));
  }

  squaredNorm(): number {
    return 0;
  }
}
