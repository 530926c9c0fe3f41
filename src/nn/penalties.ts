/** L2: λ/(2m)·Σ w² on the cost, over the weights and not the biases; m is the batch's size. */
import type { Backend } from '../engine/backend.js';
import type { Network } from './network.js';

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
