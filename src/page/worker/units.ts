/** The units of a network of dense layers. */
import type { Plan } from '../../browser.js';

/** The units of each layer from the input on; undefined where a layer has none, as a convolution. */
export function unitsOf({ architecture: { inputShape, layers } }: Plan): number[] | undefined {
  const units = layers.map((layer) => ('units' in layer ? layer.units : undefined));
  const size = inputShape.reduce((product, n) => product * n, 1);
  return units.every((count) => count !== undefined) ? [size, ...(units as number[])] : undefined;
}
