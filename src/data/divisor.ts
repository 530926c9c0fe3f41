/**
 * The divisor of stored values before a network sees them: one rule for every format, by type, shape and values. It
 * divides pictures by their value of white, and leaves measurements as they are.
 */
import { shell } from '../shell.js';
import { type Brightness, brightnessOf, short, squareOf } from './brightness.js';
import { type Dataset, featureCount, type Split, type SplitName } from './dataset.js';
import { divisorLike, type TrainedScale } from './other-scale.js';
import type { Preparation } from './preparation.js';

/** The rule, no division, or the divisor itself. */
export type DivisorChoice = 'auto' | 'none' | number;

/** A dataset as a reader has it, before its divisor is chosen. */
export interface Unscaled extends Omit<Dataset, 'divisor' | 'scaling'> {
  /** The value of white, where the format says it. */
  readonly white?: number;
}

/** Values above this are wide: another sentence says so where nothing scales them. */
export const WIDE = 100;

/**
 * The dataset with the divisor that `choice` is, or that the training values tell. With `like`, each split gets the
 * divisor that brings it to the inputs of that model; else a test set on another scale gets its own.
 * @throws DnnError (data) when the scale of a test set or of a model's other data cannot be told.
 */
export function withDivisor(data: Unscaled, choice: DivisorChoice, like: Preparation = {}): Dataset {
  const { white, ...dataset } = data;
  if (choice !== 'auto') return givenDivisor(dataset, choice, like.divisor !== undefined);
  if (like.divisor !== undefined) {
    const trained = { divisor: like.divisor, range: like.range };
    return matched({ ...dataset, divisor: like.divisor }, ['train', 'test'], trained, white);
  }
  const brightness = brightnessOf(dataset.train, dataset.shape, white);
  const divisor = brightness.white ?? 1;
  const notes = [...dataset.notes, ...(dataset.columns ? [] : notesOn(brightness, featureCount(dataset)))];
  const scaling =
    divisor === 1 ? undefined : `Inputs are divided by ${divisor} (--divisor auto): ${brightness.signs}.`;
  const whole: Dataset = { ...dataset, divisor, notes, ...(scaling && { scaling }) };
  if (isOneInteger(dataset)) return whole;
  return matched(whole, ['test'], { divisor, range: [brightness.low, brightness.high] }, white);
}

/** The divisor as it was given; of the splits of a model's data each has it for itself, before the model's. */
function givenDivisor(dataset: Unscaled, choice: number | 'none', isForModel: boolean): Dataset {
  const divisor = choice === 'none' ? 1 : choice;
  const own = (split: Split): Split => (isForModel ? { ...split, divisor } : split);
  return {
    ...dataset,
    divisor,
    train: own(dataset.train),
    ...(dataset.test && { test: own(dataset.test) }),
    scaling: `Inputs are ${divisor === 1 ? 'not divided' : `divided by ${divisor}`} (${shell`--divisor ${choice}`}).`,
  };
}

/** The dataset whose `parts` have the divisor that gives inputs like the trained ones. */
function matched(
  dataset: Dataset,
  parts: readonly SplitName[],
  trained: TrainedScale,
  white: number | undefined,
): Dataset {
  const { name, shape } = dataset;
  const found = parts.flatMap((part) => {
    const split = dataset[part];
    if (split === undefined) return [];
    const where = `${name}: the ${part === 'train' && dataset.test === undefined ? '' : `${part} `}values`;
    return [{ part, split, ...divisorLike(where, split, shape, trained, white) }];
  });
  const own = found.map(({ part, split, divisor }) => [part, { ...split, divisor }]);
  const notes = found.flatMap(({ note }) => note ?? []);
  return { ...dataset, ...Object.fromEntries(own), notes: [...dataset.notes, ...notes] };
}

/** True if both splits are stored as the same type of integers, which has one scale. */
function isOneInteger({ train, test }: Unscaled): boolean {
  return train.dtype === test?.dtype && train.dtype.includes('int');
}

/** Notes on a training set whose values make training hard. */
function notesOn({ low, high, isWhole, white }: Brightness, features: number): string[] {
  if (low === high) return [`All training values are ${low}: the examples cannot be told apart.`];
  if (white !== undefined || Math.max(-low, high) > WIDE) return [];
  const measured = `The training values lie from ${short(low)} to ${short(high)}`;
  if (!isWhole || low < 0 || squareOf(features) === undefined) return [];
  return [`${measured} and are not divided (--divisor auto): they are not on the scale of pictures.`];
}
