/** The types of layers: each entry holds all that is known of one. */
import { sizeOf } from '../../engine/shape.js';
import { imageOf } from '../shapes.js';
import { avgpool } from './avgpool.js';
import { conv } from './conv2d.js';
import { dense } from './dense.js';
import type { LayerType, PlainType, WeightedType } from './layer-type.js';
import { pool } from './maxpool.js';

type AnyShape = { readonly type: string };
const WEIGHTED = { dense, conv } as const satisfies Record<string, WeightedType<AnyShape>>;
const PLAIN = { pool, avgpool } as const satisfies Record<string, PlainType<AnyShape>>;

/** All types by name, as the model file has it. */
export const LAYER_TYPES = { ...WEIGHTED, ...PLAIN };

/** The name of a type of layer. */
export type LayerTypeName = keyof typeof LAYER_TYPES;

type ShapeOf<T> = T extends WeightedType<infer S> ? S : T extends PlainType<infer S> ? S : never;

/** A layer with weights, by its sizes alone. */
export type WeightedShape = ShapeOf<(typeof WEIGHTED)[keyof typeof WEIGHTED]>;
/** A layer without weights, by its sizes alone. */
export type PlainShape = ShapeOf<(typeof PLAIN)[keyof typeof PLAIN]>;
/** A layer without its activation. */
export type LayerShape = WeightedShape | PlainShape;

/** The entry of a layer's type. */
export function typeOf(layer: WeightedShape): WeightedType<WeightedShape>;
export function typeOf(layer: PlainShape): PlainType<PlainShape>;
export function typeOf(layer: LayerShape): LayerType<LayerShape>;
export function typeOf(layer: LayerShape): LayerType<LayerShape> {
  return LAYER_TYPES[layer.type];
}

/** True if the layer has weights, and so an activation. */
export function isWeighted<L extends LayerShape>(
  layer: L,
): layer is Extract<L, { readonly type: WeightedShape['type'] }> {
  return layer.type in WEIGHTED;
}

/** The layer as `--layers` writes it. */
export function layerText(layer: LayerShape): string {
  return typeOf(layer).text(layer);
}

/** The shape of one example behind the layer. @throws RangeError in words when the layer cannot take `input`. */
export function outputShape(layer: LayerShape, input: readonly number[]): readonly number[] {
  const type = typeOf(layer);
  if (type.ofImages && imageOf(input) === undefined) {
    throw new RangeError(
      `${layerText(layer)} needs an image, but gets ${sizeOf(input)} values without a shape`,
    );
  }
  const shape = type.outputShape(layer, input);
  if (sizeOf(shape) > 0) return shape;
  throw new RangeError(`${layerText(layer)} is larger than its input of ${input.join('x')}`);
}
