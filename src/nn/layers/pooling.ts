/** The answers that pooling layers have in common: windows of size × size pixels side by side, without weights. */
import type { Backend } from '../../engine/backend.js';
import type { ImageShape } from '../../engine/images.js';
import { sizeOf } from '../../engine/shape.js';
import type { Layer } from '../layer.js';
import { imageOf } from '../shapes.js';
import type { PlainType } from './layer-type.js';

/** A pooling layer by its sizes alone; pixels that fill no window are left out. */
export interface Windows<T extends string> {
  readonly type: T;
  readonly size: number;
}

/** The type whose tokens are `T` and a size, such as `pool2`; people call it `name`. */
export function poolingType<T extends string>(
  type: T,
  name: string,
  build: (backend: Backend, size: number, image: ImageShape) => Layer,
): PlainType<Windows<T>> {
  return {
    grammar: {
      word: type,
      form: `${type}N`,
      example: `${type}2`,
      rules: `${name} is ${type}N`,
      read: (token) => {
        const size = token.slice(type.length);
        return /^\d+$/.test(size) ? { type, size: Number(size) } : undefined;
      },
    },
    ofImages: true,
    fields: { size: 'count' } as PlainType<Windows<T>>['fields'],
    text: ({ size }) => `${type}${size}`,
    outputShape: ({ size }, [rows, columns, channels = 1]) => [
      Math.floor(rows / size),
      Math.floor(columns / size),
      channels,
    ],
    leftOut: ({ size }, [rows, columns]) => [rows % size, columns % size],
    // A and dX
    valuesKept: (_, { input, output }) => sizeOf(output) + sizeOf(input),
    build: (backend, { size }, input) => build(backend, size, imageOf(input) as ImageShape),
  };
}
