/** Mistakes about the way forward: Z and A. */
import type { Matrix } from '../../engine/matrix.js';
import type { HiddenActivation } from '../../nn/activations.js';
import { activated } from '../activate.js';
import { difference, mapped, product, rowSums, scaled, sum, times, transposed } from '../arrays.js';
import { dropped, rightly } from '../formulas.js';
import type { Formula, Place } from '../place.js';
import { ALine, activationCode, dZLine, slopeCode, Z_LINE } from '../python/lines.js';
import { isHidden, type Layer, type Line, type Mistake } from './mistake.js';

const RIGHT: Line = (at) => ALine(at);
const CHAIN = 'Each layer takes what the activation of the layer before gives.';

export const FORWARD: readonly Mistake[] = [
  {
    id: 'no-bias',
    changes: { Z: ({ W, Aprev }) => product(W, Aprev) },
    did: 'b is missing from Z',
    wrong: 'Z = np.dot(W, A_prev)',
    right: Z_LINE,
    why: 'Each unit has a bias; while b is 0, as at the start, nothing shows that it is missing.',
  },
  {
    id: 'bias-twice',
    changes: { Z: ({ W, Aprev, b }) => sum(product(W, Aprev), scaled(b, 2)) },
    did: 'b is added twice',
    wrong: 'Z = np.dot(W, A_prev) + b + b',
    right: Z_LINE,
    why: 'Each unit has one bias.',
  },
  {
    id: 'bias-subtracted',
    changes: { Z: ({ W, Aprev, b }) => difference(product(W, Aprev), b) },
    did: 'b is subtracted',
    wrong: 'Z = np.dot(W, A_prev) - b',
    right: Z_LINE,
    why: 'db is the derivative of a bias that is added.',
  },
  {
    id: 'bias-inside-product',
    changes: { Z: ({ W, Aprev, b }) => product(W, sum(Aprev, b)) },
    features: 'each',
    did: 'b is added before the product',
    wrong: 'Z = np.dot(W, A_prev + b)',
    right: Z_LINE,
    why: 'b has one value for each unit of this layer, not of the layer before.',
  },
  {
    id: 'Z-centred',
    changes: { Z: (at) => centred(rightly('Z', at)) },
    did: 'the mean over the examples is taken off Z',
    wrong: `${Z_LINE}; Z = Z - np.mean(Z, axis=1, keepdims=True)`,
    right: Z_LINE,
    why: 'Without b and what else all examples have in common the layer computes something else, and dZ is not its derivative.',
  },
  {
    id: 'Z-centred-by-example',
    changes: { Z: (at) => transposed(centred(transposed(rightly('Z', at)))) },
    where: ({ layer, network: { sizes } }) => sizes[layer] > 1,
    did: 'the mean over the units is taken off Z',
    wrong: `${Z_LINE}; Z = Z - np.mean(Z, axis=0, keepdims=True)`,
    right: Z_LINE,
    why: 'Each unit has a sum of its own; dZ is the derivative of that.',
  },
  {
    id: 'forward-from-X',
    changes: { Z: (at) => linear(at, at.values.of('A0')) },
    where: isBehindFirst,
    did: 'the layer takes X and not the activations of the layer before',
    wrong: (at) => numberedZ(at, 'X'),
    right: (at) => numberedZ(at),
    why: CHAIN,
  },
  {
    id: 'forward-skips-layer',
    changes: { Z: (at) => linear(at, at.previous.Aprev) },
    where: isBehindFirst,
    did: 'the layer takes the activations of the layer two before it',
    wrong: (at) => numberedZ(at, at.layer === 2 ? 'X' : `A${at.layer - 2}`),
    right: (at) => numberedZ(at),
    why: CHAIN,
  },
  {
    id: 'forward-hands-Z-on',
    changes: { Z: (at) => linear(at, at.previous.Z) },
    where: isBehindFirst,
    did: 'the layer takes Z of the layer before, not A',
    wrong: (at) => numberedZ(at, `Z${at.layer - 1}`),
    right: (at) => numberedZ(at),
    why: 'Without the activation between them two layers are no more than one.',
  },
  {
    id: 'W-transposed',
    changes: { Z: ({ W, Aprev, b }) => sum(product(transposed(W), Aprev), b) },
    where: isSquare,
    did: 'W stands in Z the wrong way round',
    wrong: 'Z = np.dot(W.T, A_prev) + b',
    right: Z_LINE,
    why: 'Each unit has its own weights, one for each unit before it; of a square W NumPy does not notice.',
  },
  {
    id: 'W-elementwise',
    changes: { Z: ({ W, Aprev, b }) => sum(times(W, Aprev), b) },
    did: 'W and A_prev are multiplied value by value',
    wrong: 'Z = W * A_prev + b',
    right: Z_LINE,
    why: 'Z is the matrix product: np.dot, or @.',
  },
  {
    id: 'activation-twice',
    changes: { A: (at) => dropped(at, activated(at.activation, activated(at.activation, at.Z))) },
    where: ({ activation }) => activation !== 'relu' && activation !== 'linear',
    did: 'the activation is applied twice',
    wrong: (at) => ALine(at, (Z) => `${shortCode(at.activation)}(${shortCode(at.activation)}(${Z}))`),
    right: RIGHT,
    why: 'The layer has one activation, and dZ is of one.',
  },
  {
    id: 'output-behind-hidden-activation',
    changes: { A: (at) => activated(at.activation, activated(hiddenOf(at), at.Z)) },
    where: (at) =>
      at.isLast &&
      at.last > 1 &&
      isBent(at.activation) &&
      isBent(hiddenOf(at)) &&
      hiddenOf(at) !== at.activation,
    did: "the last layer has the hidden layers' activation, too",
    wrong: (at) => ALine(at, (Z) => `${shortCode(at.activation)}(${shortCode(hiddenOf(at))}(${Z}))`),
    right: RIGHT,
    why: 'The last layer has an activation of its own; the loop over the hidden layers ends before it.',
  },
  {
    id: 'relu-of-negative-part',
    changes: {
      A: (at) =>
        dropped(
          at,
          mapped(at.Z, (z) => Math.min(0, z)),
        ),
    },
    where: ({ activation }) => activation === 'relu',
    did: 'relu keeps what is below 0',
    wrong: (at) => ALine(at, (Z) => `np.minimum(0, ${Z})`),
    right: RIGHT,
    why: 'relu lets positive values pass, and gives 0 for others.',
  },
  {
    id: 'relu-absolute',
    changes: { A: (at) => dropped(at, mapped(at.Z, Math.abs)) },
    where: ({ activation }) => activation === 'relu',
    did: 'relu takes the absolute value',
    wrong: (at) => ALine(at, (Z) => `np.abs(${Z})`),
    right: RIGHT,
    why: 'relu gives 0 for negative values.',
  },
  {
    id: 'tanh-as-2-sigmoid-minus-1',
    changes: {
      A: (at) =>
        dropped(
          at,
          mapped(activated('sigmoid', at.Z), (s) => 2 * s - 1),
        ),
    },
    where: ({ activation }) => activation === 'tanh',
    did: 'tanh is computed as 2·sigmoid(Z) − 1',
    wrong: (at) => ALine(at, (Z) => `2 * sigmoid(${Z}) - 1`),
    right: RIGHT,
    why: 'tanh(Z) is 2·sigmoid(2Z) − 1.',
  },
  {
    id: 'sigmoid-no-minus',
    changes: { A: (at) => dropped(at, activated('sigmoid', scaled(at.Z, -1))) },
    where: ({ activation }) => activation === 'sigmoid',
    did: "the minus is missing in sigmoid's exponent",
    wrong: (at) => ALine(at, (Z) => `1 / (1 + np.exp(${Z}))`),
    right: RIGHT,
    why: 'sigmoid rises with Z.',
  },
  ...(['sigmoid', 'tanh', 'relu', 'leaky-relu', 'linear'] as const).flatMap(insteadOfHidden),
  ...[0.1, 0.2, 0.3].map(otherLeak),
];

/** Another activation in the hidden layers, on both ways or on the way forward alone. */
function insteadOfHidden(name: HiddenActivation): Mistake[] {
  const instead: Line = (at) => ALine(at, (Z) => activationCode(name, Z));
  const other =
    (kind: 'A' | 'dZ'): Formula =>
    (at) =>
      rightly(kind, withHidden(at, name));
  const forward = { A: other('A') };
  const bothWays: Mistake = {
    id: name === 'linear' ? 'hidden-no-activation' : `hidden-${name}`,
    changes: { ...forward, dZ: other('dZ') },
    where: (layer) => isHidden(layer) && layer.activation !== name,
    did: name === 'linear' ? 'the hidden layer has no activation' : `the hidden layer computes ${name}`,
    wrong: (at) => `${instead(at)}; ${dZLine(at, `dA * ${slopeCode(name)}`)}`,
    right: (at) => `${ALine(at)}; ${dZLine(at)}`,
    why:
      name === 'linear'
        ? 'Without activations all layers together are one linear map.'
        : 'The network was meant to have another activation there.',
  };
  const option = { flag: 'activation', value: name } as const;
  return [
    { ...bothWays, option },
    { ...bothWays, changes: forward, wrong: instead, right: RIGHT },
  ];
}

function withHidden(at: Place, name: HiddenActivation): Place {
  return at.asIf({ hidden: at.network.hidden.map(() => name) });
}

/** leaky relu with another slope below 0. */
function otherLeak(leak: number): Mistake {
  const bent = (at: Place, of: Matrix, f: (z: number) => number) => times(of, mapped(at.Z, f));
  return {
    id: `leaky-relu-slope-${leak}`,
    changes: {
      A: (at) =>
        dropped(
          at,
          bent(at, at.Z, (z) => (z > 0 ? 1 : leak)),
        ),
      dZ: (at) => bent(at, at.dA, (z) => (z > 0 ? 1 : leak)),
    },
    isSeparable: true,
    where: ({ activation }) => activation === 'leaky-relu',
    did: `leaky relu has the slope ${leak} below 0`,
    wrong: (at, only) =>
      only === 'dZ'
        ? dZLine(at, `dA * np.where(Z > 0, 1, ${leak})`)
        : ALine(at, (Z) => `np.where(${Z} > 0, ${Z}, ${leak} * ${Z})`),
    right: (at, only) => (only === 'dZ' ? dZLine(at) : ALine(at)),
    why: 'Its slope is 0.01 here, on both ways.',
  };
}

/** The array without the mean of each row. */
function centred(Z: Matrix): Matrix {
  return difference(Z, scaled(rowSums(Z), 1 / Z.cols));
}

/** `Z2 = np.dot(W2, A1) + b2` */
function numberedZ({ layer }: Layer, A = `A${layer - 1}`): string {
  return `Z${layer} = np.dot(W${layer}, ${A}) + b${layer}`;
}

/** The activation as a function's name. */
function shortCode(name: Layer['activation']): string {
  return name === 'tanh' ? 'np.tanh' : name.replace('-', '_');
}

function isBent(activation: Layer['activation']): boolean {
  return activation !== 'linear';
}

/** The activation of the last hidden layer. */
function hiddenOf({ network: { hidden } }: Layer): HiddenActivation {
  return hidden[hidden.length - 1];
}

/** W·A + b */
function linear({ W, b }: Place, A: Matrix): Matrix {
  return sum(product(W, A), b);
}

function isBehindFirst({ layer }: Layer): boolean {
  return layer > 1;
}

function isSquare({ layer, network: { sizes } }: Layer): boolean {
  return sizes[layer] === sizes[layer - 1];
}
