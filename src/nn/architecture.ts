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
import { Dense } from './dense.js';
import type { Layer } from './layer.js';
import type { LossName } from './losses.js';
import { Network } from './network.js';

export interface DenseSpec {
  readonly type: 'dense';
  readonly units: number;
  readonly activation: ActivationName;
}

/** One layer as the model file describes it: its type, sizes and activation. */
export type LayerSpec = DenseSpec;

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

/** The shape of every parameter in the order of the model file: W1, b1, W2, … */
export function parameterShapes(architecture: Architecture): { name: string; rows: number; cols: number }[] {
  const sizes = layerSizes(architecture);
  return architecture.layers.flatMap(({ units }, l) => [
    { name: `W${l + 1}`, rows: units, cols: sizes[l] },
    { name: `b${l + 1}`, rows: units, cols: 1 },
  ]);
}

export function parameterCount(architecture: Architecture): number {
  return parameterShapes(architecture).reduce((sum, { rows, cols }) => sum + rows * cols, 0);
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
  architecture.layers.forEach(({ units, activation }, l) => {
    layers.push(l === 0 && first ? first : new Dense(backend, l + 1, weights[l]));
    if (l < architecture.layers.length - 1) {
      layers.push(new ActivationLayer(backend, HIDDEN_ACTIVATIONS[activation as HiddenActivation], units));
    }
  });
  const output = architecture.layers[architecture.layers.length - 1];
  const activation = output.activation as OutputActivation;
  return new Network(backend, layers, { units: output.units, activation, loss: architecture.loss });
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
