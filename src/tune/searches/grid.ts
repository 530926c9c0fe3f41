/** The grid search: every configuration of spaces that have a number of values, the last axis first. */
import { DnnError, flagOf } from '../../errors.js';
import { LIMITS } from '../../limits.js';
import { shell } from '../../shell.js';
import { brief } from '../../visible.js';
import { type Configuration, configurationAt, keyOf } from '../configuration.js';
import type { Search } from '../search.js';
import type { Dimension, Space } from '../space.js';

/** All configurations of some spaces, in an order: those of equal values may be among them. */
export interface Grid {
  /** The number of configurations of different values, up to `most`. */
  distinct(most: number): number;
  /** The first of them whose values are not known, with the number `index`. */
  firstNew(index: number, isKnown: (key: string) => boolean): Configuration;
  /** The different ones, at most `most`. */
  first(most: number): Configuration[];
}

/** The grid of the spaces; undefined if one of them has endlessly many values. */
export function gridOf(spaces: readonly Space[]): Grid | undefined {
  const axes = spaces.flatMap(({ dimensions }) => dimensions);
  if (axes.some(({ nth }) => nth === undefined)) return undefined;
  const first = (most: number) => {
    const found = new Map<string, Configuration>();
    for (const places of placesOf(axes)) {
      if (found.size === most) break;
      const configuration = configurationAt(spaces, found.size, places);
      const key = keyOf(configuration);
      if (!found.has(key)) found.set(key, configuration);
    }
    return [...found.values()];
  };
  const firstNew = (index: number, isKnown: (key: string) => boolean) => {
    for (const places of placesOf(axes)) {
      const configuration = configurationAt(spaces, index, places);
      if (!isKnown(keyOf(configuration))) return configuration;
    }
    throw new Error('every configuration is known');
  };
  return { first, firstNew, distinct: (most) => first(most).length };
}

/** The places of every value of every axis, the last axis changing fastest: the middle of each value's part. */
function* placesOf(axes: readonly Dimension[]): Generator<number[]> {
  const [axis, ...others] = axes;
  if (axis === undefined) {
    yield [];
    return;
  }
  for (let index = 0; index < axis.size; index++) {
    const place = axis.placeOf((axis.nth as (index: number) => string | number)(index));
    for (const places of placesOf(others)) yield [place, ...places];
  }
}

/**
 * The grid search.
 * @throws DnnError (usage) for a space of endlessly many values, and for more configurations than `trials`.
 */
export function gridSearch(spaces: readonly Space[], trials: number): Search {
  assertFinite(spaces);
  const grid = gridOf(spaces) as Grid;
  const configurations = grid.first(trials + 1);
  if (configurations.length > trials) throw tooMany(grid, trials);
  return { generations: [configurations.length], propose: () => configurations };
}

/** The error of a grid of more configurations than `trials`, with their number as far as a sweep can have so many. */
function tooMany(grid: Grid, trials: number): DnnError {
  const most = LIMITS.configurations;
  const size = grid.distinct(most + 1);
  const many = size > most;
  const message = `the grid has ${many ? `more than ${most}` : size} configurations, expected at most ${shell`--trials ${trials}`}`;
  const all = many ? 'Give fewer values' : `Train all of them: ${shell`--trials ${size}`}`;
  return new DnnError('usage', message, `${all}; or draw ${trials}: --search random.`);
}

/** @throws DnnError (usage) that offers some values of a range. */
function assertFinite(spaces: readonly Space[]): void {
  for (const { option, text, dimensions } of spaces) {
    const range = dimensions.find(({ nth }) => nth === undefined);
    if (range === undefined) continue;
    const message = `${shell`${flagOf(option)} ${brief(text)}`}: a grid takes every value, and a range of numbers that are not whole has too many`;
    const values = [0, 0.5, 1].map((place) => range.valueAt(place)).join('|');
    const hint = dimensions.length === 1 && range.text === text ? shell`${flagOf(option)} ${values}` : values;
    throw new DnnError('usage', message, `Write the values to try: ${hint}; or use --search random.`);
  }
}
