/** Inverted dropout: in training each value is kept with probability `keep` and divided by it, or else is 0. */
import type { Backend } from '../../engine/backend.js';
import type { Matrix } from '../../engine/matrix.js';
import type { RandomState } from '../../engine/rng.js';
import { Workspace } from '../../engine/workspace.js';
import type { Layer, Pass } from '../layer.js';

/** A∘D/keep in training with a mask D of the pass's stream, and A itself otherwise. */
export class Dropout implements Layer {
  readonly params = [];
  readonly #backend: Backend;
  readonly #keep: number;
  readonly #mask: Workspace;
  readonly #A: Workspace;
  readonly #dA: Workspace;

  /**
   * After `units` values, of a convolution [row][column][filter], of which each is kept with probability `keep`, above
   * 0 and at most 1.
   */
  constructor(backend: Backend, units: number, keep: number) {
    this.#backend = backend;
    this.#keep = keep;
    this.#mask = new Workspace(backend, units);
    this.#A = new Workspace(backend, units);
    this.#dA = new Workspace(backend, units);
  }

  /** A∘D/keep, (m × n) */
  forward(input: Matrix, { training }: Pass): Matrix {
    if (training === undefined) return input;
    const mask = this.#mask.rows(input.rows);
    drawMask(training.rng, this.#keep, mask);
    const A = this.#A.rows(input.rows);
    this.#backend.dropout(input, mask, this.#keep, A);
    return A;
  }

  /** dA = dOutput∘D/keep, with the mask of the forward pass */
  backward(dOutput: Matrix, { training }: Pass, _wantsInput: boolean): Matrix {
    if (training === undefined) return dOutput;
    const dA = this.#dA.rows(dOutput.rows);
    this.#backend.dropout(dOutput, this.#mask.rows(dOutput.rows), this.#keep, dA);
    return dA;
  }

  /** D of the last pass in training, (m × n): 1 where a value was kept, else 0. */
  get mask(): Matrix {
    return this.#mask.current;
  }

  squaredNorm(): number {
    return 0;
  }
}

/** D = rand(n, m) < keep as the course draws it: all examples of the first value, then those of the next. */
function drawMask(rng: RandomState, keep: number, { data, rows: m, cols: n }: Matrix): void {
  for (let unit = 0; unit < n; unit++) {
    for (let i = unit; i < m * n; i += n) data[i] = rng.double() < keep ? 1 : 0;
  }
}
