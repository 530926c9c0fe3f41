/** Max-pooling: of each window of size × size pixels the largest value, channel by channel. */
import type { Backend } from '../../engine/backend.js';
import { type ImageShape, imageSize, type Pooling, pooled } from '../../engine/images.js';
import type { Matrix } from '../../engine/matrix.js';
import { Workspace } from '../../engine/workspace.js';
import type { Layer, Pass } from '../layer.js';
import { poolingType, type Windows } from './pooling.js';

/** `pool2`: the largest value of each window. */
export type PoolShape = Windows<'pool'>;

export const pool = poolingType(
  'pool',
  'max-pooling',
  (backend, size, image) => new MaxPool(backend, size, image),
);

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

  /** The place of each largest value in its window, row by row. */
  sides(): Int32Array {
    return winners(this.#input, this.#A.current, this.#pooling);
  }

  squaredNorm(): number {
    return 0;
  }
}

/** The place from 0 to size² − 1 of the first value of each window of X that is A's. */
function winners(X: Matrix, A: Matrix, { image, size }: Pooling): Int32Array {
  const { height, width, channels } = pooled({ image, size });
  const places = new Int32Array(A.data.length);
  for (let i = 0; i < places.length; i++) {
    const [c, x] = [i % channels, Math.floor(i / channels) % width];
    const y = Math.floor(i / (channels * width)) % height;
    const start = Math.floor(i / A.cols) * X.cols + (y * size * image.width + x * size) * channels + c;
    const at = (place: number) =>
      X.data[start + (Math.floor(place / size) * image.width + (place % size)) * channels];
    while (places[i] < size * size - 1 && at(places[i]) !== A.data[i]) places[i]++;
  }
  return places;
}
