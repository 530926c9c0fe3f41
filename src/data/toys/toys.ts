/**
 * The sets of points that are made, not read: their names, their settings (`moons:noise=0.3,seed=7`),
 * and the Dataset. The same settings give the same bits everywhere, and scikit-learn's points where it has them.
 */
import { MAX_SEED, RandomState } from '../../engine/rng.js';
import { DnnError, optionError } from '../../errors.js';
import { nearest, suggestion } from '../../suggest.js';
import { brief } from '../../visible.js';
import type { Dataset, Split } from '../dataset.js';
import type { Reserve } from '../reserve.js';
import { blobs } from './blobs.js';
import { circles } from './circles.js';
import { flower } from './flower.js';
import { moons } from './moons.js';
import type { Points } from './points.js';
import { spirals } from './spirals.js';
import { xor } from './xor.js';

/** The settings of a made set; not every set takes all of them. */
export interface ToySettings {
  readonly examples: number;
  /** Examples of the test set, drawn with the next seed; 0: there is none. */
  readonly test: number;
  /** Standard deviation of the blur. */
  readonly noise: number;
  readonly seed: number;
  readonly classes: number;
  /** The inner circle's radius. */
  readonly factor: number;
}
/** The name of a setting. */
export type SettingName = keyof ToySettings;

/** Given settings; the others are undefined or absent. */
export type ToyOverrides = { readonly [Name in SettingName]?: number | undefined };

interface Toy {
  readonly title: string;
  /** The settings that it takes, with their defaults: the course's own if it uses the set. */
  readonly settings: Partial<ToySettings> & Pick<ToySettings, 'examples' | 'test' | 'noise' | 'seed'>;
  /** Names of the classes; numbers where their number can be set. */
  readonly classes?: readonly string[];
  make(rng: RandomState, examples: number, settings: ToySettings): Points;
}

/** The sets by name. */
export const TOYS = {
  moons: {
    title: "Two half circles: scikit-learn's make_moons",
    settings: { examples: 300, test: 0, noise: 0.2, seed: 3 },
    classes: ['upper', 'lower'],
    make: moons,
  },
  circles: {
    title: "A circle within a circle: scikit-learn's make_circles",
    settings: { examples: 300, test: 100, noise: 0.05, seed: 1, factor: 0.8 },
    classes: ['outer', 'inner'],
    make: circles,
  },
  blobs: {
    title: "Round clouds: scikit-learn's make_blobs",
    settings: { examples: 300, test: 0, noise: 1, seed: 1, classes: 3 },
    make: blobs,
  },
  flower: {
    title: "Red and blue petals: the course's planar data",
    settings: { examples: 400, test: 0, noise: 0.2, seed: 1 },
    classes: ['red', 'blue'],
    make: flower,
  },
  spirals: {
    title: 'Spirals wound about each other, as in CS231n',
    settings: { examples: 300, test: 0, noise: 0.2, seed: 1, classes: 3 },
    make: spirals,
  },
  xor: {
    title: 'A square whose opposite quarters belong together',
    settings: { examples: 400, test: 0, noise: 0.1, seed: 1 },
    classes: ['same', 'different'],
    make: xor,
  },
} as const satisfies Record<string, Toy>;

export type ToyName = keyof typeof TOYS;
export const TOY_NAMES = Object.keys(TOYS) as ToyName[];

/** Tells whether `source` names a made set, with or without settings behind a colon. */
export function isToy(source: string): boolean {
  return Object.hasOwn(TOYS, source.split(':', 1)[0]);
}

interface Range {
  readonly expected: string;
  holds(value: number): boolean;
}

const MAX_EXAMPLES = 1_000_000;
const RANGES: Record<SettingName, Range> = {
  examples: whole(2, MAX_EXAMPLES),
  test: whole(0, MAX_EXAMPLES),
  noise: { expected: 'a number from 0 to 1000', holds: (x) => x >= 0 && x <= 1000 },
  seed: whole(0, MAX_SEED),
  classes: whole(2, 10),
  factor: { expected: 'a number from 0 up to, not including, 1', holds: (x) => x >= 0 && x < 1 },
};

function whole(low: number, high: number): Range {
  return {
    expected: `a whole number from ${low} to ${high}`,
    holds: (x) => Number.isInteger(x) && x >= low && x <= high,
  };
}

/** Peak memory of making an example, measured on the largest sets: lists of boxed numbers stand in between. */
const BYTES_AN_EXAMPLE = 300;
/** Less than this is not asked for: the plan of what is done with the set counts more. */
const NOTABLE = 2 ** 24;

/**
 * The set that `source` describes: its name, and what differs from its defaults: `circles:examples=500,noise=0.1`.
 * @throws DnnError (usage) that says what can be set, and to what.
 */
export function makeToy(source: string, overrides: ToyOverrides = {}, reserve?: Reserve): Dataset {
  const { name, settings } = toySettings(source, overrides);
  const bytes = (settings.examples + settings.test) * BYTES_AN_EXAMPLE;
  if (bytes > NOTABLE) reserve?.(brief(source), bytes);
  const toy: Toy = TOYS[name];
  const points = (seed: number, examples: number): Split => {
    const { values, labels } = toy.make(new RandomState(seed), examples, settings);
    return { examples, values, labels, dtype: 'float64' };
  };
  const { examples, test, seed, classes } = settings;
  return {
    name,
    shape: [2],
    divisor: 1,
    classes: toy.classes ?? Array.from({ length: classes }, (_, c) => String(c)),
    train: points(seed, examples),
    ...(test > 0 && { test: points(seed === MAX_SEED ? 0 : seed + 1, test) }),
    notes: [],
  };
}

/** Returns the name and all settings; `overrides`, which are flags, replace those in `source`. @throws DnnError (usage) */
export function toySettings(
  source: string,
  overrides: ToyOverrides = {},
): { readonly name: ToyName; readonly settings: ToySettings } {
  const colon = source.indexOf(':');
  const name = (colon < 0 ? source : source.slice(0, colon)) as ToyName;
  if (!Object.hasOwn(TOYS, name)) {
    throw new DnnError('usage', `${brief(source)} is not a made set`, suggestion(name, TOY_NAMES));
  }
  const given = colon < 0 ? [] : source.slice(colon + 1).split(',');
  const written = given.map((part) => readSetting(source, name, part));
  const keys = written.map(([key]) => key);
  const twice = keys.find((key, i) => keys.indexOf(key) < i);
  if (twice !== undefined) throw new DnnError('usage', `${brief(source)}: ${twice} is given twice`);
  const flags = Object.entries(overrides).filter(([, value]) => value !== undefined);
  for (const [key, value] of flags) {
    const problem = problemWith(name, key, value as number);
    if (problem) throw optionError(key, value, ...problem);
  }
  const settings = { ...TOYS[name].settings, ...Object.fromEntries([...written, ...flags]) } as ToySettings;
  const least = settings.classes ?? 2;
  if (settings.examples >= least) return { name, settings };
  throw new DnnError('usage', `${brief(source)}: ${settings.examples} examples for ${least} classes`);
}

function readSetting(source: string, name: ToyName, part: string): [string, number] {
  const [key, text = '', ...more] = part.split('=');
  const value = text.trim() === '' || more.length > 0 ? Number.NaN : Number(text);
  const [problem, hint] = problemWith(name, key, value) ?? [];
  if (problem === undefined) return [key, value];
  throw new DnnError('usage', `${brief(source)}: ${brief(part)}: ${problem}`, hint);
}

/** The problem with a setting, and a hint; undefined if the set takes it. */
function problemWith(name: ToyName, key: string, value: number): [problem: string, hint: string] | undefined {
  const takes = Object.keys(TOYS[name].settings);
  if (!takes.includes(key)) {
    const near = nearest(key, takes);
    const hint = near === undefined ? `Set them so: ${name}:examples=500,noise=0.1` : `Did you mean ${near}?`;
    return [`${name} takes ${takes.join(', ')}`, hint];
  }
  const range = RANGES[key as SettingName];
  if (range.holds(value)) return undefined;
  const usual = (TOYS[name].settings as Partial<ToySettings>)[key as SettingName];
  return [`${key} is ${range.expected}`, `The default is ${key}=${usual}.`];
}
