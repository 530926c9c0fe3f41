/** Histograms of each layer's activations and gradients in an update; watching changes no number. */
import type { Matrix } from '../../engine/matrix.js';
import type { Observer } from '../../nn/layer.js';
import { ActivationLayer } from '../../nn/layers/activation.js';
import type { Network } from '../../nn/network.js';
import { type Histogram, histogramOf } from './histogram.js';
import { layerNumbers } from './layer-facts.js';

/** One layer with weights in one update. */
export interface LayerStats {
  /** From 1, as W1 counts. */
  readonly layer: number;
  /** A = g(Z), before dropout, over the examples and units of the batch. */
  readonly activations: Histogram;
  /** dZ per example (m times the derivative of the mean cost), Z = W·A + b. */
  readonly gradients: Histogram;
}

/** All layers with weights in update `iteration`. */
export interface StatsRecord {
  readonly iteration: number;
  readonly layers: readonly LayerStats[];
}

/** Takes the histograms of a pass forward and back, as the matrices come by. */
export class LayerWatch implements Observer {
  readonly #network: Network;
  /** The layer that each step of the network belongs to. */
  readonly #numbers: readonly number[];
  readonly #activations = new Map<number, Histogram>();
  readonly #gradients = new Map<number, Histogram>();

  constructor(network: Network) {
    this.#network = network;
    this.#numbers = layerNumbers(network);
  }

  forward(step: number, A: Matrix): void {
    const { layers } = this.#network;
    const isOutput = step === layers.length;
    if (!isOutput && !(layers[step] instanceof ActivationLayer)) return;
    this.#activations.set(this.#numbers[isOutput ? step - 1 : step], histogramOf(A));
  }

  backward(step: number, dOutput: Matrix): void {
    // Batch norm has parameters too: Z is what the first step of a layer makes.
    const isFirst = step === 0 || this.#numbers[step] !== this.#numbers[step - 1];
    if (isFirst && this.#network.layers[step].params.length > 0)
      this.#gradients.set(this.#numbers[step], histogramOf(dOutput));
  }

  /** The histograms of the last pass, as the record of update `iteration`. */
  record(iteration: number): StatsRecord {
    const layers = [...this.#gradients.keys()].sort((a, b) => a - b);
    return {
      iteration,
      layers: layers.map((layer) => ({
        layer,
        activations: this.#activations.get(layer) as Histogram,
        gradients: this.#gradients.get(layer) as Histogram,
      })),
    };
  }
}
