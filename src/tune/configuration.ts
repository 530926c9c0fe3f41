/** A configuration of a sweep: one value for every option that has a space. */
import { flagOf } from '../errors.js';
import { readValue } from '../train/options/option.js';
import { TRAINING_OPTIONS } from '../train/options/options.js';
import { isSpace, type PlainValue, type Space } from './space.js';
import { canonicalJson } from './trial.js';

/** A configuration of a sweep. */
export interface Configuration {
  /** Its number in the sweep, from 0. */
  readonly index: number;
  /** A place from 0 up to 1 a dimension, in their order. */
  readonly places: readonly number[];
  /** The values of the options that have a space, by the options' names, as a config file has them. */
  readonly values: Readonly<Record<string, PlainValue>>;
}

/** The configuration of these places, a place a dimension. */
export function configurationAt(
  spaces: readonly Space[],
  index: number,
  places: readonly number[],
): Configuration {
  let taken = 0;
  const values = spaces.map(({ option, dimensions, compose }) => {
    const drawn = dimensions.map(({ valueAt }) => valueAt(places[taken++]));
    return [option, compose(drawn)] as const;
  });
  return { index, places, values: Object.fromEntries(values) };
}

/** A text that is equal for configurations of equal values. */
export function keyOf({ values }: Pick<Configuration, 'values'>): string {
  return canonicalJson(values);
}

/** Options without their spaces. */
export type Settled<V> = { [Name in keyof V]: Exclude<V[Name], Space> };

/** The options with the values of a configuration in the place of their spaces. */
export function settled<V extends object>(given: V, { values }: Pick<Configuration, 'values'>): Settled<V> {
  const entries = Object.entries(given).map(([name, value]) => [
    name,
    isSpace(value) ? readFrom(name as keyof typeof TRAINING_OPTIONS, values[name]) : value,
  ]);
  return Object.fromEntries(entries) as Settled<V>;
}

/** The value as its option reads it; undefined for one that is left unset. */
function readFrom(name: keyof typeof TRAINING_OPTIONS, value: PlainValue): unknown {
  if (value === null) return undefined;
  return readValue<unknown>(TRAINING_OPTIONS[name], value, `${flagOf(name)} ${value}`);
}
