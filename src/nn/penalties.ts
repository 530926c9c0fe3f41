/** L2: λ/(2m)·Σ w² on the cost, over the weights and not the biases; m is the batch's size. */
import type { Backend } from '../engine/backend.js';
import type { Network } from './network.js';

/** An addition to a network's cost and gradients for a batch of m examples. */
export interface Penalty {
  cost(network: Network, m: number): number;
  addGradient(network: Network, m: number): void;
}

/** L2 with this λ; undefined for 0. */
export function l2Penalty(backend: Backend, lambda: number): Penalty | undefined {
  if (lambda === 0) return undefined;
  return {
    cost: (network, m) => l2Cost(network, lambda, m),
    addGradient: (network, m) => addL2Gradient(backend, network, lambda, m),
  };
}

/** λ/(2m)·Σ w² */
export function l2Cost(network: Network, lambda: number, m: number): number {
  let sum = 0;
  for (const layer of network.layers) sum += layer.squaredNorm();
  return (lambda / (2 * m)) * sum;
}

/** dW += λ/m·W */
export function addL2Gradient(backend: Backend, network: Network, lambda: number, m: number): void {
  for (const { value, gradient, decays } of network.params) {
    if (decays) backend.addScaled(value, lambda / m, gradient);
  }
}
