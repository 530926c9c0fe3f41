/**
 * Images in the rows of a matrix, an example a row: value (y, x, channel) of an image stands at
 * (y·width + x)·channels + channel. These are the shapes that the kernels with windows need.
 */

import type { Matrix } from './matrix.js';

/** Sizes of the images in the rows of a matrix. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Filters over images, at every `stride`-th place where they lie wholly inside. */
export interface Correlation {
  readonly image: ImageShape;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly stride: number;
  /** Room for the filters at the points of patches (patches.ts); kernels that have them compute by patches with it. */
  readonly points?: Matrix | undefined;
}

/** The place of an image in a larger one of zeros: pixel (y, x) goes to (top + y·step, left + x·step). */
export interface Placement {
  readonly image: ImageShape;
  readonly height: number;
  readonly width: number;
  readonly top: number;
  readonly left: number;
  readonly step: number;
}

/** Windows of size × size pixels side by side; rows and columns that fill none are left out. */
export interface Pooling {
  readonly image: ImageShape;
  readonly size: number;
}

/** Values of an image. */
export function imageSize({ height, width, channels }: ImageShape): number {
  return height * width * channels;
}

/** Places of a window on `length` pixels, 0 where it does not fit. */
export function placesOf(length: number, window: number, stride: number): number {
  return length < window ? 0 : Math.floor((length - window) / stride) + 1;
}

/** The image that `filters` filters make. */
export function correlated(c: Correlation, filters: number): ImageShape {
  return {
    height: placesOf(c.image.height, c.kernelHeight, c.stride),
    width: placesOf(c.image.width, c.kernelWidth, c.stride),
    channels: filters,
  };
}

/** Values of a filter. */
export function filterSize({ image, kernelHeight, kernelWidth }: Correlation): number {
  return kernelHeight * kernelWidth * image.channels;
}

/** The larger image of a placement. */
export function placed({ image, height, width }: Placement): ImageShape {
  return { height, width, channels: image.channels };
}

/** The image of the windows' largest values. */
export function pooled({ image, size }: Pooling): ImageShape {
  const { height, width, channels } = image;
  return { height: Math.floor(height / size), width: Math.floor(width / size), channels };
}
