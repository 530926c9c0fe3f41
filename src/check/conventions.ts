/** Other ways to write an iteration down that lead to the same parameters: no mistakes, but other numbers on the way. */
import { activated, type SlopedActivation, slope } from './activate.js';
import { difference, product, rowSums, scalar, scaled, sum, times, transposed } from './arrays.js';
import type { Changes, Computation } from './computation.js';
import { dataCost, direction, dropped, lossSlope, overRoot, penalty, rightly } from './formulas.js';
import { ofSums } from './gradients.js';
import { depth, type Intended, layersOf } from './intended.js';
import { isApart, KEPT_AWAY, type Safe, safely } from './kept-away.js';
import type { Formula, Place } from './place.js';
import { type Kind, nameOf } from './steps.js';

/** How a program writes the iteration down. */
export interface Writing {
  /** The array that takes the mean over the examples. */
  readonly mean: 'dA' | 'dZ' | 'dW' | 'update';
  /** Arrays that are saved before dropout's mask is applied to them. */
  readonly unmasked: readonly ('A' | 'dA')[];
  /** The array that takes λ/m·W. */
  readonly penalty: 'dW' | 'update';
  /** How logarithms and divisions are kept from 0; as they are unless said. */
  readonly cost?: Safe;
  readonly dA?: Safe;
  /** True where the squared error is a mean over the outputs, too. */
  readonly isMeanOfOutputs?: boolean;
  /** True where Adam's corrections stand in the learning rate, and ε beside a root that is not corrected. */
  readonly isRateCorrected?: boolean;
}

/** The course's way. */
export const PLAIN: Writing = { mean: 'dW', unmasked: [], penalty: 'dW' };

/** One step from the course's way. */
export interface Convention {
  readonly says: string;
  /** The same of a file without the gradients that prove it; undefined where it needs none of them. */
  readonly saysUnproved?: string;
  /** True where one array proves it: no known mistake has such numbers but by it. */
  readonly isEvident?: boolean;
  /** An array of these that it puts right proves it: of others a mistake may have the same numbers. */
  readonly proof?: RegExp;
  /** False where the network has nothing of the kind. */
  isOf(network: Intended): boolean;
  /** The writing with it; undefined where another convention stands in its place. */
  with(writing: Writing): Writing | undefined;
}

/** The formulas of a writing, by the names of the arrays that they make. */
export function changesIn(writing: Writing, { network }: Computation): Changes {
  const L = depth(network);
  const layers = layersOf(network);
  const dropping = layers.filter((l) => (network.keepProb[l - 1] ?? 1) < 1);
  const { mean, unmasked, penalty: penalised, cost, dA, isMeanOfOutputs, isRateCorrected } = writing;
  const isOtherUpdate = mean === 'update' || penalised === 'update' || isRateCorrected;
  const behindMask = unmasked.includes('A') ? dropping.map((l) => l + 1) : [];
  const isOtherGradient = mean !== 'dW' || penalised === 'update';
  return new Map([
    ...(unmasked.includes('A') ? dropping.flatMap(maskBehindA) : []),
    ...(unmasked.includes('dA') ? dropping.flatMap(maskBehinddA) : []),
    ...of('dW', isOtherGradient ? layers : behindMask, (at) => gradient(at, writing)),
    ...(mean === 'dW' ? [] : of('db', layers, ({ dZ }) => rowSums(dZ))),
    ...(cost || isMeanOfOutputs ? [['cost', (at: Place) => costIn(at, writing)] as const] : []),
    ...(dA || mean === 'dA' || isMeanOfOutputs ? of('dA', [L], (at) => outputSlope(at, writing)) : []),
    ...(mean === 'dZ' ? of('dZ', [L], (at) => scaled(rightly('dZ', at), 1 / at.m)) : []),
    ...(isOtherUpdate ? of('W_new', layers, (at) => updated(at, 'W', writing)) : []),
    ...(mean === 'update' || isRateCorrected ? of('b_new', layers, (at) => updated(at, 'b', writing)) : []),
  ]);
}

function of(kind: Kind, layers: readonly number[], formula: Formula): (readonly [string, Formula])[] {
  return layers.map((l) => [nameOf(kind, l), formula] as const);
}

/** dW: sums where another array takes the mean; without the penalty where the update takes it. */
function gradient(at: Place, { mean, unmasked, penalty: penalised }: Writing) {
  const Aprev = unmasked.includes('A') ? masked(at) : at.Aprev;
  const sums = product(at.dZ, transposed(Aprev));
  const count = mean === 'dW' ? at.m : 1;
  if (penalised === 'update') return scaled(sums, 1 / count);
  return ofSums(at, sums, count, mean === 'update' ? 1 : at.m);
}

/** w − α·d, d divided by m and λ/m·W added where dW has neither. */
function updated(at: Place, own: 'W' | 'b', { mean, penalty: penalised, isRateCorrected }: Writing) {
  const [w, d] = [at[own], isRateCorrected ? uncorrected(at, `d${own}`) : direction(at, `d${own}`)];
  const step = scaled(d, at.learningRate / (mean === 'update' ? at.m : 1));
  const moved = difference(w, step);
  if (own === 'b' || penalised === 'dW') return moved;
  return difference(moved, scaled(w, (at.learningRate * at.l2) / at.m));
}

/** √(1 − β₂ᵗ)/(1 − β₁ᵗ) · v/(√s + ε): Adam as its paper has it at the end of its second section, and TensorFlow. */
function uncorrected(at: Place, gradient: 'dW' | 'db') {
  const { beta1, beta2, t } = at.network.update;
  const step = overRoot(at, at.array(`v_${gradient}_new`), at.array(`s_${gradient}_new`));
  return scaled(step, Math.sqrt(1 - beta2 ** t) / (1 - beta1 ** t));
}

function outputSlope(at: Place, { mean, dA, isMeanOfOutputs }: Writing) {
  const made = lossSlope(at, dA && safely(dA));
  const count = (mean === 'dA' ? at.m : 1) * (isMeanOfOutputs ? at.AL.rows : 1);
  return count === 1 ? made : scaled(made, 1 / count);
}

function costIn(at: Place, { cost, isMeanOfOutputs }: Writing) {
  const data = dataCost(at, {}, cost && safely(cost));
  return scalar(data / (isMeanOfOutputs ? at.AL.rows : 1) + penalty(at));
}

/** A of the layer before with its mask: A is saved before it is applied. */
function masked({ previous }: Place) {
  return dropped(previous, previous.A);
}

function maskBehindA(l: number): (readonly [string, Formula])[] {
  return [
    [nameOf('A', l), (at: Place) => activated(at.activation, at.Z)],
    [nameOf('Z', l + 1), (at: Place) => sum(product(at.W, masked(at)), at.b)],
  ];
}

/** dA is saved before its mask is applied: dZ is made with the mask. */
function maskBehinddA(l: number): (readonly [string, Formula])[] {
  return [
    [nameOf('dA', l), (at: Place) => product(transposed(at.next.W), at.next.dZ)],
    [nameOf('dZ', l), (at) => times(dropped(at, at.dA), slope(at.activation as SlopedActivation, at.Z))],
  ];
}

/** dW and db are sums, because the mean is taken in the first array of the way back that `kind` names. */
function meanEarlier(kind: 'dA' | 'dZ'): Convention {
  const array = kind === 'dA' ? 'dAL' : 'dZ of the last layer';
  return {
    says: `1/m stands in ${array}, and in dW and db no more: the gradients are the same`,
    saysUnproved: `1/m stands in ${array}: that is right if dW and db, which are not in the file, take it no more`,
    // Sums alone in dW and db are a mistake: then dA and dZ are right as they are.
    proof: /^d[AZ]$/,
    isOf: () => true,
    with: (writing) => (writing.mean === 'dW' ? { ...writing, mean: kind } : undefined),
  };
}

function before(...kinds: ('A' | 'dA')[]): Pick<Convention, 'isOf' | 'with'> {
  return {
    isOf: ({ keepProb }) => keepProb.some((share) => share < 1),
    with: (writing) => (writing.unmasked.length === 0 ? { ...writing, unmasked: kinds } : undefined),
  };
}

/** Outputs that are kept from 0 and 1 where the cost takes logarithms, or dAL divides. */
function keptAway(array: 'cost' | 'dA', safe: Safe): Convention {
  const where = array === 'cost' ? 'the logarithms of the cost' : 'the divisions of dAL';
  const { how, by } = safe;
  return {
    says:
      how === 'plus'
        ? `${by} is added in ${where}, which keeps them from 0 and is taken as right`
        : `outputs are kept ${by} away from 0 and 1 in ${where}, which is taken as right`,
    isEvident: true,
    isOf: ({ loss }) => isApart(loss),
    with: (writing) => (writing[array] === undefined ? { ...writing, [array]: safe } : undefined),
  };
}

/** Updates that are linear in the gradient: a factor of it may stand in either. */
const LINEAR: readonly string[] = ['gd', 'momentum'];

/** All of them. */
export const CONVENTIONS: readonly Convention[] = [
  meanEarlier('dZ'),
  meanEarlier('dA'),
  {
    says: 'dW and db are sums over the examples, and the update takes 1/m: the new parameters are the same',
    proof: /^[Wb]_new$/,
    isOf: ({ update }) => LINEAR.includes(update.optimizer),
    with: (writing) => (writing.mean === 'dW' ? { ...writing, mean: 'update' } : undefined),
  },
  {
    says: 'the penalty shrinks W in the update, and stands in dW no more: the new parameters are the same',
    proof: /^W_new$/,
    isOf: ({ l2, update }) => l2 > 0 && update.optimizer === 'gd',
    with: (writing) => (writing.penalty === 'dW' ? { ...writing, penalty: 'update' } : undefined),
  },
  {
    says: 'dA is saved before the mask of dropout is applied to it, and dZ is made with the mask',
    ...before('dA'),
  },
  {
    says: 'A is saved before the mask of dropout is applied to it, and the next layer takes it with the mask',
    ...before('A'),
  },
  {
    says: 'A and dA are saved before the mask of dropout is applied to them',
    ...before('A', 'dA'),
  },
  {
    says: 'the squared error is a mean over the outputs as well, as in Keras and PyTorch; dnn train sums over them',
    isEvident: true,
    isOf: ({ loss, sizes }) => /^(?:mse|quadratic|huber)$/.test(loss) && sizes[sizes.length - 1] > 1,
    with: (writing) => (writing.isMeanOfOutputs ? undefined : { ...writing, isMeanOfOutputs: true }),
  },
  {
    says: 'the corrections of Adam stand in the learning rate, as in TensorFlow: ε counts for a little more',
    isEvident: true,
    proof: /^[Wb]_new$/,
    isOf: ({ update }) => update.optimizer === 'adam' && !update.epsilonInRoot,
    with: (writing) => (writing.isRateCorrected ? undefined : { ...writing, isRateCorrected: true }),
  },
  ...(['dA', 'cost'] as const).flatMap((array) =>
    (['plus', 'clip'] as const).flatMap((how) => KEPT_AWAY.map((by) => keptAway(array, { how, by }))),
  ),
];
