/** Facts of a trained network's layers on examples: dead units, saturated values, sizes of gradients. */
import type { Matrix } from '../../engine/matrix.js';
import type { Observer } from '../../nn/layer.js';
import { ActivationLayer } from '../../nn/layers/activation.js';
import type { Network } from '../../nn/network.js';

/** One layer with weights; shares are of 1. */
export interface LayerFacts {
  /** From 1. */
  readonly layer: number;
  /** Share of units that can die and are 0 for every example; of a convolution, filters that are 0 at every place. */
  readonly dead: number;
  /** Share of values so near an end of the activation that next to no gradient passes. */
  readonly saturated: number;
  /** Root mean square of dZ over the examples and units. */
  readonly gradient: number;
}

/** Networks that learn have up to a third of a layer dead; from here on hardly a gradient passes. */
export const DEAD = 0.9;
/** tanh' is below 0.02 of its 1 there, and sigmoid' below 0.01 of its ¼ or so. */
const NEAR_END = 0.01;

/** Sums over the batches of one layer. */
interface Sums {
  /** 1 for each unit that is not 0 somewhere; only of units that can die. */
  alive?: Uint8Array;
  near: number;
  values: number;
  squares: number;
  gradients: number;
}

/** The facts of each layer, from passes of batches X (m × n₀) forward and back against Y (m × n_L). */
export function measureLayers(
  network: Network,
  batches: Iterable<readonly [X: Matrix, Y: Matrix]>,
): LayerFacts[] {
  const numbers = layerNumbers(network);
  const sums = new Map(
    numbers.map((layer): [number, Sums] => [layer, { near: 0, values: 0, squares: 0, gradients: 0 }]),
  );
  const of = (l: number) => sums.get(numbers[l]) as Sums;
  for (const [X, Y] of batches) {
    addActivations(network, X, of);
    addGradients(network, X, Y, of);
  }
  return Array.from(sums, ([layer, { alive, near, values, squares, gradients }]) => ({
    layer,
    dead: alive ? deadShare(alive) : 0,
    saturated: values === 0 ? 0 : near / values,
    gradient: gradients === 0 ? 0 : Math.sqrt(squares / gradients),
  }));
}

/** Looks for layers of which hardly a unit lives in a pass of a batch. */
export class DeadLayerWatch implements Observer {
  readonly #network: Network;
  #found = false;

  constructor(network: Network) {
    this.#network = network;
  }

  /** True if a layer of the last pass had a share of at least {@link DEAD} of its units dead. */
  get found(): boolean {
    return this.#found;
  }

  forward(step: number, A: Matrix): void {
    if (step === 0) this.#found = false;
    const { layers } = this.#network;
    const layer = layers[step];
    if (!(layer instanceof ActivationLayer && layer.activation.dies)) return;
    const units = layers
      .slice(0, step)
      .findLast(({ params }) => params.length > 0)
      ?.params.at(-1)?.value.rows;
    const alive = new Uint8Array(units ?? A.cols);
    markAlive(A, alive);
    if (deadShare(alive) >= DEAD) this.#found = true;
  }

  backward(): void {}
}

function addActivations({ layers }: Network, X: Matrix, of: (l: number) => Sums): void {
  let [A, units] = [X, X.cols];
  for (const [l, layer] of layers.entries()) {
    A = layer.forward(A, {});
    units = layer.params.at(-1)?.value.rows ?? units;
    if (!(layer instanceof ActivationLayer)) continue;
    const sums = of(l);
    if (layer.activation.dies) {
      sums.alive ??= new Uint8Array(units);
      markAlive(A, sums.alive);
    }
    sums.near += nearEnds(A, layer.activation.ends);
    sums.values += A.data.length;
  }
}

function addGradients(network: Network, X: Matrix, Y: Matrix, of: (l: number) => Sums): void {
  const { layers } = network;
  network.forward(X);
  let gradient: Matrix | undefined = network.outputGradient(Y);
  for (let l = layers.length - 1; l >= 0 && gradient; l--) {
    // dZ is what comes to the weights, behind batch norm's own parameters.
    if (layers[l].params.some(({ decays }) => decays)) {
      const sums = of(l);
      sums.squares += sumOfSquares(gradient);
      sums.gradients += gradient.data.length;
    }
    // Nobody asks for what the first layer passes on, nor for its gradients, which may be the largest of all.
    if (l > 0) gradient = layers[l].backward(gradient, {}, true);
  }
}

/** The number of the layer that each step of the network belongs to; steps without parameters follow theirs. */
export function layerNumbers({ layers }: Network): number[] {
  let number = 1;
  return layers.map(({ params }) => {
    number = params[0]?.layer ?? number;
    return number;
  });
}

function deadShare(alive: Uint8Array): number {
  return alive.filter((any) => any === 0).length / alive.length;
}

/** Notes the units that are above 0 for an example; of images (m × places·units) at any place. */
function markAlive({ data }: Matrix, alive: Uint8Array): void {
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) alive[i % alive.length] = 1;
}

function nearEnds({ data }: Matrix, ends: readonly [number, number] | undefined): number {
  if (ends === undefined) return 0;
  const near = NEAR_END * (ends[1] - ends[0]) * 0.5;
  let count = 0;
  for (const a of data) if (a < ends[0] + near || a > ends[1] - near) count++;
  return count;
}

function sumOfSquares({ data }: Matrix): number {
  let sum = 0;
  for (const value of data) sum += value * value;
  return sum;
}
