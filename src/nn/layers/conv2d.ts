/** The convolution, as networks call the cross-correlation of images with filters. The activation is a layer of its own. */
import type { Backend } from '../../engine/backend.js';
import {
  type Correlation,
  correlated,
  type ImageShape,
  imageSize,
  type Placement,
  placed,
  placesOf,
} from '../../engine/images.js';
import type { Matrix } from '../../engine/matrix.js';
import { paysByPatches, pointValues } from '../../engine/patches.js';
import { sizeOf } from '../../engine/shape.js';
import { Workspace } from '../../engine/workspace.js';
import type { Layer, Pass } from '../layer.js';
import { type Param, trainable } from '../parameter.js';
import { imageOf } from '../shapes.js';
import type { WeightedType } from './layer-type.js';

/** `conv3:8`: filters over an image. */
export interface ConvShape {
  readonly type: 'conv';
  /** Height and width of a filter. */
  readonly kernel: readonly [number, number];
  readonly filters: number;
  readonly stride: number;
  /** `same` adds kernel − 1 rows and columns of zeros, the odd one below and to the right; `valid` adds none. */
  readonly padding: 'same' | 'valid';
}

const TOKEN = /^conv(\d+)(?:x(\d+))?:(\d+)(?:\/(\d+))?(:valid)?$/;

export const conv: WeightedType<ConvShape> = {
  grammar: {
    word: 'conv',
    form: 'convK:F',
    extras: '/S stride, :valid',
    example: 'conv3:8',
    rules:
      'a convolution is convK:F or convKxK:F, with /S for a stride and :valid for no padding (conv5:8/2:valid)',
    read: (token) => {
      const match = TOKEN.exec(token);
      if (match === null) return undefined;
      const [, height, width = height, filters, stride = '1', valid] = match;
      return {
        type: 'conv',
        kernel: [Number(height), Number(width)],
        filters: Number(filters),
        stride: Number(stride),
        padding: valid ? 'valid' : 'same',
      };
    },
  },
  ofImages: true,
  fields: { kernel: 'pair', filters: 'count', stride: 'count', padding: ['same', 'valid'] },
  text: ({ kernel, filters, stride, padding }) => {
    const size = kernel[0] === kernel[1] ? kernel[0] : kernel.join('x');
    return `conv${size}:${filters}${stride > 1 ? `/${stride}` : ''}${padding === 'valid' ? ':valid' : ''}`;
  },
  outputShape: ({ kernel, filters, stride, padding }, [rows, columns]) => {
    const places = (length: number, window: number) => {
      const { before, after } = paddingOf(window, padding);
      return placesOf(length + before + after, window, stride);
    };
    return [places(rows, kernel[0]), places(columns, kernel[1]), filters];
  },
  weights: ({ kernel: [height, width], filters }, { input, output }) => {
    const [, , channels = 1] = input;
    const [fanIn, fanOut] = [height * width * channels, height * width * filters];
    const work = { forward: sizeOf(output) * fanIn, inputGradient: sizeOf(input) * fanOut };
    return { rows: filters, cols: fanIn, fanIn, fanOut, work };
  },
  // Z, A and their gradients, the image among its padding and dZ spread out for dX
  valuesKept: ({ kernel, filters }, { input: [height, width, channels = 1], output }, isFirst) => {
    const padded = (height + kernel[0] - 1) * (width + kernel[1] - 1);
    return 4 * sizeOf(output) + padded * (channels + (isFirst ? 0 : filters));
  },
  valuesForPatches: (layer, { input }, isFirst) => {
    const image = imageOf(input) as ImageShape;
    const forward = roomFor(correlationOf(layer, image), layer.filters);
    return isFirst ? forward : forward + roomFor(inputCorrelation(layer, image), image.channels);
  },
  build: (backend, layer, input, { index, W, biased }) =>
    new Conv2d(backend, index, W, layer, imageOf(input) as ImageShape, biased),
};

/** Rows (or columns) of zeros before and after an image, for a filter of `kernel` of them. */
export function paddingOf(kernel: number, padding: ConvShape['padding']): { before: number; after: number } {
  if (padding === 'valid') return { before: 0, after: 0 };
  const before = Math.floor((kernel - 1) / 2);
  return { before, after: kernel - 1 - before };
}

/**
 * Z[y][x][f] = Σ_ijc P[y·stride + i][x·stride + j][c]·W[f][i][j][c] + b[f], P being the image among its padding:
 * images (m × height·width·channels) to images (m × places·filters).
 */
export class Conv2d implements Layer {
  /** (filters × kernel height·kernel width·channels), each row [i][j][c]. */
  readonly W: Param;
  /** (filters × 1), where there is one */
  readonly b: Param | undefined;
  readonly params: readonly Param[];
  readonly #backend: Backend;
  readonly #padding: Placement;
  readonly #correlation: Correlation;
  readonly #places: number;
  readonly #P: Workspace;
  readonly #Z: Workspace;
  #padded: Matrix;
  readonly #back: BackwardPass;

  /**
   * Layer number `index` (from 1) on images of that shape, with weights as drawn and biases 0, or without a bias:
   * batch norm behind it would take any bias out again.
   */
  constructor(
    backend: Backend,
    index: number,
    weights: Matrix,
    shape: ConvShape,
    image: ImageShape,
    biased = true,
  ) {
    this.W = trainable(backend, index, 'weights', weights);
    this.b = biased ? trainable(backend, index, 'bias', backend.zeros(weights.rows, 1)) : undefined;
    this.params = this.b ? [this.W, this.b] : [this.W];
    this.#backend = backend;
    this.#padding = paddingPlacement(shape, image);
    this.#correlation = withRoom(backend, correlationOf(shape, image), weights.rows);
    const out = correlated(this.#correlation, weights.rows);
    this.#places = out.height * out.width;
    this.#P = new Workspace(backend, imageSize(this.#correlation.image));
    this.#Z = new Workspace(backend, imageSize(out));
    this.#padded = backend.zeros(0, imageSize(this.#correlation.image));
    this.#back = new BackwardPass(backend, shape, this.#padding, out);
  }

  forward(input: Matrix, _pass: Pass): Matrix {
    this.#padded = this.#pad(input);
    const Z = this.#Z.rows(input.rows);
    this.#backend.correlate(this.#padded, this.W.value, this.b?.value, this.#correlation, Z);
    return Z;
  }

  /** dW[f][i][j][c] = Σ_m Σ_yx dZ[y][x][f]·P[y·stride + i][x·stride + j][c] / m, db[f] = Σ_m Σ_yx dZ[y][x][f] / m */
  backward(dZ: Matrix, _pass: Pass, wantsInput: boolean): Matrix | undefined {
    const m = dZ.rows;
    this.#backend.correlateWeights(this.#padded, dZ, m, this.#correlation, this.W.gradient);
    if (this.b) this.#backend.sumRows(dZ.reshaped(m * this.#places, this.W.value.rows), m, this.b.gradient);
    return wantsInput ? this.#back.inputGradient(dZ, this.W.value) : undefined;
  }

  squaredNorm(): number {
    return this.#backend.dot(this.W.value, this.W.value);
  }

  #pad(input: Matrix): Matrix {
    const { image, height, width } = this.#padding;
    if (height === image.height && width === image.width) return input;
    const P = this.#P.rows(input.rows);
    this.#backend.placeImages(input, this.#padding, P);
    return P;
  }
}

/** The convolution of images among their padding. */
function correlationOf(shape: ConvShape, image: ImageShape): Correlation {
  const [kernelHeight, kernelWidth] = shape.kernel;
  return { image: placed(paddingPlacement(shape, image)), kernelHeight, kernelWidth, stride: shape.stride };
}

/** That which gives the gradient of the images: of dZ spread out. */
function inputCorrelation({ kernel, filters }: ConvShape, { height, width }: ImageShape): Correlation {
  const [kernelHeight, kernelWidth] = kernel;
  const image = { height: height + kernelHeight - 1, width: width + kernelWidth - 1, channels: filters };
  return { image, kernelHeight, kernelWidth, stride: 1 };
}

/** Values of the room that so many filters need at the points of patches: 0 where patches do not pay. */
function roomFor(correlation: Correlation, filters: number): number {
  return paysByPatches(correlation, filters) ? pointValues(correlation, filters) : 0;
}

/** The correlation with that room. */
function withRoom(backend: Backend, correlation: Correlation, filters: number): Correlation {
  const values = backend.name === 'js' ? 0 : roomFor(correlation, filters);
  return values === 0 ? correlation : { ...correlation, points: backend.zeros(1, values) };
}

function paddingPlacement({ kernel, padding }: ConvShape, image: ImageShape): Placement {
  const rows = paddingOf(kernel[0], padding);
  const columns = paddingOf(kernel[1], padding);
  return {
    image,
    height: image.height + rows.before + rows.after,
    width: image.width + columns.before + columns.after,
    top: rows.before,
    left: columns.before,
    step: 1,
  };
}

/**
 * dX[y][x][c] = Σ_ijf dZ[(y + top − i)/stride][(x + left − j)/stride][f]·W[f][i][j][c], where the fractions are
 * whole: the convolution, at stride 1, of dZ spread out by the stride among zeros with the filters turned round.
 */
class BackwardPass {
  readonly #backend: Backend;
  readonly #spread: Placement;
  readonly #direct: Correlation;
  readonly #D: Workspace;
  readonly #dX: Workspace;
  #correlation: Correlation | undefined;
  #turned: Matrix | undefined;

  constructor(backend: Backend, shape: ConvShape, { image, top, left }: Placement, out: ImageShape) {
    const [kernelHeight, kernelWidth] = shape.kernel;
    this.#backend = backend;
    this.#direct = inputCorrelation(shape, image);
    const { height, width } = this.#direct.image;
    this.#spread = {
      ...{ image: out, height, width, step: shape.stride },
      top: kernelHeight - 1 - top,
      left: kernelWidth - 1 - left,
    };
    this.#D = new Workspace(backend, imageSize(this.#direct.image));
    this.#dX = new Workspace(backend, imageSize(image));
  }

  inputGradient(dZ: Matrix, W: Matrix): Matrix {
    const D = this.#D.rows(dZ.rows);
    this.#backend.placeImages(dZ, this.#spread, D);
    const dX = this.#dX.rows(dZ.rows);
    const turned = this.#turn(W);
    this.#correlation ??= withRoom(this.#backend, this.#direct, turned.rows);
    this.#backend.correlate(D, turned, undefined, this.#correlation, dX);
    return dX;
  }

  /** turned[c][i][j][f] = W[f][last − i][last − j][c] */
  #turn(W: Matrix): Matrix {
    const filters = W.rows;
    const { kernelHeight, kernelWidth } = this.#direct;
    const places = kernelHeight * kernelWidth;
    const channels = W.cols / places;
    this.#turned ??= this.#backend.zeros(channels, places * filters);
    for (let f = 0; f < filters; f++) {
      for (let place = 0; place < places; place++) {
        const from = (f * places + places - 1 - place) * channels;
        for (let c = 0; c < channels; c++) {
          this.#turned.data[(c * places + place) * filters + f] = W.data[from + c];
        }
      }
    }
    return this.#turned;
  }
}
