/** Mistakes about the mask of relu: where a unit lets its gradient pass. */
import { LEAK } from '../../nn/activations.js';
import { combined, mapped } from '../arrays.js';
import type { Formula } from '../place.js';
import { dZLine } from '../python/lines.js';
import { isAsWideAsBefore, isHidden, isKinked, type Layer, type Mistake } from './mistake.js';

export const MASKS: readonly Mistake[] = [
  {
    id: 'relu-backward-on-dA',
    changes: { dZ: ({ dA }) => mapped(dA, (d) => (d > 0 ? d : 0)) },
    where: isKinkedAndHidden,
    did: "relu's mask is taken from dA",
    wrong: 'dZ = dA * (dA > 0)',
    right: (at) => dZLine(at),
    why: 'A unit lets its gradient pass where its own Z was above 0, whatever the sign of the gradient.',
  },
  {
    id: 'relu-mask-at-0',
    changes: { dZ: masked((z) => (z >= 0 ? 1 : 0)) },
    where: usesRelu,
    did: "relu's mask lets the gradient pass where Z is exactly 0",
    wrong: 'dZ = dA * (Z >= 0)',
    right: (at) => dZLine(at),
    why: 'A unit whose Z is 0 gives 0 and passes nothing: the course sets dZ[Z <= 0] = 0.',
  },
  {
    id: 'relu-mask-inverted',
    changes: { dZ: masked((z) => (z > 0 ? 0 : 1)) },
    where: isKinkedAndHidden,
    did: "relu's mask is the wrong way round",
    wrong: 'dZ = dA * (Z <= 0)',
    right: (at) => dZLine(at),
    why: 'The gradient stops where relu has given 0, and passes where it has given Z.',
  },
  {
    id: 'relu-mask-minus-1',
    changes: { dZ: masked((z) => (z > 0 ? 1 : -1)) },
    where: isKinkedAndHidden,
    did: "relu's derivative is −1 where Z is below 0",
    wrong: 'dZ = dA * np.where(Z > 0, 1, -1)',
    right: (at) => dZLine(at),
    why: 'relu is flat below 0, so its derivative is 0 there.',
  },
  {
    id: 'relu-mask-half-at-0',
    changes: { dZ: masked((z) => (z > 0 ? 1 : z === 0 ? 0.5 : 0)) },
    where: usesRelu,
    did: "relu's derivative is ½ where Z is exactly 0",
    wrong: 'dZ = dA * np.heaviside(Z, 0.5)',
    right: (at) => dZLine(at),
    why: 'A unit whose Z is 0 gives 0 and passes nothing: the course sets dZ[Z <= 0] = 0.',
  },
  {
    id: 'leaky-mask-inverted',
    changes: { dZ: masked((z) => (z > 0 ? LEAK : 1)) },
    where: (layer) => isHidden(layer) && layer.activation === 'leaky-relu',
    did: 'the slopes of leaky relu have changed places',
    wrong: (at) => dZLine(at, 'dA * np.where(Z > 0, 0.01, 1)'),
    right: (at) => dZLine(at),
    why: 'Leaky relu hands Z on where it is above 0, and a small part of it below.',
  },
  {
    id: 'relu-mask-of-A_prev',
    changes: { dZ: ({ dA, Aprev }) => combined(dA, Aprev, (d, a) => d * (a > 0 ? 1 : 0)) },
    where: (layer) => isKinkedAndHidden(layer) && isAsWideAsBefore(layer),
    did: "relu's mask is taken from A of the layer before",
    wrong: 'dZ = dA * (A_prev > 0)',
    right: (at) => dZLine(at),
    why: 'The mask is of the units of this layer.',
  },
];

function isKinkedAndHidden(layer: Layer): boolean {
  return isHidden(layer) && isKinked(layer);
}

function usesRelu(layer: Layer): boolean {
  return isHidden(layer) && layer.activation === 'relu';
}

/** dA∘f(Z) */
function masked(f: (z: number) => number): Formula {
  return ({ dA, Z }) => combined(dA, Z, (d, z) => d * f(z));
}
