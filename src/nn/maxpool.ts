/** Max-pooling: of each window of size × size pixels the largest value, channel by channel. */
import type { Backend } from '../engine/backend.js';
import { type ImageShape, imageSize, type Pooling, pooled } from '../engine/images.js';
import type { Matrix } from '../engine/matrix.js';
import { Workspace } from '../engine/workspace.js';
import type { Layer, Pass } from './layer.js';

/** Images (m × height·width·channels) to images of ⌊height/size⌋ × ⌊width/size⌋ pixels; no parameters. */
export class MaxPool implements Layer {
  readonly params = [];
  readonly #backend: Backend;
  readonly #pooling: Pooling;
  readonly #A: Workspace;
  readonly #dX: Workspace;
  #input: Matrix;

  constructor(backend: Backend, size: number, image: ImageShape) {
    this.#backend = backend;
    this.#pooling = { image, size };
    this.#A = new Workspace(backend, imageSize(pooled(this.#pooling)));
    this.#dX = new Workspace(backend, imageSize(image));
    this.#input = backend.zeros(0, imageSize(image));
  }

  forward(input: Matrix, _pass: Pass): Matrix {
    const A = this.#A.rows(input.rows);
    this.#backend.maxPool(input, this.#pooling, A);
    this.#input = input;
    return A;
  }

  /** dX is dA at the largest value of each window (the first of equals, row by row), 0 elsewhere. */
  backward(dA: Matrix, _pass: Pass, wantsInput: boolean): Matrix | undefined {
    if (!wantsInput) return undefined;
    const dX = this.#dX.rows(dA.rows);
    this.#backend.maxPoolBackward(dA, this.#input, this.#A.rows(dA.rows), this.#pooling, dX);
    return dX;
  }

  squaredNorm(): number {
    return 0;
  }
}
