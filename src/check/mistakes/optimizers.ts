/** Mistakes about momentum, RMSprop and Adam: what they keep, and the step that they make of it. */
import type { Matrix } from '../../engine/matrix.js';
import { combined, difference, mapped, scaled } from '../arrays.js';
import { overRoot, rightlyAsIf } from '../formulas.js';
import type { IntendedUpdate } from '../intended.js';
import type { Formula, Place } from '../place.js';
import { keptName, overRootCode, sLine, updateLine, vLine } from '../python/lines.js';
import type { Kind } from '../steps.js';
import { type Layer, type Line, type Mistake, ownOf } from './mistake.js';

type Part = Pick<Mistake, 'changes' | 'isSeparable' | 'where'>;
type Gradient = 'dW' | 'db';

const VELOCITY: Line = (at, only) => vLine(at, ownOf(only));
const SQUARES: Line = (at, only) => sLine(at, ownOf(only));
const UPDATE = (at: Layer, only?: Kind) => updateLine(at, ownOf(only));
const CORRECTED = 'v_hat = v / (1 - beta1**t); s_hat = s / (1 - beta2**t)';
const MEAN = 'The two factors sum to 1: what is kept is a mean of the gradients until now.';
const START = 'v and s begin at 0 and are too small at first; divided by 1 − βᵗ they are not.';

export const OPTIMIZERS: readonly Mistake[] = [
  {
    id: 'velocity-no-1-beta',
    ...kept('v', (at, v, g) => ofPair(v, g, betaOf(at, 'v'), 1)),
    did: '1 − β is missing from v',
    wrong: (at, only) => vLine(at, ownOf(only), keptName(at, 'v'), ''),
    right: VELOCITY,
    why: MEAN,
  },
  {
    id: 'velocity-betas-swapped',
    ...kept('v', (at, v, g) => ofPair(v, g, 1 - betaOf(at, 'v'), betaOf(at, 'v'))),
    did: 'β and 1 − β have changed places in v',
    wrong: (at, only) => vLine(at, ownOf(only), `(1 - ${keptName(at, 'v')})`, `${keptName(at, 'v')} * `),
    right: VELOCITY,
    why: 'β is the share of the old v.',
  },
  {
    id: 'velocity-not-kept',
    ...kept('v', (at, v, g) => ofPair(v, g, 0, 1 - betaOf(at, 'v'))),
    did: 'v begins at 0 in each iteration',
    wrong: (at, only) => vLine(at, ownOf(only), '0', `(1 - ${keptName(at, 'v')}) * `),
    right: VELOCITY,
    why: 'v must outlive the iteration: it is made before the loop.',
  },
  {
    id: 'velocity-minus',
    ...kept('v', (at, v, g) => ofPair(v, g, betaOf(at, 'v'), betaOf(at, 'v') - 1)),
    did: 'the gradient is subtracted in v',
    wrong: (at, only) => `v = ${keptName(at, 'v')} * v - (1 - ${keptName(at, 'v')}) * d${ownOf(only)}`,
    right: VELOCITY,
    why: 'The update subtracts v, so v adds the gradient.',
  },
  {
    id: 'velocity-takes-rate',
    ...kept('v', (at, v, g) => ofPair(v, g, betaOf(at, 'v'), at.learningRate)),
    did: 'the learning rate stands in v in place of 1 − β',
    wrong: (at, only) => vLine(at, ownOf(only), keptName(at, 'v'), 'learning_rate * '),
    right: VELOCITY,
    why: 'The learning rate comes in with the update.',
  },
  {
    id: 'squares-no-square',
    ...kept('s', (at, s, g) => ofPair(s, g, betaOf(at, 's'), 1 - betaOf(at, 's'))),
    did: 'the square is missing from s',
    wrong: (at, only) => ofSquares(at, ownOf(only), (beta, d) => `${beta} * s + (1 - ${beta}) * ${d}`),
    right: SQUARES,
    why: 'The root of s is the size of the gradients until now; without squares it can be of a negative number.',
  },
  {
    id: 'squares-no-1-beta',
    ...kept('s', (at, s, g) => ofPair(s, squared(g), betaOf(at, 's'), 1)),
    did: '1 − β is missing from s',
    wrong: (at, only) => ofSquares(at, ownOf(only), (beta, d) => `${beta} * s + ${d}**2`),
    right: SQUARES,
    why: MEAN,
  },
  {
    id: 'squares-betas-swapped',
    ...kept('s', (at, s, g) => ofPair(s, squared(g), 1 - betaOf(at, 's'), betaOf(at, 's'))),
    did: 'β and 1 − β have changed places in s',
    wrong: (at, only) => ofSquares(at, ownOf(only), (beta, d) => `(1 - ${beta}) * s + ${beta} * ${d}**2`),
    right: SQUARES,
    why: 'β is the share of the old s.',
  },
  {
    id: 'squares-not-kept',
    ...kept('s', (at, s, g) => ofPair(s, squared(g), 0, 1 - betaOf(at, 's'))),
    did: 's begins at 0 in each iteration',
    wrong: (at, only) => ofSquares(at, ownOf(only), (beta, d) => `${beta} * 0 + (1 - ${beta}) * ${d}**2`),
    right: SQUARES,
    why: 's must outlive the iteration: it is made before the loop.',
  },
  {
    id: 'squares-without-decay',
    ...kept('s', (_, s, g) => ofPair(s, squared(g), 1, 1)),
    did: 's sums all squares, as AdaGrad does',
    wrong: (_, only) => `s = s + d${ownOf(only)}**2`,
    right: SQUARES,
    why: 'A sum only grows, and the steps shrink to nothing.',
  },
  {
    id: 'squares-of-velocity',
    changes: {
      s_dW_new: (at) => rightSquares(at, 'dW', at.array('v_dW_new')),
      s_db_new: (at) => rightSquares(at, 'db', at.array('v_db_new')),
    },
    isSeparable: true,
    where: isAdam,
    did: 's takes the squares of v, not of the gradient',
    wrong: 's = beta2 * s + (1 - beta2) * v**2',
    right: SQUARES,
    why: 'v and s are means of the same gradients: one of their values, one of their squares.',
  },
  {
    id: 'adam-betas-swapped',
    changes: asIf(['v_dW_new', 'v_db_new', 's_dW_new', 's_db_new', 'W_new', 'b_new'], (update) => ({
      beta1: update.beta2,
      beta2: update.beta1,
    })),
    where: isAdam,
    did: 'beta1 and beta2 have changed places',
    wrong: 'v = beta2 * v + (1 - beta2) * dW; s = beta1 * s + (1 - beta1) * dW**2',
    right: (at) => `${vLine(at, 'W')}; ${sLine(at, 'W')}`,
    why: 'v follows the gradients quickly (0.9), s slowly (0.999).',
  },
  {
    id: 'update-by-gradient',
    ...step((_at, g) => g),
    where: ({ network }) => network.update.optimizer !== 'gd',
    did: 'the update takes the gradient, not what the optimizer makes of it',
    wrong: (at, only) => updateLine(at, ownOf(only), `d${ownOf(only)}`),
    right: UPDATE,
    why: 'What the optimizer keeps is there to make the step.',
  },
  {
    id: 'update-by-old-velocity',
    ...step((at, _g, kind) => at.array(`v_${kind}`)),
    where: isMomentum,
    did: 'the update takes v as it was before this gradient',
    wrong: (at, only) => `${updateLine(at, ownOf(only))}; ${vLine(at, ownOf(only))}`,
    right: (at, only) => `${vLine(at, ownOf(only))}; ${updateLine(at, ownOf(only))}`,
    why: 'v is brought up to date first.',
  },
  {
    id: 'adam-no-correction',
    ...adam((at, v, s) => overRoot(at, v, s)),
    did: "Adam's corrections are missing",
    wrong: (at, only) => updateLine(at, ownOf(only), overRootCode(at, 'v', 's')),
    right: UPDATE,
    why: START,
  },
  {
    id: 'adam-v-not-corrected',
    ...adam((at, v, s) => overRoot(at, v, corrected(at, v, s)[1])),
    did: 'v is not corrected',
    wrong: (at, only) => updateLine(at, ownOf(only), overRootCode(at, 'v', 's_hat')),
    right: UPDATE,
    why: START,
  },
  {
    id: 'adam-s-not-corrected',
    ...adam((at, v, s) => overRoot(at, corrected(at, v, s)[0], s)),
    did: 's is not corrected',
    wrong: (at, only) => updateLine(at, ownOf(only), overRootCode(at, 'v_hat', 's')),
    right: UPDATE,
    why: START,
  },
  {
    id: 'adam-corrected-without-t',
    ...adam((at, v, s) => overRoot(at, ...corrected(at, v, s, (beta) => beta))),
    where: (layer) => isAdam(layer) && layer.network.update.t !== 1,
    did: "t is missing from Adam's corrections",
    wrong: 'v_hat = v / (1 - beta1); s_hat = s / (1 - beta2)',
    right: CORRECTED,
    why: 'The correction fades as t grows.',
  },
  {
    id: 'adam-corrected-times-t',
    ...adam((at, v, s) => overRoot(at, ...corrected(at, v, s, (beta, t) => beta * t))),
    where: (layer) => isAdam(layer) && layer.network.update.t !== 1,
    did: "β is multiplied by t in Adam's corrections",
    wrong: 'v_hat = v / (1 - beta1 * t); s_hat = s / (1 - beta2 * t)',
    right: CORRECTED,
    why: 'The correction takes the t-th power of β.',
  },
  {
    id: 'adam-t-minus-1',
    ...updated(({ t }) => ({ t: t - 1 })),
    where: isAdam,
    did: 't is one too small: it begins at 0',
    wrong: 'v_hat = v / (1 - beta1**(t - 1)); s_hat = s / (1 - beta2**(t - 1))',
    right: CORRECTED,
    why: 't counts the updates from 1; of t = 0 the correction divides by 0.',
  },
  {
    id: 'adam-t-plus-1',
    ...updated(({ t }) => ({ t: t + 1 })),
    where: isAdam,
    did: 't is one too large',
    wrong: 'v_hat = v / (1 - beta1**(t + 1)); s_hat = s / (1 - beta2**(t + 1))',
    right: CORRECTED,
    why: 't is 1 at the first update.',
  },
  {
    id: 'adam-gradient-for-v',
    ...step((at, g, kind) => {
      const [v, s] = corrected(at, g, at.array(`s_${kind}_new`));
      return overRoot(at, v, s);
    }),
    where: isAdam,
    did: 'the gradient stands in the place of v in the step',
    wrong: (at, only) =>
      updateLine(at, ownOf(only), overRootCode(at, `d${ownOf(only)} / (1 - beta1**t)`, 's_hat')),
    right: UPDATE,
    why: 'v is the mean of the gradients that the step follows.',
  },
  {
    id: 'no-root-of-squares',
    ...scaledStep((at, g, s) => combined(g, s, (a, b) => a / (b + at.network.update.epsilon))),
    did: 'the root is missing',
    wrong: ofParts((g, s) => `${g} / (${s} + epsilon)`),
    right: UPDATE,
    why: 's holds squares; their root is the size of a gradient.',
  },
  {
    id: 'multiplied-by-root',
    ...scaledStep((at, g, s) => combined(g, s, (a, b) => a * (Math.sqrt(b) + at.network.update.epsilon))),
    did: 'the step is multiplied by the root of s, not divided',
    wrong: ofParts((g, s) => `${g} * (np.sqrt(${s}) + epsilon)`),
    right: UPDATE,
    why: 'Large gradients are made smaller, small ones larger.',
  },
  {
    id: 'epsilon-missing',
    ...updated(() => ({ epsilon: 0 })),
    where: hasSquares,
    did: 'ε is missing',
    wrong: ofParts((g, s) => `${g} / np.sqrt(${s})`),
    right: UPDATE,
    why: 'Where s is 0 the step would divide by 0.',
  },
  {
    id: 'epsilon-inside-root',
    ...updated(() => ({ epsilonInRoot: true })),
    where: (layer) => hasSquares(layer) && !layer.network.update.epsilonInRoot,
    did: 'ε stands inside the root',
    wrong: ofParts((g, s) => `${g} / np.sqrt(${s} + epsilon)`),
    right: UPDATE,
    why: 'Inside the root ε counts as much as its root, 10,000 times as much.',
  },
  {
    id: 'epsilon-outside-root',
    ...updated(() => ({ epsilonInRoot: false })),
    where: (layer) => hasSquares(layer) && layer.network.update.epsilonInRoot,
    did: 'ε stands outside the root',
    wrong: ofParts((g, s) => `${g} / (np.sqrt(${s}) + epsilon)`),
    right: UPDATE,
    why: 'The flags say that ε is inside the root.',
  },
  {
    id: 'epsilon-subtracted',
    ...updated(({ epsilon }) => ({ epsilon: -epsilon })),
    where: hasSquares,
    did: 'ε is subtracted',
    wrong: (at, only) => UPDATE(at, only).replace('+ epsilon', '- epsilon'),
    right: UPDATE,
    why: 'ε keeps the divisor away from 0, above it.',
  },
];

/** `s = …` of code of β and the gradient. */
function ofSquares(at: Layer, own: 'W' | 'b', code: (beta: string, d: string) => string): string {
  return `s = ${code(keptName(at, 's'), `d${own}`)}`;
}

/** The update by code of what is divided and of s. */
function ofParts(code: (g: string, s: string) => string): Line {
  return (at, only) => {
    const own = ownOf(only);
    return updateLine(at, own, isAdam(at) ? code('v_hat', 's_hat') : code(`d${own}`, 's'));
  };
}

/** Another mean: `make` gives the new v or s from the old and the gradient. */
function kept(state: 'v' | 's', make: (at: Place, old: Matrix, gradient: Matrix) => Matrix): Part {
  const formula =
    (kind: Gradient): Formula =>
    (at) =>
      make(at, at.array(`${state}_${kind}`), at.array(kind));
  return {
    changes: { [`${state}_dW_new`]: formula('dW'), [`${state}_db_new`]: formula('db') },
    isSeparable: true,
    where: state === 'v' ? hasVelocity : hasSquares,
  };
}

/** β·old + part·new */
function ofPair(old: Matrix, now: Matrix, keep: number, take: number): Matrix {
  return combined(old, now, (a, g) => keep * a + take * g);
}

/** Another step: w − α·d. */
function step(
  d: (at: Place, gradient: Matrix, kind: Gradient) => Matrix,
): Pick<Part, 'changes' | 'isSeparable'> {
  const formula =
    (own: 'W' | 'b'): Formula =>
    (at) => {
      const kind: Gradient = `d${own}`;
      return difference(at[own], scaled(d(at, at.array(kind), kind), at.learningRate));
    };
  return { changes: { W_new: formula('W'), b_new: formula('b') }, isSeparable: true };
}

/** Another step of Adam, from v and s. */
function adam(d: (at: Place, v: Matrix, s: Matrix) => Matrix): Part {
  const ofStates = step((at, _, kind) => d(at, at.array(`v_${kind}_new`), at.array(`s_${kind}_new`)));
  return { ...ofStates, where: isAdam };
}

/** Another step of RMSprop or Adam, from what is to be divided and s, both corrected. */
function scaledStep(d: (at: Place, g: Matrix, s: Matrix) => Matrix): Part {
  const ofStates = step((at, gradient, kind) => {
    const s = at.array(`s_${kind}_new`);
    if (!isAdam(at)) return d(at, gradient, s);
    return d(at, ...corrected(at, at.array(`v_${kind}_new`), s));
  });
  return { ...ofStates, where: hasSquares };
}

/** The right update by other settings. */
function updated(
  settings: (update: IntendedUpdate) => Partial<IntendedUpdate>,
): Pick<Part, 'changes' | 'isSeparable'> {
  return { changes: asIf(['W_new', 'b_new'], settings), isSeparable: true };
}

/** The right formulas of these arrays by other settings of the optimizer. */
function asIf(
  kinds: readonly Kind[],
  settings: (update: IntendedUpdate) => Partial<IntendedUpdate>,
): Mistake['changes'] {
  return rightlyAsIf(kinds, ({ update }) => ({ update: { ...update, ...settings(update) } }));
}

function rightSquares(at: Place, kind: Gradient, of: Matrix): Matrix {
  return ofPair(at.array(`s_${kind}`), squared(of), betaOf(at, 's'), 1 - betaOf(at, 's'));
}

/** v/(1 − β1ᵗ) and s/(1 − β2ᵗ), or with something else for the powers */
function corrected(
  { network }: Place,
  v: Matrix,
  s: Matrix,
  power: (beta: number, t: number) => number = Math.pow,
): [Matrix, Matrix] {
  const { beta1, beta2, t } = network.update;
  return [scaled(v, 1 / (1 - power(beta1, t))), scaled(s, 1 / (1 - power(beta2, t)))];
}

function squared(g: Matrix): Matrix {
  return mapped(g, (x) => x * x);
}

/** The share of the old v or s that the optimizer keeps. */
function betaOf({ network: { update } }: Place, state: 'v' | 's'): number {
  if (state === 'v') return update.optimizer === 'adam' ? update.beta1 : update.momentum;
  return update.optimizer === 'adam' ? update.beta2 : update.rho;
}

function isAdam({ network }: Pick<Layer, 'network'>): boolean {
  return network.update.optimizer === 'adam';
}

function isMomentum({ network }: Layer): boolean {
  return network.update.optimizer === 'momentum';
}

function hasVelocity(layer: Layer): boolean {
  return isAdam(layer) || isMomentum(layer);
}

function hasSquares(layer: Layer): boolean {
  return isAdam(layer) || layer.network.update.optimizer === 'rmsprop';
}
