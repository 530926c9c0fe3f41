/** Search spaces: what may stand where an option's value stands, `log:1e-4..1`, and how a draw becomes a value. */
import type { Parsed } from '../train/options/kinds.js';

/** One axis of the search. */
export interface Dimension {
  /** `learningRate`; of several in one option `layers[1]`. */
  readonly name: string;
  /** As it was written: `log:1e-4..1`. */
  readonly text: string;
  /** The number of different values; Infinity where they are not whole. */
  readonly size: number;
  /** True if its values have no order: names. */
  readonly isChoice: boolean;
  /** The value at `place` from 0 up to 1: equal steps of place are equal steps of the scale. The same bits everywhere. */
  valueAt(place: number): string | number;
  /** The place of a value, from 0 to 1: the middle of those that give it. */
  placeOf(value: string | number): number;
}

/** The space of one option. */
export interface Space extends Parsed {
  /** The option: `learningRate`. */
  readonly option: string;
  readonly dimensions: readonly Dimension[];
  /** The option's value, as a config file has it, of a value a dimension. */
  compose(values: readonly (string | number)[]): string | number;
}

/** A configuration of a sweep. */
export interface Configuration {
  /** Its number in the sweep, from 0. */
  readonly index: number;
  /** A place from 0 to 1 a dimension, in their order. */
  readonly places: readonly number[];
  /** The values of the options that have a space, by the options' names, as a config file has them. */
  readonly values: Readonly<Record<string, string | number>>;
}
