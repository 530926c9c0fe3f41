/** Average pooling: of each window of size × size pixels the mean, channel by channel. */
import type { Backend } from '../../engine/backend.js';
import { type ImageShape, imageSize, type Pooling, pooled } from '../../engine/images.js';
import type { Matrix } from '../../engine/matrix.js';
import { Workspace } from '../../engine/workspace.js';
import type { Layer, Pass } from '../layer.js';
import { poolingType, type Windows } from './pooling.js';

/** `avgpool2`: the mean of each window. */
export type AvgPoolShape = Windows<'avgpool'>;

export const avgpool = poolingType(
  'avgpool',
  'average pooling',
  (backend, size, image) => new AvgPool(backend, size, image),
);

/** Images (m × height·width·channels) to images of ⌊height/size⌋ × ⌊width/size⌋ pixels; no parameters. */
export class AvgPool implements Layer {
  readonly params = [];
  readonly #backend: Backend;
  readonly #pooling: Pooling;
  readonly #A: Workspace;
  readonly #dX: Workspace;

  constructor(backend: Backend, size: number, image: ImageShape) {
    this.#backend = backend;
    this.#pooling = { image, size };
    this.#A = new Workspace(backend, imageSize(pooled(this.#pooling)));
    this.#dX = new Workspace(backend, imageSize(image));
  }

  forward(input: Matrix, _pass: Pass): Matrix {
    const A = this.#A.rows(input.rows);
    this.#backend.averagePool(input, this.#pooling, A);
    return A;
  }

  /** dX = dA / size² in each value of its window, 0 elsewhere */
  backward(dA: Matrix, _pass: Pass, wantsInput: boolean): Matrix | undefined {
    if (!wantsInput) return undefined;
    const dX = this.#dX.rows(dA.rows);
    this.#backend.averagePoolBackward(dA, this.#pooling, dX);
    return dX;
  }

  squaredNorm(): number {
    return 0;
  }
}
