/** What a network is made of, apart from its numbers: the shape that plans, models and builders share. */
import type { Backend } from '../engine/backend.js';
import type { ImageShape } from '../engine/images.js';
import type { Matrix } from '../engine/matrix.js';
import { sizeOf } from '../engine/shape.js';
import {
  ActivationLayer,
  type ActivationName,
  HIDDEN_ACTIVATIONS,
  type HiddenActivation,
  type OutputActivation,
} from './activations.js';
import { Conv2d } from './conv2d.js';
import { Dense } from './dense.js';
import type { Layer } from './layer.js';
import type { LossName } from './losses.js';
import { MaxPool } from './maxpool.js';
import { Network } from './network.js';
import {
  type ConvShape,
  type DenseShape,
  imageOf,
  layerText,
  outputShape,
  type PoolShape,
} from './shapes.js';

export interface DenseSpec extends DenseShape {
  readonly activation: ActivationName;
}

export interface ConvSpec extends ConvShape {
  readonly activation: HiddenActivation;
}

/** It has no activation of its own: the layer before it had one. */
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

/** The shape of every parameter in the order of the model file: W1, b1, W2, … */
export function parameterShapes(architecture: Architecture): { name: string; rows: number; cols: number }[] {
  return layerWeights(architecture).flatMap((weights) => {
    if (weights === undefined) return [];
    const { index, rows, cols } = weights;
    return [
      { name: `W${index}`, rows, cols },
      { name: `b${index}`, rows, cols: 1 },
    ];
  });
}

export function parameterCount(architecture: Architecture): number {
  return parameterShapes(architecture).reduce((sum, { rows, cols }) => sum + rows * cols, 0);
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
  const layers: Layer[] = [];
  let index = 0;
  architecture.layers.forEach((layer, l) => {
    if (l === 0 && first) {
      layers.push(first);
      index++;
    } else if (layer.type === 'pool') layers.push(new MaxPool(backend, layer.size, asImage(shapes[l])));
    else if (layer.type === 'dense') layers.push(new Dense(backend, ++index, weights[index - 1]));
    else layers.push(new Conv2d(backend, ++index, weights[index - 1], layer, asImage(shapes[l])));
    if (layer.type !== 'pool' && l < architecture.layers.length - 1) {
      const activation = HIDDEN_ACTIVATIONS[layer.activation as HiddenActivation];
      layers.push(new ActivationLayer(backend, activation, sizeOf(shapes[l + 1])));
    }
  });
  const output = architecture.layers[architecture.layers.length - 1] as DenseSpec;
  const activation = output.activation as OutputActivation;
  const images = shapes.slice(1).filter((_, l) => architecture.layers[l].type !== 'dense');
  return new Network(backend, layers, {
    units: output.units,
    activation,
    loss: architecture.loss,
    imageSize: Math.max(0, ...images.map(sizeOf)),
  });
}

function asImage(shape: readonly number[]): ImageShape {
  return imageOf(shape) as ImageShape;
}

/** A trained parameter under its name in the model file. */
export interface NamedParameter {
  readonly name: string;
  readonly value: Matrix;
}

/** The network that has exactly these parameters (W1, b1, W2, … as {@link parameterShapes} orders them). */
export function restoreNetwork(
  backend: Backend,
  architecture: Architecture,
  parameters: readonly NamedParameter[],
): Network {
  const values = parameters.map(({ value }) => adopt(backend, value));
  const network = buildNetwork(
    backend,
    architecture,
    values.filter((_, i) => i % 2 === 0),
  );
  network.params.forEach(({ value }, i) => {
    value.data.set(values[i].data);
  });
  return network;
}

/** `value` in the backend's own memory and dtype. */
function adopt(backend: Backend, value: Matrix): Matrix {
  const copy = backend.zeros(value.rows, value.cols);
  copy.data.set(value.data);
  return copy;
}
