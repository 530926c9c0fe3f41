/** Settings that a program has another value of than was meant, such as β₂ or λ: the value that its numbers tell. */

import type { Matrix } from '../engine/matrix.js';
import { shell } from '../shell.js';
import { ifTheyFit } from './arrays.js';
import type { Computation } from './computation.js';
import { rightlyAsIf } from './formulas.js';
import { type Intended, type IntendedUpdate, layersOf } from './intended.js';
import type { Mistake } from './mistakes/mistake.js';
import { type Kind, nameOf, type Step } from './steps.js';
import { judged } from './verdicts.js';

/** One setting: a number of the network or its update. */
interface Setting {
  /** `beta2-other` */
  readonly id: string;
  /** β₂, in words about it. */
  readonly symbol: string;
  /** Its variable in a program, and its flag here without the hyphens. */
  readonly variable: string;
  readonly flag: string;
  /** The arrays that depend on it, by their kinds. */
  readonly kinds: readonly Kind[];
  /** The value that was meant; undefined where the network has no such setting. */
  meant(network: Intended): number | undefined;
  /** The network with another value. */
  with(network: Intended, value: number): Partial<Intended>;
  /** A sentence before the usual one. */
  readonly remark?: string;
  /** Values that programs have often. */
  readonly usual: readonly number[];
  /** Values from which the search starts; of a linear setting one is enough. */
  readonly starts: readonly number[];
  /** True of a number that counts. */
  readonly isWhole?: boolean;
  /** Values lie between these, which are none themselves. */
  readonly bounds: readonly [number, number];
}

const VELOCITIES: readonly Kind[] = ['v_dW_new', 'v_db_new'];
const SQUARES: readonly Kind[] = ['s_dW_new', 's_db_new'];
const PARAMETERS: readonly Kind[] = ['W_new', 'b_new'];
const SHARES = {
  usual: [0.9, 0.95, 0.99, 0.999, 0.5],
  starts: [0.9, 0.99, 0.5, 0.9999],
  bounds: [0, 1],
} as const;
const RATES = [1, 2, 3, 5, 7.5].flatMap((digit) =>
  [1e-4, 1e-3, 0.01, 0.1, 1].map((unit) => cleanly(digit * unit)),
);
const POSITIVE = [0, Infinity] as const;

const SETTINGS: readonly Setting[] = [
  {
    ...{ id: 'learning-rate-other', symbol: 'the learning rate', variable: 'learning_rate', flag: 'lr' },
    ...{ kinds: PARAMETERS, usual: RATES, starts: [0.01], bounds: POSITIVE },
    ...ofUpdate(
      ({ learningRate }) => learningRate,
      (learningRate) => ({ learningRate }),
    ),
  },
  {
    ...{ id: 'momentum-other', symbol: 'β', variable: 'beta', flag: 'momentum' },
    ...{ kinds: [...VELOCITIES, ...PARAMETERS], ...SHARES },
    ...ofUpdate(
      ({ optimizer, momentum }) => (optimizer === 'momentum' ? momentum : undefined),
      (momentum, old) => ({ momentum, dampening: old.dampening === old.momentum ? momentum : old.dampening }),
    ),
  },
  {
    ...{ id: 'rho-other', symbol: 'β', variable: 'beta', flag: 'rho' },
    ...{ kinds: [...SQUARES, ...PARAMETERS], ...SHARES },
    ...ofUpdate(
      ({ optimizer, rho }) => (optimizer === 'rmsprop' ? rho : undefined),
      (rho) => ({ rho }),
    ),
  },
  {
    ...{ id: 'beta1-other', symbol: 'β₁', variable: 'beta1', flag: 'beta1' },
    ...{ kinds: [...VELOCITIES, ...PARAMETERS], ...SHARES },
    ...ofUpdate(
      ({ optimizer, beta1 }) => (optimizer === 'adam' ? beta1 : undefined),
      (beta1) => ({ beta1 }),
    ),
  },
  {
    ...{ id: 'beta2-other', symbol: 'β₂', variable: 'beta2', flag: 'beta2' },
    ...{ kinds: [...SQUARES, ...PARAMETERS], ...SHARES },
    ...ofUpdate(
      ({ optimizer, beta2 }) => (optimizer === 'adam' ? beta2 : undefined),
      (beta2) => ({ beta2 }),
    ),
  },
  {
    ...{ id: 'epsilon-other', symbol: 'ε', variable: 'epsilon', flag: 'epsilon' },
    ...{ kinds: PARAMETERS, usual: [1e-8, 1e-7], starts: [1e-7, 1e-3], bounds: POSITIVE },
    ...ofUpdate(
      ({ optimizer, epsilon }) => (optimizer === 'adam' || optimizer === 'rmsprop' ? epsilon : undefined),
      (epsilon) => ({ epsilon }),
    ),
  },
  {
    ...{ id: 't-other', symbol: 't', variable: 't', flag: 'update' },
    ...{ kinds: PARAMETERS, usual: [], starts: [2, 20], bounds: POSITIVE, isWhole: true },
    ...ofUpdate(
      ({ optimizer, t }) => (optimizer === 'adam' ? t : undefined),
      (t) => ({ t }),
    ),
    remark: 't counts updates, not layers or arrays. ',
  },
  {
    ...{ id: 'lambda-other', symbol: 'λ', variable: 'lambd', flag: 'l2' },
    ...{ kinds: ['cost', 'dW'], usual: [0, 0.001, 0.01, 0.1, 0.5, 0.7, 1], starts: [0.1], bounds: POSITIVE },
    meant: ({ l2 }) => l2,
    with: (_, l2) => ({ l2 }),
  },
];

/** The flags of the settings, by the names of the options. */
export const SETTING_FLAGS = {
  learningRate: 'lr',
  momentum: 'momentum',
  rho: 'rho',
  beta1: 'beta1',
  beta2: 'beta2',
  epsilon: 'epsilon',
  update: 'update',
  l2: 'l2',
} as const;

function ofUpdate(
  meant: (update: IntendedUpdate) => number | undefined,
  other: (value: number, old: IntendedUpdate) => Partial<IntendedUpdate>,
): Pick<Setting, 'meant' | 'with'> {
  return {
    meant: ({ update }) => meant(update),
    with: ({ update }, value) => ({ update: { ...update, ...other(value, update) } }),
  };
}

/**
 * Mistakes of one setting each, with the value that gives the learner's array of `step` to `tolerance`; of all settings,
 * or of those that the options do not say. Pauses behind each trial.
 */
export function* otherSettings(
  computation: Computation,
  step: Step,
  tolerance: number,
  { unsaidAlone = false } = {},
): Generator<number, Mistake[], void> {
  const { network } = computation;
  const found: Mistake[] = [];
  for (const setting of SETTINGS) {
    const meant = setting.meant(network);
    const isUnsaid = network.unsaid?.includes(setting.flag) ?? false;
    if (meant === undefined || !setting.kinds.includes(step.kind) || (unsaidAlone && !isUnsaid)) continue;
    const value = yield* valueIn(setting, computation, step, tolerance);
    if (value !== undefined) found.push(mistakeOf(setting, meant, value, isUnsaid));
  }
  return found;
}

/** Mistakes of one setting each, with a value that programs have often: all settings of the network, and all values. */
export function usualSettings(network: Intended): Mistake[] {
  return SETTINGS.flatMap((setting) => {
    const meant = setting.meant(network);
    if (meant === undefined) return [];
    const isUnsaid = network.unsaid?.includes(setting.flag) ?? false;
    const others = setting.usual.filter((value) => value !== meant);
    return others.map((value) => ({
      ...mistakeOf(setting, meant, value, isUnsaid),
      isSeparable: false,
    }));
  });
}

function mistakeOf(
  { id, symbol, variable, flag, kinds, remark = '', ...setting }: Setting,
  meant: number,
  value: number,
  isUnsaid: boolean,
): Mistake {
  const source = isUnsaid ? 'is the usual value' : 'is what the options say';
  return {
    id,
    changes: rightlyAsIf(kinds, (network) => setting.with(network, value)),
    isSeparable: true,
    did: `${symbol} is ${value}, not ${meant}`,
    wrong: `${variable} = ${value}`,
    right: `${variable} = ${meant}`,
    why: `${remark}${meant} ${source}; to check with yours, give ${shell`--${flag} ${value}`}.`,
  };
}

/** A search may miss the last digits; the plain value has them. */
const NEARLY = 10;

/** The plainest value of the setting by which `step` makes the learner's array; undefined where none does. */
function* valueIn(
  setting: Setting,
  computation: Computation,
  step: Step,
  tolerance: number,
): Generator<number, number | undefined, void> {
  const own = computation.given(nameOf(step.kind, step.layer)) as Matrix;
  const made = (value: number) => madeWith(setting, value, computation, step);
  const distance = (value: number) => {
    const other = made(value);
    return (other && judged(own, other, computation, step, tolerance)?.relative) ?? Infinity;
  };
  for (const start of setting.starts) {
    const found = yield* nearest(made, own, start, setting.bounds);
    if (found === undefined || distance(found) > NEARLY * tolerance) continue;
    for (const value of plainValues(found, setting)) {
      if (distance(value) <= tolerance && isEvident(value, own, tolerance)) return value;
      yield 0;
    }
  }
  return undefined;
}

/** A value that fits one number tells nothing if one of as many digits fits any: so many fewer than that number has. */
const FEWER_DIGITS = 3;

function isEvident(value: number, { data }: Matrix, tolerance: number): boolean {
  if (data.filter((each) => each !== 0).length > 1) return true;
  const digits = value.toExponential().replace(/e.*|\D/g, '').length;
  return digits <= -Math.log10(tolerance) - FEWER_DIGITS;
}

/** The array of `step` by another value; undefined where it does not go together with the learner's. */
function madeWith(setting: Setting, value: number, computation: Computation, step: Step): Matrix | undefined {
  const { network } = computation;
  const formulas = rightlyAsIf(setting.kinds, (meant) => setting.with(meant, value));
  const changes = Object.entries(formulas).flatMap(([kind, formula]) =>
    layersOf(network).map((layer) => [nameOf(kind as Kind, layer), formula] as const),
  );
  return ifTheyFit(() => computation.changed(new Map(changes)).made(step), undefined);
}

/** The most steps of a search; a linear setting needs two. */
const STEPS = 12;
/** The search ends with a step so short, relative to the same. */
const CLOSE = 1e-10;
/** A step of the difference quotient, relative to the distance from the nearer bound. */
const SMALL = 1e-5;

/** The value that brings `made` nearest to `own`, by Gauss and Newton from `start`; undefined where they leave the bounds. */
function* nearest(
  made: (value: number) => Matrix | undefined,
  own: Matrix,
  start: number,
  [low, high]: readonly [number, number],
): Generator<number, number | undefined, void> {
  let value = start;
  for (let i = 0; i < STEPS; i++) {
    const room = Math.min(value - low, high - value);
    const [now, beside] = [made(value)?.data, made(value + SMALL * room)?.data];
    if (now?.length !== own.data.length || beside === undefined) return undefined;
    let [along, square] = [0, 0];
    for (let j = 0; j < now.length; j++) {
      const slope = (beside[j] - now[j]) / (SMALL * room);
      along += (own.data[j] - now[j]) * slope;
      square += slope * slope;
    }
    const step = along / square;
    if (!Number.isFinite(step)) return undefined;
    // Not beyond the bounds: half of the way to them.
    value = Math.max(
      (low + value) / 2,
      Math.min(high === Infinity ? Infinity : (high + value) / 2, value + step),
    );
    if (Math.abs(step) <= CLOSE * room) break;
    yield 0;
  }
  return value;
}

/** Values of few digits near `value`, the fewest first: people write 0.99 or 1 − 1e-4. */
function plainValues(value: number, { bounds: [, high], isWhole }: Setting): number[] {
  if (isWhole) return [Math.round(value)];
  const digits = [1, 2, 3, 4];
  const rounded = digits.map((count) => Number(value.toPrecision(count)));
  const beside1 =
    high === 1 ? digits.map((count) => cleanly(1 - Number((1 - value).toPrecision(count)))) : [];
  const all = digits.flatMap((_, i) => [rounded[i], ...beside1.slice(i, i + 1)]);
  return [...new Set(all)].filter((each) => each < high);
}

/** 0.99, not 0.9899999999999999 */
function cleanly(value: number): number {
  return Number(value.toPrecision(12));
}
