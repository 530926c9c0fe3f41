/** What a network is made of, apart from its numbers: the shape that plans, models and builders share. */
import type { Backend } from '../engine/backend.js';
import type { ImageShape } from '../engine/images.js';
import type { Matrix } from '../engine/matrix.js';
import { sizeOf } from '../engine/shape.js';
import {
  type ActivationName,
  HIDDEN_ACTIVATIONS,
  type HiddenActivation,
  type OutputActivation,
} from './activations.js';
import type { Layer } from './layer.js';
import { ActivationLayer } from './layers/activation.js';
import { BatchNorm } from './layers/batchnorm.js';
import { Conv2d } from './layers/conv2d.js';
import { Dense } from './layers/dense.js';
import { Dropout } from './layers/dropout.js';
import { MaxPool } from './layers/maxpool.js';
import type { LossName } from './losses.js';
import { Network } from './network.js';
import { type NamedParameter, type ParameterPlace, parameterName, type Role } from './parameter.js';
import {
  type ConvShape,
  type DenseShape,
  imageOf,
  layerText,
  outputShape,
  type PoolShape,
} from './shapes.js';

/** What a layer with weights may have around its activation. */
export interface Regularised {
  /** Whether the layer is normalised before its activation; hidden layers only. */
  readonly batchNorm?: boolean | undefined;
  /** The probability with which dropout keeps a value in training; hidden layers only, 1 when left out. */
  readonly keepProb?: number | undefined;
}

/** A dense layer; the last layer of every network is one. */
export interface DenseSpec extends DenseShape, Regularised {
  readonly activation: ActivationName;
}

/** A convolution, always hidden. */
export interface ConvSpec extends ConvShape, Regularised {
  readonly activation: HiddenActivation;
}

/** A max-pooling layer. It has no activation of its own: the layer before it had one. */
export type PoolSpec = PoolShape;

/** One layer as the model file describes it: its type, sizes and, where it has weights, activation. */
export type LayerSpec = DenseSpec | ConvSpec | PoolSpec;

/** What a network is made of, without its parameters: the shape of its input, its layers and its loss. */
export interface Architecture {
  /** Shape of one example. */
  readonly inputShape: readonly number[];
  /** Hidden layers, then the output layer, which is dense. */
  readonly layers: readonly LayerSpec[];
  readonly loss: LossName;
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
  return Math.max(0, ...architecture.layers.map(({ type }, l) => (type === 'dense' ? 0 : sizes[l + 1])));
}

/** Whether batch norm takes one value an example in some layer: a batch of one is then its own mean. */
export function normalisesUnits(architecture: Architecture): boolean {
  const shapes = layerShapes(architecture);
  return architecture.layers.some((layer, l) => {
    if (layer.type === 'pool' || !layer.batchNorm) return false;
    return layer.type === 'dense' || sizeOf(shapes[l + 1]) === layer.filters;
  });
}

/** Units of the output layer. */
export function outputUnits({ layers }: Architecture): number {
  return (layers[layers.length - 1] as DenseSpec).units;
}

/** The network as `--layers` writes it. */
export function architectureText({ inputShape, layers }: Architecture): string {
  const flat = layers.every(({ type }) => type === 'dense');
  return [flat ? sizeOf(inputShape) : inputShape.join('x'), ...layers.map(layerText)].join(',');
}

/** The weights and the bias of one layer. */
export interface LayerWeights {
  /** Counted from 1 among the layers that have weights: W1, b1, … */
  readonly index: number;
  /** Shape of W. */
  readonly rows: number;
  readonly cols: number;
  /** Inputs of a unit, and units that an input goes to, as initialisations count them (PyTorch's and Keras's way). */
  readonly fanIn: number;
  readonly fanOut: number;
  /** Multiply-adds of one example's Z, and of one example's input gradient. */
  readonly work: { readonly forward: number; readonly inputGradient: number };
}

/** What each layer has to train; undefined for those without weights. */
export function layerWeights(architecture: Architecture): (LayerWeights | undefined)[] {
  const shapes = layerShapes(architecture);
  let index = 0;
  return architecture.layers.map((layer, l) => {
    if (layer.type === 'pool') return undefined;
    index++;
    const inputs = sizeOf(shapes[l]);
    if (layer.type === 'dense') {
      const work = layer.units * inputs;
      const fans = { fanIn: inputs, fanOut: layer.units };
      return {
        index,
        rows: layer.units,
        cols: inputs,
        ...fans,
        work: { forward: work, inputGradient: work },
      };
    }
    const [, , channels = 1] = shapes[l];
    const [height, width] = layer.kernel;
    const [fanIn, fanOut] = [height * width * channels, height * width * layer.filters];
    const work = { forward: sizeOf(shapes[l + 1]) * fanIn, inputGradient: inputs * fanOut };
    return { index, rows: layer.filters, cols: fanIn, fanIn, fanOut, work };
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
    return layer.type === 'pool' || own === undefined ? [] : shapesOf(own, layer.batchNorm === true);
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

/** How many values are trained. */
export function parameterCount(architecture: Architecture): number {
  return parameterShapes(architecture).reduce(
    (sum, { rows, cols, trained }) => sum + (trained ? rows * cols : 0),
    0,
  );
}

/**
 * The network of `architecture` whose layer l (from 1, of those with weights) has weights[l − 1], of the shape of
 * {@link parameterShapes}; biases are 0. `first` replaces the first dense layer by another form of it.
 */
export function buildNetwork(
  backend: Backend,
  architecture: Architecture,
  weights: readonly Matrix[],
  first?: Layer,
): Network {
  const shapes = layerShapes(architecture);
  const own = layerWeights(architecture);
  const layers: Layer[] = [];
  architecture.layers.forEach((layer, l) => {
    const image = imageOf(shapes[l]) as ImageShape;
    if (layer.type === 'pool') {
      layers.push(new MaxPool(backend, layer.size, image));
      return;
    }
    const { index, rows: units } = own[l] as LayerWeights;
    const { activation, batchNorm = false, keepProb = 1 } = layer;
    const values = sizeOf(shapes[l + 1]);
    if (l === 0 && first) layers.push(first);
    else if (layer.type === 'dense') layers.push(new Dense(backend, index, weights[index - 1], !batchNorm));
    else layers.push(new Conv2d(backend, index, weights[index - 1], layer, image, !batchNorm));
    if (batchNorm) layers.push(new BatchNorm(backend, index, units, values / units));
    if (l === architecture.layers.length - 1) return;
    layers.push(new ActivationLayer(backend, HIDDEN_ACTIVATIONS[activation as HiddenActivation], values));
    if (keepProb < 1) layers.push(new Dropout(backend, values, keepProb));
  });
  const output = architecture.layers[architecture.layers.length - 1] as DenseSpec;
  const activation = output.activation as OutputActivation;
  return new Network(backend, layers, {
    units: output.units,
    activation,
    loss: architecture.loss,
    imageSize: largestImage(architecture),
  });
}

/** The network that has exactly these parameters (W1, b1, W2, … as {@link parameterShapes} orders them). */
export function restoreNetwork(
  backend: Backend,
  architecture: Architecture,
  parameters: readonly NamedParameter[],
): Network {
  const weights = parameters.filter(({ role }) => role === 'weights');
  const network = buildNetwork(
    backend,
    architecture,
    weights.map(({ value }) => adopt(backend, value)),
  );
  network.parameters.forEach(({ value }, i) => {
    value.data.set(parameters[i].value.data);
  });
  return network;
}

/** `value` in the backend's own memory and dtype. */
function adopt(backend: Backend, value: Matrix): Matrix {
  const copy = backend.zeros(value.rows, value.cols);
  copy.data.set(value.data);
  return copy;
}
