/** A network: layers, the output activation and the loss; it runs passes and knows no optimizer. */
import type { Backend } from '../engine/backend.js';
import type { Matrix } from '../engine/matrix.js';
import { Workspace } from '../engine/workspace.js';
import { type Activation, OUTPUT_ACTIVATIONS, type OutputActivation, type Outputs } from './activations.js';
import type { Layer, Pass } from './layer.js';
import { LOSSES, type Loss, type LossName } from './losses.js';
import type { NamedParameter, Param } from './parameter.js';

/** The end of a network, behind the last Z. */
export interface Head {
  readonly units: number;
  readonly activation: OutputActivation;
  /** Values of an example in the widest of its images, where there are any. */
  readonly imageSize?: number;
  /** By name, or one of the caller's own. */
  readonly loss: LossName | Loss;
  /** The caller's own version of the activation. */
  readonly output?: Activation;
}

/** Layers, output activation and loss as one: the cost of a batch and the gradients of every parameter. */
export class Network {
  /** All layers up to the last Z; the output activation is the head's. */
  readonly layers: readonly Layer[];
  readonly params: readonly Param[];
  /** All that a model keeps, layer by layer: parameters, and running averages behind them. */
  readonly parameters: readonly NamedParameter[];
  readonly outputActivation: OutputActivation;
  /** Values of an example in the widest of its images; 0 for a dense network. */
  readonly imageSize: number;
  readonly #backend: Backend;
  readonly #head: Head;
  readonly #loss: Loss;
  readonly #output: Activation;
  readonly #A: Workspace;
  readonly #dA: Workspace;
  readonly #dZ: Workspace;
  #outputs: Outputs | undefined;

  constructor(backend: Backend, layers: readonly Layer[], head: Head) {
    this.layers = layers;
    this.params = layers.flatMap((layer) => layer.params);
    this.parameters = layers.flatMap(({ params, averages = [] }) => [...params, ...averages]);
    this.outputActivation = head.activation;
    this.imageSize = head.imageSize ?? 0;
    this.#backend = backend;
    this.#head = head;
    this.#loss = typeof head.loss === 'string' ? LOSSES[head.loss] : head.loss;
    this.#output = head.output ?? OUTPUT_ACTIVATIONS[head.activation];
    this.#A = new Workspace(backend, head.units);
    this.#dA = new Workspace(backend, head.units);
    this.#dZ = new Workspace(backend, head.units);
  }

  /** The same layers, parameters shared, behind another first one. */
  withFirst(first: Layer): Network {
    return new Network(this.#backend, [first, ...this.layers.slice(1)], this.#head);
  }

  /** A_L (m × n_L) for the first layer's input (m × n₀). */
  forward(input: Matrix, pass: Pass = {}): Matrix {
    const { observer } = pass;
    let Z = input;
    for (let l = 0; l < this.layers.length; l++) {
      Z = this.layers[l].forward(Z, pass);
      observer?.forward(l, Z);
    }
    const A = this.#A.rows(Z.rows);
    this.#output.forward(this.#backend, Z, A);
    observer?.forward(this.layers.length, A);
    this.#outputs = { Z, A };
    return A;
  }

  /** The mean cost of the last forward pass against Y (m × n_L). */
  cost(Y: Matrix): number {
    return this.#loss.total(this.#backend, this.#lastOutputs(), Y) / Y.rows;
  }

  /** dZ_L (m × n_L) per example, for the last forward pass. */
  outputGradient(Y: Matrix): Matrix {
    const outputs = this.#lastOutputs();
    const { A } = outputs;
    const dZ = this.#dZ.rows(A.rows);
    if (this.#loss.activation === this.outputActivation) {
      this.#loss.derivative(this.#backend, A, Y, dZ);
      return dZ;
    }
    const dA = this.#dA.rows(A.rows);
    this.#loss.derivative(this.#backend, A, Y, dA);
    this.#output.backward(this.#backend, dA, outputs, dZ);
    return dZ;
  }

  /** dA_L (m × n_L) per example, for the last forward pass: passes need none where the loss is bound to the activation. */
  outputSlope(Y: Matrix): Matrix {
    const { A } = this.#lastOutputs();
    const dA = this.#dA.rows(A.rows);
    const { slope } = this.#loss;
    if (slope === undefined) this.#loss.derivative(this.#backend, A, Y, dA);
    else for (const [i, a] of A.data.entries()) dA.data[i] = slope(a, Y.data[i]);
    return dA;
  }

  /** Writes every parameter's gradient for the last forward pass; the first layer computes no dX. */
  backward(Y: Matrix, pass: Pass = {}): void {
    let gradient: Matrix | undefined = this.outputGradient(Y);
    for (let l = this.layers.length - 1; l >= 0; l--) {
      pass.observer?.backward(l, gradient as Matrix);
      gradient = this.layers[l].backward(gradient as Matrix, pass, l > 0);
    }
  }

  /**
   * dX (m × n₀) per example for dZ_L (m × n_L), after a forward pass outside training. It writes over the gradients of
   * the parameters.
   */
  inputGradient(dZ: Matrix): Matrix {
    return this.layers.reduceRight((gradient, layer) => layer.backward(gradient, {}, true) as Matrix, dZ);
  }

  #lastOutputs(): Outputs {
    if (this.#outputs === undefined) throw new Error('a forward pass comes first');
    return this.#outputs;
  }
}
