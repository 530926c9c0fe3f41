/** What a network is made of, apart from its numbers: the shape that plans, models and builders share. */
import type { Backend } from '../engine/backend.js';
import type { Matrix } from '../engine/matrix.js';
import { sizeOf } from '../engine/shape.js';
import {
  ActivationLayer,
  type ActivationName,
  HIDDEN_ACTIVATIONS,
  type HiddenActivation,
  type OutputActivation,
} from './activations.js';
import { BatchNorm } from './batchnorm.js';
import { Dense } from './dense.js';
import { Dropout } from './dropout.js';
import type { Layer, NamedParameter } from './layer.js';
import type { LossName } from './losses.js';
import { Network } from './network.js';

export interface DenseSpec {
  readonly type: 'dense';
  readonly units: number;
  readonly activation: ActivationName;
  /** Whether the layer is normalised before its activation; hidden layers only. */
  readonly batchNorm?: boolean | undefined;
  /** The probability with which dropout keeps a value in training; hidden layers only, 1 when left out. */
  readonly keepProb?: number | undefined;
}

/** One layer as the model file describes it: its type, sizes and activation. */
export type LayerSpec = DenseSpec;

export type { NamedParameter } from './layer.js';

/** What a network is made of, without its parameters: the shape of its input, its layers and its loss. */
export interface Architecture {
  /** Shape of one example. */
  readonly inputShape: readonly number[];
  /** Hidden layers, then the output layer. */
  readonly layers: readonly LayerSpec[];
  readonly loss: LossName;
}

/** Values of one example. */
export function inputSize({ inputShape }: Architecture): number {
  return sizeOf(inputShape);
}

/** n₀, n₁, … n_L */
export function layerSizes(architecture: Architecture): number[] {
  return [inputSize(architecture), ...architecture.layers.map(({ units }) => units)];
}

/** A parameter's name and shape. */
export interface ParameterShape {
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
  /** False for running averages, which no optimizer moves. */
  readonly trained: boolean;
}

/**
 * The shape of every parameter in the order of the model file: W1, b1, W2, …; a layer with batch norm has
 * W, gamma, beta, mean and variance, and no b.
 */
export function parameterShapes(architecture: Architecture): ParameterShape[] {
  const sizes = layerSizes(architecture);
  return architecture.layers.flatMap(({ units, batchNorm }, l) => {
    const perUnit = (name: string, trained = true) => ({
      name: `${name}${l + 1}`,
      rows: units,
      cols: 1,
      trained,
    });
    return [
      { name: `W${l + 1}`, rows: units, cols: sizes[l], trained: true },
      ...(batchNorm
        ? [perUnit('gamma'), perUnit('beta'), perUnit('mean', false), perUnit('variance', false)]
        : [perUnit('b')]),
    ];
  });
}

/** How many values are trained. */
export function parameterCount(architecture: Architecture): number {
  return parameterShapes(architecture).reduce(
    (sum, { rows, cols, trained }) => sum + (trained ? rows * cols : 0),
    0,
  );
}

/**
 * The network of `architecture` whose layer l (from 1) has weights[l − 1] (n_l × n_{l-1}); biases are 0.
 * `first` replaces the first dense layer by another form of it.
 */
export function buildNetwork(
  backend: Backend,
  architecture: Architecture,
  weights: readonly Matrix[],
  first?: Layer,
): Network {
  const layers: Layer[] = [];
  architecture.layers.forEach(({ units, activation, batchNorm, keepProb = 1 }, l) => {
    layers.push(l === 0 && first ? first : new Dense(backend, l + 1, weights[l], !batchNorm));
    if (batchNorm) layers.push(new BatchNorm(backend, l + 1, units));
    if (l === architecture.layers.length - 1) return;
    layers.push(new ActivationLayer(backend, HIDDEN_ACTIVATIONS[activation as HiddenActivation], units));
    if (keepProb < 1) layers.push(new Dropout(backend, units, keepProb));
  });
  const output = architecture.layers[architecture.layers.length - 1];
  const activation = output.activation as OutputActivation;
  return new Network(backend, layers, { units: output.units, activation, loss: architecture.loss });
}

/** The network that has exactly these parameters (W1, b1, W2, … as {@link parameterShapes} orders them). */
export function restoreNetwork(
  backend: Backend,
  architecture: Architecture,
  parameters: readonly NamedParameter[],
): Network {
  const weights = parameters.filter(({ name }) => name.startsWith('W'));
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
