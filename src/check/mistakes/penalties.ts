/** Mistakes about the penalty λ/(2m)·Σ W². */
import type { Matrix } from '../../engine/matrix.js';
import { mapped, scalar, scaled, sum, total } from '../arrays.js';
import { dataCost, penalty, rightly } from '../formulas.js';
import type { Formula, Place } from '../place.js';
import { costLine, DB_LINE, dWLine, penaltyCode } from '../python/lines.js';
import { hasPenalty, type Layer, type Line, type Mistake } from './mistake.js';

const COST: Line = (at) => costLine(at);
const GRADIENT: Line = (at) => dWLine(at);
const DERIVATIVE = 'The derivative of λ/(2m)·W² is λ/m·W.';
const ALL = 'The penalty is on the weights of all layers.';

export const PENALTIES: readonly Mistake[] = [
  {
    id: 'l2-no-1/m',
    ...gradient(({ W, l2 }) => scaled(W, l2)),
    did: '1/m is missing from the penalty in dW',
    wrong: (at) => dWLine(at, { penalty: ' + lambd * W' }),
    right: GRADIENT,
    why: DERIVATIVE,
  },
  {
    id: 'l2-half-in-dW',
    ...gradient(({ W, l2, m }) => scaled(W, l2 / (2 * m))),
    did: 'the penalty in dW is halved',
    wrong: (at) => dWLine(at, { penalty: ' + lambd / (2 * m) * W' }),
    right: GRADIENT,
    why: DERIVATIVE,
  },
  {
    id: 'l2-twice-in-dW',
    ...gradient(({ W, l2, m }) => scaled(W, (2 * l2) / m)),
    did: 'the penalty in dW is doubled',
    wrong: (at) => dWLine(at, { penalty: ' + 2 * lambd / m * W' }),
    right: GRADIENT,
    why: `${DERIVATIVE} The 2 of the square and the ½ cancel.`,
  },
  {
    id: 'l2-1/m-twice',
    ...gradient(({ W, l2, m }) => scaled(W, l2 / m ** 2)),
    did: 'the penalty in dW is divided by m twice',
    wrong: (at) => dWLine(at, { penalty: ' + lambd / m / m * W' }),
    right: GRADIENT,
    why: DERIVATIVE,
  },
  {
    id: 'l2-minus-in-dW',
    ...gradient(({ W, l2, m }) => scaled(W, -l2 / m)),
    did: 'the penalty is subtracted in dW',
    wrong: (at) => dWLine(at, { penalty: ' - lambd / m * W' }),
    right: GRADIENT,
    why: 'The penalty pulls weights towards 0; subtracted, it drives them away.',
  },
  {
    id: 'l2-sign-in-dW',
    ...gradient(({ W, l2, m }) => scaled(mapped(W, Math.sign), l2 / m)),
    features: 'each',
    did: 'the penalty in dW is that of Σ|W|',
    wrong: (at) => dWLine(at, { penalty: ' + lambd / m * np.sign(W)' }),
    right: GRADIENT,
    why: DERIVATIVE,
  },
  {
    id: 'l2-sum-in-dW',
    ...gradient(({ W, l2, m }) => scalar((l2 / m) * total(W.data))),
    features: 'all',
    did: 'the penalty in dW is the sum of all weights',
    wrong: (at) => dWLine(at, { penalty: ' + lambd / m * np.sum(W)' }),
    right: GRADIENT,
    why: 'Each weight is pulled by its own value.',
  },
  {
    id: 'l2-not-in-dW',
    changes: { dW: (at) => rightly('dW', at.asIf({ l2: 0 })) },
    where: hasPenalty,
    did: 'the penalty is missing from dW',
    wrong: (at) => dWLine(at, { penalty: '' }),
    right: GRADIENT,
    why: 'A penalty in the cost alone changes what is printed, and no weight.',
  },
  {
    id: 'l2-on-b',
    changes: { db: (at) => sum(rightly('db', at), scaled(at.b, at.l2 / at.m)) },
    where: hasPenalty,
    did: 'the penalty is in db, too',
    wrong: `${DB_LINE} + lambd / m * b`,
    right: DB_LINE,
    why: 'The penalty is on weights; biases are left free.',
  },
  {
    id: 'l2-not-in-cost',
    ...cost((at) => -penalty(at)),
    did: 'the penalty is missing from the cost',
    wrong: ofPenalty(() => ''),
    right: COST,
    why: 'The gradients are those of the cost with the penalty.',
  },
  {
    id: 'l2-cost-no-1/2',
    ...cost(penalty),
    did: '½ is missing from the penalty in the cost',
    wrong: ofPenalty((at) => penaltyCode(at).replace('(2 * m)', 'm')),
    right: COST,
    why: DERIVATIVE,
  },
  {
    id: 'l2-cost-no-1/m',
    ...cost((at) => (at.m - 1) * penalty(at)),
    did: '1/m is missing from the penalty in the cost',
    wrong: ofPenalty((at) => penaltyCode(at).replace('(2 * m)', '2')),
    right: COST,
    why: DERIVATIVE,
  },
  {
    id: 'l2-cost-minus',
    ...cost((at) => -2 * penalty(at)),
    did: 'the penalty is subtracted from the cost',
    wrong: ofPenalty((at) => penaltyCode(at).replace('+', '-')),
    right: COST,
    why: 'Large weights cost more, not less.',
  },
  {
    id: 'l2-cost-absolute',
    ...otherPenalty((at) => ofWeights(at, (W) => total(mapped(W, Math.abs).data))),
    features: 'each',
    did: 'the penalty of the cost sums |W|, not W²',
    wrong: ofPenalty((at) => penaltyCode(at, (W) => `np.sum(np.abs(${W}))`)),
    right: COST,
    why: DERIVATIVE,
  },
  {
    id: 'l2-cost-norm',
    ...otherPenalty((at) => ofWeights(at, (W) => Math.sqrt(squared(W)))),
    did: 'the penalty of the cost sums norms that are not squared',
    wrong: ofPenalty((at) => penaltyCode(at, (W) => `np.linalg.norm(${W})`)),
    right: COST,
    why: 'The norm is the root of the sum of squares.',
  },
  {
    id: 'l2-cost-square-of-sum',
    ...otherPenalty((at) => ofWeights(at, (W) => total(W.data) ** 2)),
    features: 'each',
    did: 'the penalty of the cost squares the sum of the weights',
    wrong: ofPenalty((at) => penaltyCode(at, (W) => `np.sum(${W})**2`)),
    right: COST,
    why: 'Each weight is squared before the sum.',
  },
  {
    id: 'l2-cost-mean',
    ...otherPenalty((at) => ofWeights(at, (W) => squared(W) / W.data.length)),
    features: 'each',
    did: 'the penalty of the cost takes the mean of the squares',
    wrong: ofPenalty((at) => penaltyCode(at, (W) => `np.mean(${W}**2)`)),
    right: COST,
    why: 'The penalty sums the squares of all weights.',
  },
  {
    id: 'l2-cost-on-b',
    ...otherPenalty((at) => total(at.all.map(({ W, b }) => squared(W) + squared(b)))),
    did: 'the penalty of the cost sums the biases, too',
    wrong: ofPenalty((at) => penaltyCode(at, (W, b) => `np.sum(${W}**2) + np.sum(${b}**2)`)),
    right: COST,
    why: 'The penalty is on weights; biases are left free.',
  },
  {
    id: 'l2-cost-last-layer-only',
    ...otherPenalty((at) => squared(at.all[at.last - 1].W)),
    did: 'the penalty of the cost is that of the last layer alone',
    wrong: ofPenalty((at) => ` + lambd / (2 * m) * np.sum(W${at.last}**2)`),
    right: COST,
    why: 'The penalty is on the weights of all layers: a loop over them adds, +=.',
  },
  {
    id: 'l2-cost-first-layer-only',
    ...otherPenalty((at) => squared(at.all[0].W)),
    did: 'the penalty of the cost is that of the first layer alone',
    wrong: ofPenalty(() => ' + lambd / (2 * m) * np.sum(W1**2)'),
    right: COST,
    why: ALL,
  },
  {
    id: 'l2-cost-no-last-layer',
    ...otherPenalty((at) => total(at.all.slice(0, -1).map(({ W }) => squared(W)))),
    where: (layer) => layer.isLast && layer.last > 2 && hasPenalty(layer),
    did: 'the penalty of the cost leaves the last layer out',
    wrong: ofPenalty((at) => penaltyCode(at).replace(/ \+ [^+]*$/, ')')),
    right: COST,
    why: 'The penalty is on the weights of all layers: range(1, L + 1), which ends before its second number.',
  },
];

/** The cost's line with other code of the penalty. */
function ofPenalty(code: (at: Layer) => string): Line {
  return (at) => costLine(at, { penalty: code(at) });
}

/** dW with another penalty's part. */
function gradient(part: Formula): Pick<Mistake, 'changes' | 'where'> {
  return { changes: { dW: (at) => sum(rightly('dW', at.asIf({ l2: 0 })), part(at)) }, where: hasPenalty };
}

/** The right cost and `more`. */
function cost(more: (at: Place) => number): Pick<Mistake, 'changes' | 'where'> {
  return {
    changes: { cost: (at) => scalar(dataCost(at) + penalty(at) + more(at)) },
    where: (layer: Layer) => layer.isLast && hasPenalty(layer),
  };
}

/** The cost with λ/(2m) of another sum. */
function otherPenalty(sumOf: (at: Place) => number): Pick<Mistake, 'changes' | 'where'> {
  return cost((at) => (at.l2 / (2 * at.m)) * sumOf(at) - penalty(at));
}

function ofWeights({ all }: Place, f: (W: Matrix) => number): number {
  return total(all.map(({ W }) => f(W)));
}

/** Σ W² */
function squared(W: Matrix): number {
  return total(mapped(W, (w) => w * w).data);
}
