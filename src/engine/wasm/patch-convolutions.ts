/** Convolutions by patches: the filters are brought to the points first, for all threads. */
import type { Part } from '../backend.js';
import type { Correlation } from '../images.js';
import type { Matrix } from '../matrix.js';
import type { Address, Arena } from './arena.js';
import type { Dispatch } from './dispatch.js';
import { NONE } from './indices.js';

/** Filters that a kernel computes together. */
const PANEL = 8;
/** Multiply-adds that take as long as a value of a filter at a point. */
const POINT_WORK = 20;
/** The share of a convolution's multiply-adds that patches leave, about. */
const SHARE = 0.25;

export class PatchConvolutions {
  readonly #dispatch: Dispatch;
  readonly #at: (M: Matrix) => Address;
  readonly #threads: number;

  constructor(dispatch: Dispatch, arena: Arena, threads: number) {
    this.#dispatch = dispatch;
    this.#at = (M) => arena.addressOf(M);
    this.#threads = threads;
  }

  /** See {@link Backend.correlate}; `points` is the room for the filters. */
  correlate(
    X: Matrix,
    W: Matrix,
    bias: Matrix | undefined,
    correlation: Correlation,
    points: Matrix,
    Z: Matrix,
    { start, length }: Part,
  ): void {
    const { image, kernelHeight, kernelWidth } = correlation;
    const filters = W.rows;
    const [w, u, b] = [this.#at(W), this.#at(points), bias ? this.#at(bias) : NONE];
    const shape = [image.channels, kernelHeight, kernelWidth] as const;
    const transform = points.data.length * POINT_WORK;
    this.#dispatch.inParts('transformFilters', filters, PANEL, transform, (part) => {
      return [part.start, part.length, filters, ...shape, w, u];
    });
    const work = X.rows * length * filters * W.cols * SHARE;
    this.#dispatch.forRows('correlatePatches', X.rows, work, (of) => {
      return [image.height, image.width, ...shape, filters, of(X), u, b, of(Z), start, start + length];
    });
  }

  /** See {@link Backend.correlateWeights}: shared by filters, never by examples, so that each sum stays whole. */
  correlateWeights(
    X: Matrix,
    dZ: Matrix,
    divisor: number,
    { image, kernelHeight, kernelWidth }: Correlation,
    points: Matrix,
    dW: Matrix,
    { start: first, length: count }: Part,
  ): void {
    const shape = [image.height, image.width, image.channels, kernelHeight, kernelWidth, dW.rows] as const;
    const operands = [this.#at(X), this.#at(dZ), divisor, this.#at(points), this.#at(dW)] as const;
    // Each part takes all patches of the images to the points once more: a part a thread, or a few of them.
    const grain = PANEL * Math.max(1, Math.floor(count / PANEL / this.#threads));
    const work = dZ.data.length * (count / dW.rows) * dW.cols * SHARE;
    this.#dispatch.inParts('correlatePatchWeights', count, grain, work, ({ start, length }) => {
      return [first + start, length, X.rows, ...shape, ...operands];
    });
  }
}
