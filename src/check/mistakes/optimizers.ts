/** Mistakes about the step that momentum, RMSprop and Adam make of what they keep. */
import type { Matrix } from '../../engine/matrix.js';
import { combined, difference, scaled } from '../arrays.js';
import { overRoot, rightlyAsIf } from '../formulas.js';
import type { IntendedUpdate } from '../intended.js';
import type { Formula, Place } from '../place.js';
import { overRootCode, updateLine, vLine } from '../python/lines.js';
import type { Kind } from '../steps.js';
import { type Layer, type Line, type Mistake, ownOf } from './mistake.js';

export type Part = Pick<Mistake, 'changes' | 'isSeparable' | 'where'>;
export type Gradient = 'dW' | 'db';

const UPDATE = (at: Layer, only?: Kind) => updateLine(at, ownOf(only));
const CORRECTED = 'v_hat = v / (1 - beta1**t); s_hat = s / (1 - beta2**t)';
const START = 'v and s begin at 0 and are too small at first; divided by 1 − βᵗ they are not.';

export const OPTIMIZERS: readonly Mistake[] = [
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

/** The update by code of what is divided and of s. */
function ofParts(code: (g: string, s: string) => string): Line {
  return (at, only) => {
    const own = ownOf(only);
    return updateLine(at, own, isAdam(at) ? code('v_hat', 's_hat') : code(`d${own}`, 's'));
  };
}

/** Another step: w − α·d. */
export function step(
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
export function asIf(
  kinds: readonly Kind[],
  settings: (update: IntendedUpdate) => Partial<IntendedUpdate>,
): Mistake['changes'] {
  return rightlyAsIf(kinds, ({ update }) => ({ update: { ...update, ...settings(update) } }));
}

/** v/(1 − β1ᵗ) and s/(1 − β2ᵗ), or with something else for the powers */
export function corrected(
  { network }: Place,
  v: Matrix,
  s: Matrix,
  power: (beta: number, t: number) => number = Math.pow,
): [Matrix, Matrix] {
  const { beta1, beta2, t } = network.update;
  return [scaled(v, 1 / (1 - power(beta1, t))), scaled(s, 1 / (1 - power(beta2, t)))];
}

export function isAdam({ network }: Pick<Layer, 'network'>): boolean {
  return network.update.optimizer === 'adam';
}

export function isMomentum({ network }: Layer): boolean {
  return network.update.optimizer === 'momentum';
}

export function hasSquares(layer: Layer): boolean {
  return isAdam(layer) || layer.network.update.optimizer === 'rmsprop';
}
