/** Search spaces: an axis of the search, what may stand where an option's value stands, and a draw from all of them. */
import type { Parsed } from '../train/options/kinds.js';

/** A value as a config file has it; null leaves the option unset. */
export type PlainValue = string | number | boolean | null;

/** The scale of an axis: equal steps of place are equal steps of the value, of its logarithm, or of that of 1 − value. */
export type AxisScale = 'uniform' | 'log' | '1-log' | 'choice';

/** One axis of the search. */
export interface Dimension {
  /** `learningRate`; of several in one option `layers[1]`. */
  readonly name: string;
  /** As it was written: `log:1e-4..1`. */
  readonly text: string;
  readonly scale: AxisScale;
  /** The number of different values; Infinity where they are not whole. */
  readonly size: number;
  /** True if its values have no order: names. */
  readonly isChoice: boolean;
  /** The value at `place` from 0 up to 1: equal steps of place are equal steps of the scale. The same bits everywhere. */
  valueAt(place: number): string | number;
  /** The place of a value, from 0 to 1: the middle of those that give it. */
  placeOf(value: string | number): number;
  /** The value number `index`, from 0, in their order; undefined where they are endlessly many. */
  nth?(index: number): string | number;
}

/** The space of one option. */
export interface Space extends Parsed {
  /** The option: `learningRate`. */
  readonly option: string;
  readonly dimensions: readonly Dimension[];
  /** True if a part between commas that is 0 is left out: a layer. */
  readonly leavesOut?: boolean;
  /** The option's value, as a config file has it, of a value a dimension. */
  compose(values: readonly (string | number)[]): PlainValue;
}

/** True for an option's value that is a space. */
export function isSpace(value: unknown): value is Space {
  return typeof value === 'object' && value !== null && 'dimensions' in value && 'compose' in value;
}

/** The spaces among the values of options, in their order. */
export function spacesOf(values: Readonly<Record<string, unknown>>): Space[] {
  return Object.values(values).filter(isSpace);
}
