/**
 * Learning-rate schedules: how `--lr-decay` makes α of α₀ and the epoch. As in the course, an epoch is a pass
 * over the training examples, so that a whole-set run decays with each update. No Math.pow, no Math.cos: the
 * same bits in every engine.
 */
import { cos } from '../engine/math.js';
import { DnnError } from '../errors.js';
import { nearest, suggestion } from '../suggest.js';

/** α of `epoch` (from 0), of a run of `epochs`. */
type Decay = (rate: number, epoch: number, epochs: number) => number;

/** A learning-rate schedule. */
export interface Schedule {
  /** As it was written. */
  readonly text: string;
  /** True if every rate depends on the length of the run. */
  readonly spansRun: boolean;
  readonly rateOf: Decay;
}

interface ScheduleKind {
  /** Its form, for messages. */
  readonly written: string;
  /** The decay's number: its range, and the one that is meant where none is written. */
  readonly decay: { readonly expected: string; readonly usual?: number; within(value: number): boolean };
  readonly spansRun?: true;
  /** Set if it can be constant over intervals of epochs: `@n` after the number. */
  readonly interval?: 'required' | 'allowed';
  /** The schedule for its number and its interval of epochs, 1 when there is none. */
  create(decay: number, interval: number): Decay;
}

const RATE = { expected: 'a number of at least 0', within: (k: number) => k >= 0 };
const FLOOR = {
  expected: 'a number from 0 up to 1',
  usual: 0,
  within: (floor: number) => floor >= 0 && floor <= 1,
};
const FACTOR = { expected: 'a number above 0, at most 1', within: (γ: number) => γ > 0 && γ <= 1 };

/** The schedules by name; t is the epoch. */
export const SCHEDULES = {
  /** α₀ / (1 + k·t) */
  inverse: {
    written: 'inverse:k',
    decay: RATE,
    create: (k) => (rate, epoch) => rate / (1 + k * epoch),
  },
  /** α₀·γᵗ, with `@n` α₀·γ^⌊t/n⌋ */
  exponential: {
    written: 'exponential:γ or exponential:γ@n',
    decay: FACTOR,
    interval: 'allowed',
    create: (γ, n) => (rate, epoch) => rate * power(γ, Math.floor(epoch / n)),
  },
  /** α₀ / (1 + k·⌊t/n⌋): the course's fixed-interval scheduling */
  step: {
    written: 'step:k@n',
    decay: RATE,
    interval: 'required',
    create: (k, n) => (rate, epoch) => rate / (1 + k * Math.floor(epoch / n)),
  },
  /** f·α₀ + (1 − f)·α₀/2 · (1 + cos(π·t/T)), T the run's epochs; f·α₀ from then on. Keras calls f alpha. */
  cosine: {
    written: 'cosine or cosine:f',
    decay: FLOOR,
    spansRun: true,
    create: (floor) => (rate, epoch, epochs) => {
      const above = epoch >= epochs ? 0 : ((1 - floor) * rate) / 2;
      return floor * rate + above * (1 + cos((Math.PI * epoch) / epochs));
    },
  },
} as const satisfies Record<string, ScheduleKind>;

const NAMES = Object.keys(SCHEDULES) as (keyof typeof SCHEDULES)[];

/** The forms of schedules, for --help and messages. */
export const SCHEDULE_FORMS = NAMES.map((name) => SCHEDULES[name].written).join(', ');

/**
 * Reads a schedule such as `inverse:0.01`, `exponential:0.95`, `step:0.5@1000` or `cosine`.
 * @throws DnnError (usage) that says which part is wrong and how it is written.
 */
export function parseSchedule(text: string): Schedule {
  const [, name, , written, , interval] = /^([^:@]*)(:([^@]*))?(@(.*))?$/s.exec(text) ?? [];
  if (!NAMES.includes(name as keyof typeof SCHEDULES)) throw unknownName(name ?? text);
  const kind: ScheduleKind = SCHEDULES[name as keyof typeof SCHEDULES];
  const rateOf = kind.create(decayOf(kind, written), intervalOf(kind, interval));
  return { text, spansRun: kind.spansRun === true, rateOf };
}

function unknownName(name: string): DnnError {
  const hint = nearest(name, NAMES) === undefined ? undefined : suggestion(name, NAMES);
  return new DnnError('usage', `expected one of ${SCHEDULE_FORMS}`, hint);
}

function decayOf({ written, decay }: ScheduleKind, text: string | undefined): number {
  const value = text === undefined && decay.usual !== undefined ? decay.usual : numberOf(text);
  if (Number.isFinite(value) && decay.within(value)) return value;
  throw new DnnError('usage', `expected ${written} with ${decay.expected}`);
}

function intervalOf({ written, interval }: ScheduleKind, text: string | undefined): number {
  if (text === undefined && interval !== 'required') return 1;
  if (interval === undefined) throw new DnnError('usage', `expected ${written}, it takes no interval`);
  const value = numberOf(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new DnnError('usage', `expected ${written} with n a whole number of epochs of at least 1`);
}

function numberOf(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text);
}

/** γⁿ by squaring, n a whole number. */
function power(γ: number, n: number): number {
  let result = 1;
  let square = γ;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

/** A run's length as schedules count it. */
export interface Course {
  /** Updates in all. */
  readonly iterations: number;
  /** Updates of one epoch. */
  readonly epoch: number;
}

/** α of each iteration: `rate` itself without a schedule, and in the `held` epochs before it begins. */
export function learningRateAt(
  rate: number,
  schedule: Schedule | undefined,
  { iterations, epoch }: Course,
  held = 0,
): (iteration: number) => number {
  if (schedule === undefined) return () => rate;
  const epochs = Math.max(1, Math.ceil(iterations / epoch) - held);
  return (iteration) => schedule.rateOf(rate, Math.max(0, Math.floor(iteration / epoch) - held), epochs);
}
