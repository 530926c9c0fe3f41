/** The architecture of a network, all but its numbers: the shape that plans, models and builders share. */
import { highest } from '../engine/extremes.js';
import { sizeOf } from '../engine/shape.js';
import type { ActivationName, OutputActivation } from './activations.js';
import type { DenseShape } from './layers/dense.js';
import type { Weights } from './layers/layer-type.js';
import {
  isWeighted,
  layerText,
  outputShape,
  type PlainShape,
  typeOf,
  type WeightedShape,
} from './layers/layers.js';
import type { LossName } from './losses.js';
import { type ParameterPlace, parameterName, type Role } from './parameter.js';

/** Everything around the weights of a layer. */
export interface Surroundings {
  readonly activation: ActivationName;
  /** True if the layer is normalised before its activation; hidden layers only. */
  readonly batchNorm?: boolean | undefined;
  /** The probability with which dropout keeps a value in training; hidden layers only, 1 when left out. */
  readonly keepProb?: number | undefined;
}

/** A layer with weights. */
export type WeightedSpec = WeightedShape & Surroundings;
/** One layer as the model file describes it; one without weights has no activation: the layer before it had one. */
export type LayerSpec = WeightedSpec | PlainShape;
/** The last layer of a network. */
export type OutputSpec = DenseShape & { readonly activation: OutputActivation };

/** A network without its parameters: the shape of its input, its layers and its loss. */
export interface Architecture {
  /** Shape of one example. */
  readonly inputShape: readonly number[];
  /** Hidden layers, then the output layer, which is dense. */
  readonly layers: readonly LayerSpec[];
  readonly loss: LossName;
  /** Factor of the cost of an example, by its class; undefined where all count alike. */
  readonly classWeights?: readonly number[] | undefined;
}

/** Values of one example. */
export function inputSize({ inputShape }: Architecture): number {
  return sizeOf(inputShape);
}

/** The shape of one example before the first layer and behind every one. @throws RangeError as outputShape does. */
export function layerShapes({ inputShape, layers }: Architecture): (readonly number[])[] {
  const shapes = [inputShape];
  for (const layer of layers) shapes.push(outputShape(layer, shapes[shapes.length - 1]));
  return shapes;
}

/** Values of one example before the first layer and behind every one: n₀, n₁, … n_L of a dense network. */
export function layerSizes(architecture: Architecture): number[] {
  return layerShapes(architecture).map(sizeOf);
}

/** Values of an example in the widest image that a layer makes; 0 where none does. */
export function largestImage(architecture: Architecture): number {
  const sizes = layerSizes(architecture);
  return Math.max(
    0,
    highest(architecture.layers.map((layer, l) => (typeOf(layer).ofImages ? sizes[l + 1] : 0))),
  );
}

/** Values that each layer keeps for all examples together, to be computed by patches; 0 where it is not. */
export function valuesForPatches(architecture: Architecture): number[] {
  const shapes = layerShapes(architecture);
  return architecture.layers.map((layer, l) => {
    const between = { input: shapes[l], output: shapes[l + 1] };
    return typeOf(layer).valuesForPatches?.(layer, between, l === 0) ?? 0;
  });
}

/** True if batch norm takes one value an example in some layer: a batch of one is then its own mean. */
export function normalisesUnits(architecture: Architecture): boolean {
  const sizes = layerSizes(architecture);
  const weights = layerWeights(architecture);
  return architecture.layers.some(
    (layer, l) => isWeighted(layer) && layer.batchNorm === true && sizes[l + 1] === weights[l]?.rows,
  );
}

/** The output layer, which every network ends in. */
export function outputLayer({ layers }: Architecture): OutputSpec {
  return layers[layers.length - 1] as OutputSpec;
}

/** Layers with weights, as the course counts layers. */
export function depth({ layers }: Architecture): number {
  return layers.filter((layer) => isWeighted(layer)).length;
}

/** Units of the output layer. */
export function outputUnits(architecture: Architecture): number {
  return outputLayer(architecture).units;
}

/** The network as `--layers` writes it. */
export function architectureText({ inputShape, layers }: Architecture): string {
  const images = layers.some((layer) => typeOf(layer).ofImages);
  return [images ? inputShape.join('x') : sizeOf(inputShape), ...layers.map(layerText)].join(',');
}

/** The weights of one layer of a network. */
export interface LayerWeights extends Weights {
  /** Counted from 1 among the layers that have weights: W1, b1, … */
  readonly index: number;
}

/** The weights of each layer; undefined for those without. */
export function layerWeights(architecture: Architecture): (LayerWeights | undefined)[] {
  const shapes = layerShapes(architecture);
  let index = 0;
  return architecture.layers.map((layer, l) => {
    if (!isWeighted(layer)) return undefined;
    const between = { input: shapes[l], output: shapes[l + 1] };
    return { index: ++index, ...typeOf(layer).weights(layer, between) };
  });
}

/** The shape of a parameter, with its place and name. */
export interface ParameterShape extends ParameterPlace {
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
  /** False for running averages, which no optimizer moves. */
  readonly trained: boolean;
}

/**
 * The shape of every parameter in the order of the model file: W1, b1, W2, …, numbered among the layers that have
 * weights; a layer with batch norm has W, gamma, beta, mean and variance, and no b.
 */
export function parameterShapes(architecture: Architecture): ParameterShape[] {
  const weights = layerWeights(architecture);
  return architecture.layers.flatMap((layer, l) => {
    const own = weights[l];
    return isWeighted(layer) && own !== undefined ? shapesOf(own, layer.batchNorm === true) : [];
  });
}

function shapesOf({ index, rows, cols }: LayerWeights, batchNorm: boolean): ParameterShape[] {
  const shape = (role: Role, trained = true) => {
    const place = { layer: index, role };
    return { ...place, name: parameterName(place), rows, cols: role === 'weights' ? cols : 1, trained };
  };
  return [
    shape('weights'),
    ...(batchNorm
      ? [shape('scale'), shape('shift'), shape('mean', false), shape('variance', false)]
      : [shape('bias')]),
  ];
}

/** Number of trained values. */
export function parameterCount(architecture: Architecture): number {
  return parameterShapes(architecture).reduce(
    (sum, { rows, cols, trained }) => sum + (trained ? rows * cols : 0),
    0,
  );
}
