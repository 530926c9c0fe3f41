/** Mistakes about dropout. A mask that was drawn anew cannot be made again: it is seen in the array that it was applied to. */
import type { Matrix } from '../../engine/matrix.js';
import { activated } from '../activate.js';
import { mapped, ShapeError, scaled, times } from '../arrays.js';
import { rightly } from '../formulas.js';
import type { Place } from '../place.js';
import { ALine, activationCode, dALine } from '../python/lines.js';
import { nameOf } from '../steps.js';
import { hasDropout, type Layer, type Line, type Mistake } from './mistake.js';

const RIGHT: Line = (at, only) => (only === 'dA' ? dALine(at) : ALine(at));
/** The derivative that comes back from the layer that takes A. */
const BACK = 'np.dot(W.T, dZ)';
const NEW_MASK = 'new_mask = np.random.rand(n, m) < keep_prob';
const SIZE = 'Divided by keep_prob, the kept units make up for those that are dropped.';

/** Another way to treat A and dA alike: `treat` gets them as they are without dropout. */
function onBothWays(
  treat: (at: Place, A: Matrix) => Matrix,
): Pick<Mistake, 'changes' | 'isSeparable' | 'where'> {
  const changes: Mistake['changes'] = {
    A: (at) => treat(at, activation(at)),
    dA: (at) => treat(at, backwards(at)),
  };
  return { changes, isSeparable: true, where: hasDropout };
}

export const DROPOUT: readonly Mistake[] = [
  {
    id: 'dropout-no-scaling',
    ...onBothWays((at, A) => times(A, mask(at))),
    did: 'division by keep_prob is missing',
    wrong: ofMask('* D'),
    right: RIGHT,
    why: SIZE,
  },
  {
    id: 'dropout-multiplied',
    ...onBothWays((at, A) => scaled(times(A, mask(at)), at.keepProb)),
    did: 'what dropout keeps is multiplied by keep_prob, not divided',
    wrong: ofMask('* D * keep_prob'),
    right: RIGHT,
    why: SIZE,
  },
  {
    id: 'dropout-scaled-twice',
    ...onBothWays((at, A) => scaled(times(A, mask(at)), 1 / at.keepProb ** 2)),
    did: 'division by keep_prob is made twice',
    wrong: ofMask('* D / keep_prob / keep_prob'),
    right: RIGHT,
    why: SIZE,
  },
  {
    id: 'dropout-scaled-by-rate',
    ...onBothWays((at, A) => scaled(times(A, mask(at)), 1 / (1 - at.keepProb))),
    did: 'what dropout keeps is divided by the share that it drops',
    wrong: ofMask('* D / (1 - keep_prob)'),
    right: RIGHT,
    why: SIZE,
  },
  {
    id: 'dropout-keep-and-drop-swapped',
    ...onBothWays((at, A) => scaled(times(A, dropped(at)), 1 / at.keepProb)),
    did: 'dropout drops what the mask keeps',
    wrong: ofMask('* (1 - D) / keep_prob'),
    right: RIGHT,
    why: 'D is 1 where a unit is kept.',
  },
  {
    id: 'dropout-scaled-without-mask',
    ...onBothWays((at, A) => scaled(A, 1 / at.keepProb)),
    did: 'everything is divided by keep_prob, and the mask is not applied',
    wrong: ofMask('/ keep_prob'),
    right: RIGHT,
    why: 'What is dropped must be 0 on both ways.',
  },
  {
    id: 'dropout-not-forward',
    changes: { A: activation },
    where: hasDropout,
    did: 'the mask is drawn, and not applied to A',
    wrong: ofMask(''),
    right: RIGHT,
    why: 'The result must be put back into A.',
  },
  {
    id: 'dropout-not-backward',
    changes: { dA: backwards },
    where: hasDropout,
    did: 'dropout is forgotten on the way back',
    wrong: 'dA_prev = np.dot(W.T, dZ)',
    right: (at) => dALine(at),
    why: 'A unit that was dropped has no part in the cost, so its derivative is 0.',
  },
  {
    id: 'dropout-other-mask',
    changes: { A: (at) => byOwnMask(at, 'A', activation(at)) },
    where: hasDropout,
    did: 'another mask is applied to A than D',
    wrong: (at) => `${NEW_MASK}; ${ALine(at).replace(/\bD\b/, 'new_mask')}`,
    right: RIGHT,
    why: 'The units that are dropped on the way back must be those of the way forward: one mask serves both.',
  },
  {
    id: 'dropout-mask-drawn-anew',
    changes: { dA: (at) => byOwnMask(at, 'dA', backwards(at)) },
    where: hasDropout,
    did: 'the mask is drawn anew for the way back',
    wrong: (at) => `${NEW_MASK}; ${dALine(at).replace(/\bD_prev\b/, 'new_mask')}`,
    right: (at) => dALine(at),
    why: 'The units that are dropped on the way back must be those of the way forward: keep D in the cache.',
  },
  {
    id: 'dropout-before-activation',
    changes: {
      A: (at) => activated(at.activation, scaled(times(at.Z, mask(at)), 1 / at.keepProb)),
    },
    where: hasDropout,
    did: 'dropout is applied to Z, before the activation',
    wrong: (at) => `A = ${activationCode(at.activation, '(Z * D / keep_prob)')}`,
    right: RIGHT,
    why: 'Dropout drops units, that is their activations.',
  },
  {
    id: 'dropout-at-output',
    changes: { A: (at) => scaled(times(activation(at), mask(at)), 1 / (at.network.keepProb.at(-1) ?? 1)) },
    where: usesDropoutElsewhere,
    did: 'dropout is applied to the output, too',
    wrong: (at) => `${ALine(at)}; AL = AL * DL / keep_prob`,
    right: RIGHT,
    why: 'Dropout is for hidden units; a prediction that is dropped teaches nothing.',
  },
];

/** A, or dA where that alone is made so, with other code of the mask. */
function ofMask(code: string): Line {
  return (at, only) => {
    if (only === 'dA') return `dA_prev = ${BACK} ${code.replace(/\bD\b/, 'D_prev')}`.trim();
    const g = activationCode(at.activation);
    return `A = ${code !== '' && / [-+/] /.test(g) ? `(${g})` : g} ${code}`.trim();
  };
}

/** D, which a mistake needs. @throws ShapeError where none was given. */
function mask({ D, layer }: Place): Matrix {
  if (D === undefined) throw new ShapeError(`there is no D${layer}`);
  return D;
}

/**
 * The array behind the mask by which the learner's own has its zeros.
 * @throws ShapeError where that is no mask, or D, or keeps what D drops
 */
function byOwnMask(at: Place, kind: 'A' | 'dA', before: Matrix): Matrix {
  const own = at.values.given(nameOf(kind, at.layer));
  if (own === undefined || own.data.length !== before.data.length)
    throw new ShapeError('no array of its own');
  const D = mask(at);
  // What is 0 without a mask does not tell.
  const told = [...own.data.keys()].filter((i) => before.data[i] !== 0);
  const kept = told.filter((i) => own.data[i] !== 0);
  const asD = told.filter((i) => (own.data[i] !== 0) === (D.data[i] !== 0));
  const isMask = kept.length > 0 && kept.length < told.length;
  if (!isMask || asD.length === told.length || asD.length === 0) throw new ShapeError('no mask of its own');
  return scaled(
    times(
      before,
      mapped(own, (x) => (x === 0 ? 0 : 1)),
    ),
    1 / at.keepProb,
  );
}

/** 1 − D */
function dropped(at: Place): Matrix {
  return mapped(mask(at), (kept) => 1 - kept);
}

/** g(Z) */
function activation(at: Place): Matrix {
  return activated(at.activation, at.Z);
}

/** W_{l+1}ᵀ·dZ_{l+1} */
function backwards(at: Place): Matrix {
  return rightly('dA', at.asIf({ keepProb: at.network.keepProb.map(() => 1) }));
}

function usesDropoutElsewhere({ isLast, network }: Layer): boolean {
  return isLast && network.keepProb.some((keep) => keep < 1);
}
