/**
 * Batch norm between a layer with weights and its activation: each unit's Z is brought to mean 0 and variance 1,
 * then to a scale γ and a shift β of its own. A convolution's unit is a filter, its values those at every place of
 * every image. In training the batch's statistics are taken, otherwise running ones.
 */
import type { Backend } from '../../engine/backend.js';
import type { Matrix } from '../../engine/matrix.js';
import { Workspace } from '../../engine/workspace.js';
import type { Layer, Pass } from '../layer.js';
import { type NamedParameter, type Param, parameter, trainable } from '../parameter.js';

/** ε under the root: a unit that does not vary is divided by √ε. */
export const EPSILON = 1e-5;
/** The share of the running averages that an update keeps. */
const MOMENTUM = 0.9;

/**
 * Y = γ·(Z − μ)/√(σ² + ε) + β for each unit, μ and σ² (biased) of the batch or, outside training, running. A batch
 * (m × p·n) holds m examples of n units at p places, [place][unit].
 */
export class BatchNorm implements Layer {
  /** (n × 1), from 1 */
  readonly gamma: Param;
  /** (n × 1), from 0 */
  readonly beta: Param;
  readonly params: readonly Param[];
  /** Running mean (n × 1), from 0, and running variance (n × 1), from 1. */
  readonly averages: readonly NamedParameter[];
  readonly #backend: Backend;
  readonly #places: number;
  readonly #runningMean: Matrix;
  readonly #runningVariance: Matrix;
  readonly #mean: Matrix;
  readonly #variance: Matrix;
  readonly #zeros: Matrix;
  readonly #N: Workspace;
  readonly #Y: Workspace;
  readonly #dZ: Workspace;

  /** Belongs to layer number `index` (from 1), which has `units` units at `places` places each. */
  constructor(backend: Backend, index: number, units: number, places = 1) {
    this.gamma = trainable(backend, index, 'scale', filled(backend, units, 1));
    this.beta = trainable(backend, index, 'shift', backend.zeros(units, 1));
    this.params = [this.gamma, this.beta];
    this.#backend = backend;
    this.#places = places;
    this.#runningMean = backend.zeros(units, 1);
    this.#runningVariance = filled(backend, units, 1);
    this.averages = [
      parameter(index, 'mean', this.#runningMean),
      parameter(index, 'variance', this.#runningVariance),
    ];
    this.#mean = backend.zeros(units, 1);
    this.#variance = backend.zeros(units, 1);
    this.#zeros = backend.zeros(units, 1);
    this.#N = new Workspace(backend, places * units);
    this.#Y = new Workspace(backend, places * units);
    this.#dZ = new Workspace(backend, places * units);
  }

  /** Y (m × p·n) = γ∘N + β with N = (Z − μ)/√(σ² + ε) */
  forward(input: Matrix, { training }: Pass): Matrix {
    const output = this.#Y.rows(input.rows);
    const [Z, N, Y] = [input, this.#N.rows(input.rows), output].map((M) => this.#byUnit(M));
    if (training === undefined) {
      this.#backend.normalize(Z, this.#runningMean, this.#runningVariance, EPSILON, N);
    } else {
      this.#measure(Z);
      this.#backend.normalize(Z, this.#mean, this.#variance, EPSILON, N);
    }
    this.#backend.scaleAndShift(N, this.gamma.value, this.beta.value, Y);
    return output;
  }

  /**
   * dγ = Σ dY∘N / m, dβ = Σ dY / m, dZ = γ/√(σ² + ε) ∘ (dY − dβ/p − N∘dγ/p): in training μ and σ² depend on Z
   * too. Outside it they are constants, and dZ = γ/√(σ² + ε) ∘ dY. Follows a forward pass of the same kind.
   */
  backward(dOutput: Matrix, { training }: Pass, _wantsInput: boolean): Matrix {
    const dInput = this.#dZ.rows(dOutput.rows);
    const [dY, N, dZ] = [dOutput, this.#N.rows(dOutput.rows), dInput].map((M) => this.#byUnit(M));
    const [dGamma, dBeta] = [this.gamma.gradient, this.beta.gradient];
    this.#backend.sumProducts(dY, N, dY.rows, dGamma);
    this.#backend.sumRows(dY, dY.rows, dBeta);
    const through = training
      ? { dGamma, dBeta, variances: this.#variance }
      : { dGamma: this.#zeros, dBeta: this.#zeros, variances: this.#runningVariance };
    this.#backend.normalizeBackward(dY, N, { gamma: this.gamma.value, epsilon: EPSILON, ...through }, dZ);
    // so far means over examples and places; gradients are means over examples
    if (this.#places > 1) for (const gradient of [dGamma, dBeta]) this.#backend.scale(this.#places, gradient);
    return dInput;
  }

  squaredNorm(): number {
    return 0;
  }

  /** (m × p·n) as (m·p × n): all values of a unit below one another. */
  #byUnit(M: Matrix): Matrix {
    return this.#places === 1 ? M : M.reshaped(M.rows * this.#places, M.cols / this.#places);
  }

  /** μ = Σ z / m and σ² = Σ (z − μ)² / m of this batch's m values, and their share in the running averages. */
  #measure(Z: Matrix): void {
    this.#backend.sumRows(Z, Z.rows, this.#mean);
    this.#backend.variances(Z, this.#mean, this.#variance);
    // an epoch may end in a batch of one value, which has no variance
    if (Z.rows === 1) return;
    this.#follow(this.#mean, this.#runningMean);
    this.#follow(this.#variance, this.#runningVariance);
  }

  /** running ← 0.9·running + 0.1·batch */
  #follow(batch: Matrix, running: Matrix): void {
    this.#backend.scale(MOMENTUM, running);
    this.#backend.addScaled(batch, 1 - MOMENTUM, running);
  }
}

function filled(backend: Backend, units: number, value: number): Matrix {
  const matrix = backend.zeros(units, 1);
  matrix.data.fill(value);
  return matrix;
}
