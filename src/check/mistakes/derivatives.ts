/** Mistakes about the derivatives of activations: dZ = dA∘g'(Z). */
import { sigmoid, tanh } from '../../engine/math.js';
import type { Matrix } from '../../engine/matrix.js';
import { activated, type SlopedActivation, slope } from '../activate.js';
import { mapped, times } from '../arrays.js';
import type { Formula, Place } from '../place.js';
import { activationCode, dZLine, slopeCode } from '../python/lines.js';
import {
  isAsWideAsBefore,
  isHidden,
  type Layer,
  type Line,
  type Mistake,
  usesSigmoid,
  usesTanh,
} from './mistake.js';

const RIGHT: Line = (at) => dZLine(at);

/** Mistakes that can be made with any activation. */
const OF_ANY: readonly Mistake[] = [
  {
    id: 'derivative-missing',
    changes: { dZ: ({ dA }) => dA },
    where: ({ activation }) => activation !== 'linear',
    did: "the activation's derivative is missing from dZ",
    wrong: (at) => dZLine(at, ofThis(at, 'dA')),
    right: RIGHT,
    why: 'By the chain rule what comes back passes the activation, too.',
  },
  {
    id: 'derivative-alone',
    changes: { dZ: ownSlope },
    where: isSloped,
    did: 'dA is missing from dZ',
    wrong: (at) => dZLine(at, ofThis(at, ownSlopeCode(at))),
    right: RIGHT,
    why: 'By the chain rule the derivative multiplies what comes back from the next layer.',
  },
  {
    id: 'derivative-is-activation',
    changes: { dZ: (at) => times(at.dA, activated(at.activation, at.Z)) },
    where: isSloped,
    did: 'dZ takes the activation itself for its derivative',
    wrong: (at) => dZLine(at, ofThis(at, `dA * (${activationCode(at.activation)})`)),
    right: RIGHT,
    why: 'The way back needs the slope of the activation, not its value.',
  },
  {
    id: 'derivative-is-Z',
    changes: { dZ: ({ dA, Z }) => times(dA, Z) },
    where: isSloped,
    did: "dZ takes Z for the activation's derivative",
    wrong: (at) => dZLine(at, ofThis(at, 'dA * Z')),
    right: RIGHT,
    why: 'The way back needs the slope of the activation at Z, not Z.',
  },
  {
    id: 'derivative-twice',
    changes: { dZ: (at) => times(at.dA, times(ownSlope(at), ownSlope(at))) },
    where: (layer) => isHidden(layer) && layer.activation !== 'relu' && layer.activation !== 'linear',
    did: "the activation's derivative is multiplied twice into dZ",
    wrong: (at) => dZLine(at, ofThis(at, `dA * ${ownSlopeCode(at)} * ${ownSlopeCode(at)}`)),
    right: RIGHT,
    why: 'Each layer has its activation once.',
  },
];

/** tanh′ or sigmoid′ of another layer's A. */
const OF_BEFORE: readonly Mistake[] = (['tanh', 'sigmoid'] as const).map(
  (name): Mistake => ({
    id: `${name}-derivative-of-A_prev`,
    changes: {
      dZ: ({ dA, Aprev }) =>
        times(
          dA,
          mapped(Aprev, (a) => (name === 'tanh' ? 1 - a * a : a * (1 - a))),
        ),
    },
    where: (layer) => isHidden(layer) && layer.activation === name && isAsWideAsBefore(layer),
    did: `${name}′ is computed from A of the layer before`,
    wrong: (at) => dZLine(at, name === 'tanh' ? 'dA * (1 - A_prev**2)' : 'dA * A_prev * (1 - A_prev)'),
    right: RIGHT,
    why: 'The derivative is taken where this layer has computed its activation.',
  }),
);

/** Mistakes in tanh′ = 1 − tanh(Z)². */
const OF_TANH: readonly Mistake[] = [
  {
    id: 'tanh-derivative-of-sigmoid',
    changes: { dZ: byZ((z) => 1 - sigmoid(z) ** 2) },
    where: usesTanh,
    did: 'tanh′ is computed from sigmoid(Z)',
    wrong: (at) => dZLine(at, ofThis(at, 'dA * (1 - sigmoid(Z)**2)')),
    right: RIGHT,
    why: 'The derivative of tanh is 1 − tanh(Z)².',
  },
  {
    id: 'tanh-derivative-of-Z',
    changes: { dZ: byZ((z) => 1 - z * z) },
    where: usesTanh,
    did: 'tanh′ is computed from Z where it should be from A',
    wrong: (at) => dZLine(at, ofThis(at, 'dA * (1 - Z**2)')),
    right: RIGHT,
    why: 'The derivative of tanh is 1 − tanh(Z)², and tanh(Z) is A.',
  },
  {
    id: 'tanh-derivative-of-tanh-A',
    changes: { dZ: byA((a) => 1 - tanh(a) ** 2) },
    where: usesTanh,
    did: 'tanh′ is taken at A where it should be at Z',
    wrong: (at) => dZLine(at, ofThis(at, 'dA * (1 - np.tanh(A)**2)')),
    right: RIGHT,
    why: 'A is tanh(Z) already.',
  },
  {
    id: 'tanh-derivative-no-square',
    changes: { dZ: byA((a) => 1 - a) },
    where: usesTanh,
    did: 'the square is missing from tanh′',
    wrong: (at) => dZLine(at, ofThis(at, 'dA * (1 - np.tanh(Z))')),
    right: RIGHT,
    why: 'The derivative of tanh is 1 − tanh(Z)².',
  },
  {
    id: 'tanh-derivative-square-outside',
    changes: { dZ: byA((a) => (1 - a) ** 2) },
    where: usesTanh,
    did: 'the whole of 1 − tanh is squared in tanh′',
    wrong: (at) => dZLine(at, ofThis(at, 'dA * (1 - A)**2')),
    right: RIGHT,
    why: 'The derivative of tanh is 1 − tanh(Z)².',
  },
];

/** Mistakes in sigmoid′ = sigmoid(Z)·(1 − sigmoid(Z)). */
const OF_SIGMOID: readonly Mistake[] = [
  {
    id: 'sigmoid-derivative-of-Z',
    changes: { dZ: byZ((z) => z * (1 - z)) },
    where: usesSigmoid,
    did: 'sigmoid′ is computed from Z where it should be from A',
    wrong: (at) => dZLine(at, ofThis(at, 'dA * Z * (1 - Z)')),
    right: RIGHT,
    why: 'The derivative of sigmoid is s·(1 − s) with s = sigmoid(Z), which is A.',
  },
  {
    id: 'sigmoid-derivative-of-sigmoid-A',
    changes: { dZ: byA(sigmoidSlope) },
    where: usesSigmoid,
    did: 'sigmoid′ is taken at A where it should be at Z',
    wrong: (at) => dZLine(at, ofThis(at, 'dA * sigmoid(A) * (1 - sigmoid(A))')),
    right: RIGHT,
    why: 'A is sigmoid(Z) already.',
  },
  {
    id: 'sigmoid-derivative-no-s',
    changes: { dZ: byA((a) => 1 - a) },
    where: usesSigmoid,
    did: 'the first factor of sigmoid′ is missing',
    wrong: (at) => dZLine(at, ofThis(at, 'dA * (1 - A)')),
    right: RIGHT,
    why: 'The derivative of sigmoid is s·(1 − s) with s = sigmoid(Z), which is A.',
  },
];

/** The derivative of another activation, at Z, or in the form that takes A = g(Z). */
const OF_ANOTHER: readonly Mistake[] = [
  ...(['sigmoid', 'tanh', 'relu', 'leaky-relu'] as const).map(
    (name): Mistake => ({
      id: `${name}-derivative-instead`,
      changes: { dZ: ({ dA, Z }) => times(dA, slope(name, Z)) },
      where: (layer) => isSloped(layer) && layer.activation !== name,
      did: `dZ is made with the derivative of ${name}, which is not the layer's activation`,
      wrong: (at) => dZLine(at, ofThis(at, `dA * ${slopeCode(name)}`)),
      right: RIGHT,
      why: 'The way back takes the derivative of the activation that the way forward has computed.',
    }),
  ),
  {
    id: 'sigmoid-derivative-of-A-instead',
    changes: { dZ: byA((a) => a * (1 - a)) },
    where: (layer) => isSloped(layer) && !usesSigmoid(layer),
    did: "dZ is made with A * (1 - A), sigmoid's derivative, and the layer has no sigmoid",
    wrong: (at) => dZLine(at, ofThis(at, 'dA * A * (1 - A)')),
    right: RIGHT,
    why: 'A·(1 − A) is the derivative where A is a sigmoid, and nowhere else.',
  },
  {
    id: 'tanh-derivative-of-A-instead',
    changes: { dZ: byA((a) => 1 - a * a) },
    where: (layer) => isSloped(layer) && !usesTanh(layer),
    did: "dZ is made with 1 - A**2, tanh's derivative, and the layer has no tanh",
    wrong: (at) => dZLine(at, ofThis(at, 'dA * (1 - A**2)')),
    right: RIGHT,
    why: '1 − A² is the derivative where A is a tanh, and nowhere else.',
  },
];

export const DERIVATIVES: readonly Mistake[] = [
  ...OF_ANY,
  ...OF_BEFORE,
  ...OF_TANH,
  ...OF_SIGMOID,
  ...OF_ANOTHER,
];

/** True of layers whose activation works on each value by itself and bends it. */
function isSloped({ activation }: Layer): boolean {
  return activation !== 'softmax' && activation !== 'linear';
}

function ownSlope({ activation, Z }: Place): Matrix {
  return slope(activation as SlopedActivation, Z);
}

/** Code of the layer's dA, Z and A: those of the last layer are dAL, ZL and AL. */
function ofThis({ isLast }: Layer, code: string): string {
  return isLast ? code.replace(/\b(dA|Z|A)\b/g, '$1L') : code;
}

function ownSlopeCode({ activation }: Layer): string {
  return slopeCode(activation as SlopedActivation);
}

/** dA∘f(Z) */
function byZ(f: (z: number) => number): Formula {
  return ({ dA, Z }) => times(dA, mapped(Z, f));
}

/** dA∘f(A), A being what the activation gave, before dropout. */
function byA(f: (a: number) => number): Formula {
  return (at) => times(at.dA, mapped(activated(at.activation, at.Z), f));
}

function sigmoidSlope(a: number): number {
  return sigmoid(a) * (1 - sigmoid(a));
}
