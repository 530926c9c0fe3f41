/** An activation as a layer without parameters. */
import type { Backend } from '../../engine/backend.js';
import type { Matrix } from '../../engine/matrix.js';
import { Workspace } from '../../engine/workspace.js';
import type { Activation } from '../activations.js';
import type { Layer, Pass } from '../layer.js';

/** A = g(Z), (m × units). */
export class ActivationLayer implements Layer {
  readonly params = [];
  readonly activation: Activation;
  readonly #backend: Backend;
  readonly #A: Workspace;
  readonly #dZ: Workspace;
  #Z: Matrix;

  constructor(backend: Backend, activation: Activation, units: number) {
    this.activation = activation;
    this.#backend = backend;
    this.#A = new Workspace(backend, units);
    this.#dZ = new Workspace(backend, units);
    this.#Z = backend.zeros(0, units);
  }

  forward(Z: Matrix, _pass: Pass): Matrix {
    const A = this.#A.rows(Z.rows);
    this.activation.forward(this.#backend, Z, A);
    this.#Z = Z;
    return A;
  }

  backward(dA: Matrix, _pass: Pass, _wantsInput: boolean): Matrix {
    const dZ = this.#dZ.rows(dA.rows);
    const outputs = { Z: this.#Z, A: this.#A.rows(dA.rows) };
    this.activation.backward(this.#backend, dA, outputs, dZ);
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
