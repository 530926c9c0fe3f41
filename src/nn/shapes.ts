/** The layers by their sizes alone: how `--layers` writes them, and the shape that each makes of its input. */
import { type ImageShape, placesOf, pooled } from '../engine/images.js';
import { sizeOf } from '../engine/shape.js';

/** `20`: that many units, all connected to all values before. */
export interface DenseShape {
  readonly type: 'dense';
  readonly units: number;
}

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

/** `pool2`: the largest value of each window of size × size; what fills no window is left out. */
export interface PoolShape {
  readonly type: 'pool';
  readonly size: number;
}

/** A layer without its activation. */
export type LayerShape = DenseShape | ConvShape | PoolShape;

/** The layer as `--layers` writes it. */
export function layerText(layer: LayerShape): string {
  if (layer.type === 'dense') return String(layer.units);
  if (layer.type === 'pool') return `pool${layer.size}`;
  const { kernel, filters, stride, padding } = layer;
  const size = kernel[0] === kernel[1] ? kernel[0] : kernel.join('x');
  return `conv${size}:${filters}${stride > 1 ? `/${stride}` : ''}${padding === 'valid' ? ':valid' : ''}`;
}

/** A shape as an image: height × width, with one channel unless there is a third number. */
export function imageOf(shape: readonly number[]): ImageShape | undefined {
  if (shape.length !== 2 && shape.length !== 3) return undefined;
  const [height, width, channels = 1] = shape;
  return { height, width, channels };
}

/** Rows (or columns) of zeros before and after an image, for a filter of `kernel` of them. */
export function paddingOf(kernel: number, padding: ConvShape['padding']): { before: number; after: number } {
  if (padding === 'valid') return { before: 0, after: 0 };
  const before = Math.floor((kernel - 1) / 2);
  return { before, after: kernel - 1 - before };
}

/** The shape of one example behind the layer. @throws RangeError in words when the layer cannot take `input`. */
export function outputShape(layer: LayerShape, input: readonly number[]): readonly number[] {
  if (layer.type === 'dense') return [layer.units];
  const image = imageOf(input);
  if (image === undefined) {
    throw new RangeError(
      `${layerText(layer)} needs an image, but gets ${sizeOf(input)} values without a shape`,
    );
  }
  const shape = layer.type === 'conv' ? convolvedShape(layer, image) : pooledShape(layer, image);
  if (sizeOf(shape) > 0) return shape;
  throw new RangeError(`${layerText(layer)} is larger than its input of ${input.join('x')}`);
}

function convolvedShape({ kernel, filters, stride, padding }: ConvShape, image: ImageShape): number[] {
  const places = (length: number, window: number) => {
    const { before, after } = paddingOf(window, padding);
    return placesOf(length + before + after, window, stride);
  };
  return [places(image.height, kernel[0]), places(image.width, kernel[1]), filters];
}

function pooledShape({ size }: PoolShape, image: ImageShape): number[] {
  const { height, width, channels } = pooled({ image, size });
  return [height, width, channels];
}
