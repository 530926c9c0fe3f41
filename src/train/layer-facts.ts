/** What a trained network's layers do with examples: units that are dead, values that saturate, gradients. */
import type { Matrix } from '../engine/matrix.js';
import { type Activation, ActivationLayer, HIDDEN_ACTIVATIONS } from '../nn/activations.js';
import type { Network } from '../nn/network.js';

/** One layer with weights; shares are of 1. */
export interface LayerFacts {
  /** From 1. */
  readonly layer: number;
  /** Units of a relu layer that are 0 for every example, of a convolution filters that are 0 at every place too. */
  readonly dead: number;
  /** Values of a tanh or sigmoid layer so near an end that next to no gradient passes. */
  readonly saturated: number;
  /** Root mean square of dZ over the examples and units. */
  readonly gradient: number;
}

/** tanh' is below 0.02 of its 1 there, and sigmoid' below 0.01 of its ¼ or so. */
const NEAR_END = 0.01;

/** Where the values of a saturating activation end. */
const ENDS = new Map<Activation, readonly [number, number]>([
  [HIDDEN_ACTIVATIONS.tanh, [-1, 1]],
  [HIDDEN_ACTIVATIONS.sigmoid, [0, 1]],
]);

/** The facts of each layer, from a pass of X (m × n₀) forward and back against Y (m × n_L). */
export function measureLayers(network: Network, X: Matrix, Y: Matrix): LayerFacts[] {
  const { layers } = network;
  const numbers = layerNumbers(network);
  const facts = new Map(numbers.map((layer) => [layer, { layer, dead: 0, saturated: 0, gradient: 0 }]));
  const of = (l: number) => facts.get(numbers[l]) as { -readonly [K in keyof LayerFacts]: LayerFacts[K] };
  let [A, units] = [X, X.cols];
  for (const [l, layer] of layers.entries()) {
    A = layer.forward(A, {});
    units = layer.params.at(-1)?.value.rows ?? units;
    if (!(layer instanceof ActivationLayer)) continue;
    if (layer.activation === HIDDEN_ACTIVATIONS.relu) of(l).dead = deadShare(byUnit(A, units));
    of(l).saturated = saturatedShare(A, ENDS.get(layer.activation));
  }
  network.forward(X);
  let gradient: Matrix | undefined = network.outputGradient(Y);
  for (let l = layers.length - 1; l >= 0 && gradient; l--) {
    if (layers[l].params.length > 0) of(l).gradient = rootMeanSquare(gradient);
    // Nobody asks for what the first layer passes on, nor for its gradients, which may be the largest of all.
    if (l > 0) gradient = layers[l].backward(gradient, {}, true);
  }
  return [...facts.values()];
}

/** The number that each step of the network belongs to, as its parameters' names have it: W2 is layer 2. */
export function layerNumbers({ layers }: Network): number[] {
  let number = 1;
  return layers.map(({ params }) => {
    if (params.length > 0) number = Number(/\d+$/.exec(params[0].name)?.[0] ?? number);
    return number;
  });
}

/** Images (m × places·filters) as (m·places × filters). */
function byUnit(A: Matrix, units: number): Matrix {
  return A.reshaped(A.data.length / units, units);
}

/** Columns of A that are 0 in every row. */
function deadShare({ rows, cols, data }: Matrix): number {
  let dead = 0;
  for (let c = 0; c < cols; c++) {
    let r = 0;
    while (r < rows && data[r * cols + c] === 0) r++;
    if (r === rows) dead++;
  }
  return dead / cols;
}

function saturatedShare({ data }: Matrix, ends: readonly [number, number] | undefined): number {
  if (ends === undefined) return 0;
  const near = NEAR_END * (ends[1] - ends[0]) * 0.5;
  let count = 0;
  for (const a of data) if (a < ends[0] + near || a > ends[1] - near) count++;
  return count / data.length;
}

function rootMeanSquare({ data }: Matrix): number {
  let sum = 0;
  for (const value of data) sum += value * value;
  return Math.sqrt(sum / data.length);
}
