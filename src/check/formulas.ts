/** The right formulas of one iteration, by the kind of array. Where several are right, a program may use any. */
import { highest } from '../engine/extremes.js';
import { exp } from '../engine/math.js';
import { Matrix } from '../engine/matrix.js';
import type { LossName } from '../nn/losses.js';
import { activated, logarithm, slope, slopeFromA, softmaxBackward } from './activate.js';
import {
  areFinite,
  combined,
  difference,
  mapped,
  product,
  ShapeError,
  scalar,
  scaled,
  sum,
  times,
  total,
  transposed,
} from './arrays.js';
import { biasGradient, weightGradient } from './gradients.js';
import type { Intended } from './intended.js';
import { AS_THEY_ARE, isApart, KEPT_AWAY, type Parts, type Safe, safely } from './kept-away.js';
import type { Formula, Place } from './place.js';
import { type Kind, nameOf, type State } from './steps.js';

/** Another formula that is as right; undefined where it is none of the layer. */
type OtherFormula = (at: Place) => Matrix | undefined;

/** The formula of each kind, and others that are as right. A start or data without one is taken as it is. */
export const FORMULAS: Partial<Record<Kind, readonly [Formula, ...OtherFormula[]]>> = {
  A0: [({ X }) => X],
  /** Z = W·A_prev + b */
  Z: [({ W, Aprev, b }) => sum(product(W, Aprev), b)],
  /** A = g(Z), behind dropout A∘D/keep_prob */
  A: [(at) => dropped(at, activated(at.activation, at.Z))],
  cost: [
    (at) => scalar(dataCost(at) + penalty(at)),
    (at) => scalar(dataCost(at, PLAIN) + penalty(at)),
    (at) => (at.network.output === 'softmax' ? scalar(costOfLogits(at) + penalty(at)) : undefined),
  ],
  /** dA_{l-1} = W_lᵀ·dZ_l, behind dropout ∘D/keep_prob; of the last layer the loss's derivative */
  dA: [
    (at) => (at.isLast ? lossSlope(at) : dropped(at, product(transposed(at.next.W), at.next.dZ))),
    ...KEPT_AWAY.map((by) => (at: Place) => safeSlope(at, { how: 'clip', by })),
  ],
  /** dZ = dA∘g'(Z); where an output is exactly 0 or 1, programs differ in what they make of 0/0 */
  dZ: [ofOwn, (at) => fusedOutput(at) ?? fromA(at), fromA],
  /** dW = 1/m·dZ·A_prevᵀ + λ/m·W */
  dW: [(at) => weightGradient(at)],
  /** db = 1/m·Σ dZ */
  db: [(at) => biasGradient(at, at.dZ)],
  v_dW: [(at) => kept('v_dW', at)],
  v_db: [(at) => kept('v_db', at)],
  s_dW: [(at) => kept('s_dW', at)],
  s_db: [(at) => kept('s_db', at)],
  v_dW_new: [(at) => velocity(at, at.array('v_dW'), at.dW)],
  v_db_new: [(at) => velocity(at, at.array('v_db'), at.db)],
  s_dW_new: [(at) => squares(at, at.array('s_dW'), at.dW)],
  s_db_new: [(at) => squares(at, at.array('s_db'), at.db)],
  W_new: [(at) => moved(at, at.W, 'dW')],
  b_new: [(at) => moved(at, at.b, 'db')],
};

/** The array of that kind by its first right formula. */
export function rightly(kind: Kind, at: Place): Matrix {
  const [formula] = FORMULAS[kind] as readonly [Formula];
  return formula(at);
}

/** The right formulas of these arrays as a network of other settings has them. */
export function rightlyAsIf(
  kinds: readonly Kind[],
  settings: (network: Intended) => Partial<Intended>,
): Partial<Record<Kind, Formula>> {
  const formula =
    (kind: Kind): Formula =>
    (at) =>
      rightly(kind, at.asIf(settings(at.network)));
  return Object.fromEntries(kinds.map((kind) => [kind, formula(kind)]));
}

/** `A` behind the layer's dropout: A∘D/keep_prob. */
export function dropped(at: Place, A: Matrix): Matrix {
  if (at.keepProb === 1) return A;
  if (at.D === undefined) throw new ShapeError(`D${at.layer} is missing`);
  return scaled(times(A, at.D), 1 / at.keepProb);
}

/** J without the penalty: the mean over the examples; `parts` are those of which logarithms are taken. */
export function dataCost(
  { AL, Y, m, network }: Place,
  costs: Partial<Record<LossName, Cost>> = {},
  parts = AS_THEY_ARE,
): number {
  const cost = costs[network.loss] ?? LOSS[network.loss].cost;
  return total(combined(AL, Y, (a, y) => cost(a, y, parts)).data) / m;
}

/** Σ y·(log Σ e^z − z)/m: the cross-entropy of a softmax without its outputs, which may be 0. */
function costOfLogits({ values, Y, m, last }: Place): number {
  const Z = values.of(nameOf('Z', last));
  const column = (j: number) => Array.from({ length: Z.rows }, (_, i) => Z.data[i * Z.cols + j]);
  const logs = Array.from({ length: Z.cols }, (_, j) => {
    const top = highest(column(j));
    return top + logarithm(total(column(j).map((z) => exp(z - top))));
  });
  return total(times(Y, difference(new Matrix(1, Z.cols, Float64Array.from(logs)), Z)).data) / m;
}

/** λ/(2m)·Σ W² over all layers. */
export function penalty({ all, l2, m }: Place): number {
  if (l2 === 0) return 0;
  return (l2 / (2 * m)) * total(all.map(({ W }) => total(mapped(W, (w) => w * w).data)));
}

/** d loss/dA_L of each example; `parts` are those that it divides by. */
export function lossSlope({ AL, Y, network }: Place, parts = AS_THEY_ARE): Matrix {
  const { slope: slopeOf } = LOSS[network.loss];
  return combined(AL, Y, (a, y) => slopeOf(a, y, parts));
}

/** The same of outputs that are kept away from 0 and 1, lest it divide by 0; undefined where it divides by none. */
function safeSlope(at: Place, safe: Safe): Matrix | undefined {
  return at.isLast && isApart(at.network.loss) ? lossSlope(at, safely(safe)) : undefined;
}

/** The loss of an output a whose target is y, or its derivative by a. */
type Cost = (a: number, y: number, parts: Parts) => number;

/** The cross-entropies, of products y·log a as `part` takes them. */
function entropies(part: (y: number, a: number) => number) {
  return {
    'binary-cross-entropy': (output, y, parts) => {
      const [a, rest] = parts(output);
      return -(part(y, a) + part(1 - y, rest));
    },
    'categorical-cross-entropy': (output, y, parts) => -part(y, parts(output)[0]),
  } satisfies Partial<Record<LossName, Cost>>;
}

/** 0·log 0 = 0, the limit. */
const ENTROPIES = entropies((y, a) => (y === 0 ? 0 : y * logarithm(a)));
/** 0·log 0 is no number, as NumPy has it. */
const PLAIN = entropies((y, a) => y * logarithm(a));

/** The losses of one output, and their derivatives by it. */
const LOSS: Record<LossName, { cost: Cost; slope: Cost }> = {
  'binary-cross-entropy': {
    cost: ENTROPIES['binary-cross-entropy'],
    slope: (output, y, parts) => {
      const [a, rest] = parts(output);
      return -(y / a - (1 - y) / rest);
    },
  },
  'categorical-cross-entropy': {
    cost: ENTROPIES['categorical-cross-entropy'],
    slope: (output, y, parts) => -y / parts(output)[0],
  },
  mse: { cost: (a, y) => (a - y) ** 2, slope: (a, y) => 2 * (a - y) },
  quadratic: { cost: (a, y) => (a - y) ** 2 / 2, slope: (a, y) => a - y },
  huber: {
    cost: (a, y) => (Math.abs(a - y) <= 1 ? (a - y) ** 2 / 2 : Math.abs(a - y) - 0.5),
    slope: (a, y) => Math.max(-1, Math.min(1, a - y)),
  },
};

/** dZ of the learner's own A, where there is one and no Z: a Z that is made anew has digits that a program's A has lost. */
function ofOwn(at: Place): Matrix {
  const isGiven = (kind: Kind) => at.values.given(nameOf(kind, at.layer)) !== undefined;
  if (isGiven('Z') || !isGiven('A')) return outputOrHidden(at);
  const fused = isGiven('dA') ? undefined : fusedOutput(at);
  return fused ?? sound(fromA(at), at);
}

function outputOrHidden(at: Place): Matrix {
  const { activation, dA } = at;
  if (activation === 'softmax') return sound(softmaxBackward(dA, at.A), at);
  return sound(times(dA, slope(activation, at.Z)), at);
}

/** `dZ`, with A − Y where an output that is exactly 0 or 1 left no number. */
function sound(dZ: Matrix, at: Place): Matrix {
  if (areFinite(dZ.data)) return dZ;
  const fused = fusedOutput(at);
  return fused
    ? new Matrix(
        dZ.rows,
        dZ.cols,
        dZ.data.map((x, i) => (Number.isFinite(x) ? x : fused.data[i])),
      )
    : dZ;
}

/** dZ_L = A_L − Y, of a cross-entropy behind its own activation. */
function fusedOutput({ isLast, AL, Y, network: { loss, output } }: Place): Matrix | undefined {
  const own = loss === 'binary-cross-entropy' ? 'sigmoid' : 'softmax';
  if (!isLast || !/cross-entropy/.test(loss) || output !== own) return undefined;
  return difference(AL, Y);
}

/** dZ = dA∘g' with g' taken from A, which dropout has not scaled. */
function fromA(at: Place): Matrix {
  const g = at.keepProb === 1 ? slopeFromA(at.activation, at.A) : undefined;
  return g ? times(at.dA, g) : outputOrHidden(at);
}

/** The arrays that the optimizer keeps of the updates before: 0 before the first. @throws ShapeError where others were made. */
function kept(state: State, at: Place): Matrix {
  const name = nameOf(state, at.layer);
  if (at.network.update.t > 1) throw new ShapeError(`${name} is missing`);
  return mapped(/W/.test(state) ? at.W : at.b, () => 0);
}

/** v ← β·v + (1−d)·g */
export function velocity({ network: { update } }: Place, v: Matrix, gradient: Matrix): Matrix {
  const { optimizer, momentum, dampening, beta1 } = update;
  const [keep, take] = optimizer === 'adam' ? [beta1, 1 - beta1] : [momentum, 1 - dampening];
  return combined(v, gradient, (a, g) => keep * a + take * g);
}

/** s ← β·s + (1−β)·g² */
export function squares({ network: { update } }: Place, s: Matrix, gradient: Matrix): Matrix {
  const keep = update.optimizer === 'adam' ? update.beta2 : update.rho;
  return combined(s, gradient, (a, g) => keep * a + (1 - keep) * g * g);
}

/** w ← w − α·d, d being what the optimizer makes of the gradient. */
export function moved(at: Place, w: Matrix, gradient: 'dW' | 'db'): Matrix {
  return difference(w, scaled(direction(at, gradient), at.learningRate));
}

/** d: g, v, g/(√s + ε) or v̂/(√ŝ + ε). */
export function direction(at: Place, gradient: 'dW' | 'db'): Matrix {
  const { optimizer, beta1, beta2, t } = at.network.update;
  const v = () => at.array(`v_${gradient}_new`);
  const s = () => at.array(`s_${gradient}_new`);
  if (optimizer === 'gd') return at.array(gradient);
  if (optimizer === 'momentum') return v();
  if (optimizer === 'rmsprop') return overRoot(at, at.array(gradient), s());
  return overRoot(at, scaled(v(), 1 / (1 - beta1 ** t)), scaled(s(), 1 / (1 - beta2 ** t)));
}

/** g/(√s + ε), or g/√(s + ε). */
export function overRoot({ network: { update } }: Place, g: Matrix, s: Matrix): Matrix {
  const { epsilon, epsilonInRoot } = update;
  return combined(g, s, (a, b) => a / (epsilonInRoot ? Math.sqrt(b + epsilon) : Math.sqrt(b) + epsilon));
}
