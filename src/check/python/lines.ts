/** The right formulas of a network in NumPy, in the course's layout and with its names, and parts of them. */
import type { ActivationName } from '../../nn/activations.js';
import type { LossName } from '../../nn/losses.js';
import { layersOf } from '../intended.js';
import { isOfCrossEntropy, type Layer } from '../mistakes/mistake.js';

export const Z_LINE = 'Z = np.dot(W, A_prev) + b';

/** g(Z) */
export function activationCode(name: ActivationName, Z = 'Z'): string {
  return ACTIVATIONS[name].replace(/\bZ\b/g, Z);
}

const ACTIVATIONS: Record<ActivationName, string> = {
  relu: 'np.maximum(0, Z)',
  tanh: 'np.tanh(Z)',
  sigmoid: '1 / (1 + np.exp(-Z))',
  softmax: 'np.exp(Z) / np.sum(np.exp(Z), axis=0, keepdims=True)',
  'leaky-relu': 'np.where(Z > 0, Z, 0.01 * Z)',
  linear: 'Z',
  gelu: 'gelu(Z)',
};

/** g'(Z) */
export function slopeCode(name: Exclude<ActivationName, 'softmax'>, Z = 'Z'): string {
  return SLOPES[name].replace(/\bZ\b/g, Z);
}

const SLOPES: Record<Exclude<ActivationName, 'softmax'>, string> = {
  relu: '(Z > 0)',
  tanh: '(1 - np.tanh(Z)**2)',
  sigmoid: 'sigmoid(Z) * (1 - sigmoid(Z))',
  'leaky-relu': 'np.where(Z > 0, 1, 0.01)',
  linear: '1',
  gelu: 'gelu_prime(Z)',
};

/** `A = …` of a hidden layer, behind dropout, or `AL = …`; `of` is the activation's code of Z. */
export function ALine(at: Layer, of = (Z: string) => activationCode(at.activation, Z)): string {
  if (at.isLast) return `AL = ${of('ZL')}`;
  const code = of('Z');
  if (at.keepProb === 1) return `A = ${code}`;
  return `A = ${/ [-+/] /.test(code) ? `(${code})` : code} * D / keep_prob`;
}

/** Σ of the loss over outputs and examples, from which the cost is divided by m, or by 2m. */
export function lossSum({ network: { loss } }: Layer): string {
  return LOSSES[loss].sum;
}

/** `m`, or `(2 * m)` of half the squared error. */
export function lossDivisor({ network: { loss } }: Layer): string {
  return loss === 'quadratic' ? '(2 * m)' : 'm';
}

const LOSSES: Record<LossName, { sum: string; slope: string; negative: string }> = {
  'binary-cross-entropy': {
    sum: '-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))',
    slope: '-(Y / AL - (1 - Y) / (1 - AL))',
    negative: 'Y / AL - (1 - Y) / (1 - AL)',
  },
  'categorical-cross-entropy': { sum: '-np.sum(Y * np.log(AL))', slope: '-Y / AL', negative: 'Y / AL' },
  mse: { sum: 'np.sum((AL - Y)**2)', slope: '2 * (AL - Y)', negative: '2 * (Y - AL)' },
  quadratic: { sum: 'np.sum((AL - Y)**2)', slope: 'AL - Y', negative: 'Y - AL' },
  huber: {
    sum: 'np.sum(np.where(np.abs(AL - Y) <= 1, (AL - Y)**2 / 2, np.abs(AL - Y) - 0.5))',
    slope: 'np.clip(AL - Y, -1, 1)',
    negative: 'np.clip(Y - AL, -1, 1)',
  },
};

/** `cost = …`, of other data's cost or another penalty if they are given. */
export function costLine(at: Layer, { data = dataCode(at), penalty = penaltyCode(at) } = {}): string {
  return `cost = ${data}${penalty}`;
}

/** The mean loss of the examples. */
export function dataCode(at: Layer): string {
  return `${lossSum(at)} / ${lossDivisor(at)}`;
}

/** ` + lambd / (2 * m) * (np.sum(W1**2) + np.sum(W2**2))`; `of` is the part of one layer. */
export function penaltyCode(at: Layer, of = (W: string, _b: string) => `np.sum(${W}**2)`): string {
  if (at.l2 === 0) return '';
  return ` + lambd / (2 * m) * (${overLayers(at, of)})`;
}

/** One term for each layer's W. */
function overLayers({ network }: Layer, of: (W: string, b: string) => string): string {
  return layersOf(network)
    .map((layer) => of(`W${layer}`, `b${layer}`))
    .join(' + ');
}

/** The derivative of the loss by AL. */
export function lossSlopeCode({ network: { loss } }: Layer): string {
  return LOSSES[loss].slope;
}

/** The same with the other sign. */
export function negativeLossSlopeCode({ network: { loss } }: Layer): string {
  return LOSSES[loss].negative;
}

/** `dA_prev = …` of the layer that takes this one, or `dAL = …`; `product` is what comes back. */
export function dALine(at: Layer, product = 'np.dot(W.T, dZ)'): string {
  if (at.isLast) return `dAL = ${lossSlopeCode(at)}`;
  return `dA_prev = ${product}${at.keepProb === 1 ? '' : ' * D_prev / keep_prob'}`;
}

/** The same with the numbers of the layers: `dA1 = np.dot(W2.T, dZ2)`. */
export function numberedDALine(at: Layer, product = `np.dot(W${at.layer + 1}.T, dZ${at.layer + 1})`): string {
  return `dA${at.layer} = ${product}${at.keepProb === 1 ? '' : ` * D${at.layer} / keep_prob`}`;
}

/** dZ of the layer. */
export function dZCode(at: Layer): string {
  const { activation, isLast } = at;
  if (isOfCrossEntropy(at)) return 'AL - Y';
  if (activation === 'softmax') return 'AL * (dAL - np.sum(AL * dAL, axis=0, keepdims=True))';
  return isLast ? `dAL * ${slopeCode(activation, 'ZL')}` : `dA * ${slopeCode(activation)}`;
}

/** `dZ = …`, or `dZL = …` of the last layer. */
export function dZLine(at: Layer, code = dZCode(at)): string {
  return `${at.isLast ? 'dZL' : 'dZ'} = ${code}`;
}

const PRODUCT = 'np.dot(dZ, A_prev.T)';

/** `dW = …` of another product, count of examples or penalty if they are given. */
export function dWLine(at: Layer, { product = PRODUCT, over = ' / m', penalty = weightDecayCode(at) } = {}) {
  return `dW = ${product}${over}${penalty}`;
}

/** ` + lambd / m * W` */
export function weightDecayCode({ l2 }: Layer, W = 'W'): string {
  return l2 === 0 ? '' : ` + lambd / m * ${W}`;
}

export const DB_LINE = 'db = np.sum(dZ, axis=1, keepdims=True) / m';

/** `dW2 = …` or `db2 = …` with the numbers of layers. */
export function numberedGradientLine(at: Layer, of: 'W' | 'b', dZ: string, A = `A${at.layer - 1}`): string {
  const { layer } = at;
  if (of === 'b') return `db${layer} = np.sum(${dZ}, axis=1, keepdims=True) / m`;
  return `dW${layer} = np.dot(${dZ}, ${A}.T) / m${weightDecayCode(at, `W${layer}`)}`;
}

/** The share of the old v that an optimizer keeps, as a program calls it. */
export function keptName({ network: { update } }: Layer, state: 'v' | 's'): string {
  if (update.optimizer !== 'adam') return 'beta';
  return state === 'v' ? 'beta1' : 'beta2';
}

/** `v = …`, of another part that is kept, and of another that is taken, if they are given. */
export function vLine(at: Layer, own: 'W' | 'b', kept = keptName(at, 'v'), taken = takenCode(at)): string {
  return `v = ${kept} * v + ${taken}d${own}`;
}

/** `(1 - beta) * `, the share of the gradient that v takes. */
function takenCode(at: Layer): string {
  const { optimizer, momentum, dampening } = at.network.update;
  if (optimizer === 'adam' || dampening === momentum) return `(1 - ${keptName(at, 'v')}) * `;
  return dampening === 0 ? '' : '(1 - dampening) * ';
}

export function sLine(at: Layer, own: 'W' | 'b'): string {
  const beta = keptName(at, 's');
  return `s = ${beta} * s + (1 - ${beta}) * d${own}**2`;
}

/** The step d of the update W ← W − α·d. */
export function stepCode(at: Layer, own: 'W' | 'b', layer = ''): string {
  const { optimizer } = at.network.update;
  const [gradient, behind] = [`d${own}${layer}`, layer === '' ? '' : `_d${own}${layer}`];
  if (optimizer === 'gd') return gradient;
  if (optimizer === 'momentum') return `v${behind}`;
  if (optimizer === 'rmsprop') return overRootCode(at, gradient, `s${behind}`);
  return overRootCode(at, `v_hat${behind}`, `s_hat${behind}`);
}

/** g/(√s + ε), or g/√(s + ε). */
export function overRootCode({ network: { update } }: Layer, g: string, s: string): string {
  return update.epsilonInRoot ? `${g} / np.sqrt(${s} + epsilon)` : `${g} / (np.sqrt(${s}) + epsilon)`;
}

/** `W = W - learning_rate * …`, with the layer's number if it is given. */
export function updateLine(at: Layer, own: 'W' | 'b', step = stepCode(at, own), layer = ''): string {
  return `${own}${layer} = ${own}${layer} - learning_rate * ${step}`;
}

/** Y for AL and AL for Y */
export function swappedOutputs(code: string): string {
  return code.replace(/AL|Y/g, (name) => (name === 'Y' ? 'AL' : 'Y'));
}
