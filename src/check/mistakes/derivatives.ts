/** Mistakes about the derivatives of hidden activations. */
import { sigmoid } from '../activate.js';
import { mapped, times } from '../arrays.js';
import { isHidden, isKinked, type Mistake, usesTanh } from './mistake.js';

export const DERIVATIVES: readonly Mistake[] = [
  {
    id: 'tanh-derivative-of-sigmoid',
    changes: {
      dZ: ({ dA, Z }) =>
        times(
          dA,
          mapped(Z, (z) => 1 - sigmoid(z) ** 2),
        ),
    },
    where: usesTanh,
    did: 'tanh′ is computed from sigmoid(Z)',
    wrong: 'A = sigmoid(Z); dA * (1 - A**2)',
    right: 'dA * (1 - np.tanh(Z)**2)',
    why: 'The derivative of tanh is 1 − tanh(Z)².',
  },
  {
    id: 'relu-backward-on-dA',
    changes: { dZ: ({ dA }) => mapped(dA, (d) => (d > 0 ? d : 0)) },
    where: (layer) => isHidden(layer) && isKinked(layer),
    did: "relu's mask is taken from dA",
    wrong: 'dZ = dA * (dA > 0)',
    right: 'dZ = dA * (Z > 0)',
    why: 'A unit lets its gradient pass where its own Z was above 0, whatever the sign of the gradient.',
  },
];
