/** Mistakes about what momentum, RMSprop and Adam keep: v, a mean of the gradients, and s, one of their squares. */
import type { Matrix } from '../../engine/matrix.js';
import { combined, mapped, sum } from '../arrays.js';
import { overRoot, rightly } from '../formulas.js';
import type { Formula, Place } from '../place.js';
import { keptName, sLine, vLine } from '../python/lines.js';
import { type Layer, type Line, type Mistake, ownOf } from './mistake.js';
import {
  asIf,
  corrected,
  type Gradient,
  hasSquares,
  isAdam,
  isMomentum,
  type Part,
  step,
} from './optimizers.js';

const VELOCITY: Line = (at, only) => vLine(at, ownOf(only));
const SQUARES: Line = (at, only) => sLine(at, ownOf(only));
const MEAN = 'The two factors sum to 1: what is kept is a mean of the gradients until now.';

export const MOMENTS: readonly Mistake[] = [
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
    id: 'velocity-beta-twice',
    ...kept('v', (at, v, g) => ofPair(v, g, betaOf(at, 'v'), betaOf(at, 'v'))),
    did: 'β stands in v in place of 1 − β',
    wrong: (at, only) => vLine(at, ownOf(only), keptName(at, 'v'), `${keptName(at, 'v')} * `),
    right: VELOCITY,
    why: MEAN,
  },
  {
    id: 'velocity-holds-step',
    changes: {
      v_dW_new: (at) => ofPair(at.array('v_dW'), at.dW, betaOf(at, 'v'), -at.learningRate),
      v_db_new: (at) => ofPair(at.array('v_db'), at.db, betaOf(at, 'v'), -at.learningRate),
      W_new: (at) => sum(at.W, at.array('v_dW_new')),
      b_new: (at) => sum(at.b, at.array('v_db_new')),
    },
    where: isMomentum,
    did: 'v holds the step, with −α in place of 1 − β, and W = W + v',
    wrong: 'v = beta * v - learning_rate * dW',
    right: (at) => vLine(at, 'W'),
    why: 'That is another way to write momentum, whose steps are 1/(1 − β) times as large: v was meant to be a mean of the gradients.',
  },
  {
    id: 'moments-corrected-in-place',
    changes: {
      ...{ v_dW_new: correctedAs('v', 'dW'), v_db_new: correctedAs('v', 'db') },
      ...{ s_dW_new: correctedAs('s', 'dW'), s_db_new: correctedAs('s', 'db') },
      ...step((at, _, kind) => overRoot(at, at.array(`v_${kind}_new`), at.array(`s_${kind}_new`))).changes,
    },
    where: isAdam,
    did: 'v and s are kept with the correction in them',
    wrong: (at) => `${vLine(at, 'W')}; v = v / (1 - beta1**t); ${sLine(at, 'W')}; s = s / (1 - beta2**t)`,
    right: (at) =>
      `${vLine(at, 'W')}; ${sLine(at, 'W')}; v_hat = v / (1 - beta1**t); s_hat = s / (1 - beta2**t)`,
    why: 'The next update goes on with v and s as they are without the correction, which is for the step alone.',
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
    id: 'squares-beta-twice',
    ...kept('s', (at, s, g) => ofPair(s, squared(g), betaOf(at, 's'), betaOf(at, 's'))),
    did: 'β stands in s in place of 1 − β',
    wrong: (at, only) => ofSquares(at, ownOf(only), (beta, d) => `${beta} * s + ${beta} * ${d}**2`),
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
];

/** `s = …` of code of β and the gradient. */
function ofSquares(at: Layer, own: 'W' | 'b', code: (beta: string, d: string) => string): string {
  return `s = ${code(keptName(at, 's'), `d${own}`)}`;
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

/** v or s with Adam's correction in it. */
function correctedAs(state: 'v' | 's', kind: Gradient): Formula {
  return (at) => {
    const now = rightly(`${state}_${kind}_new`, at);
    return corrected(at, now, now)[state === 'v' ? 0 : 1];
  };
}

/** β·old + part·new */
function ofPair(old: Matrix, now: Matrix, keep: number, take: number): Matrix {
  return combined(old, now, (a, g) => keep * a + take * g);
}

function rightSquares(at: Place, kind: Gradient, of: Matrix): Matrix {
  return ofPair(at.array(`s_${kind}`), squared(of), betaOf(at, 's'), 1 - betaOf(at, 's'));
}

function squared(g: Matrix): Matrix {
  return mapped(g, (x) => x * x);
}

/** The share of the old v or s that the optimizer keeps. */
function betaOf({ network: { update } }: Place, state: 'v' | 's'): number {
  if (state === 'v') return update.optimizer === 'adam' ? update.beta1 : update.momentum;
  return update.optimizer === 'adam' ? update.beta2 : update.rho;
}

function hasVelocity(layer: Layer): boolean {
  return isAdam(layer) || isMomentum(layer);
}
