/**
 * Other data of a model, or a test set, may be stored on another scale than the training examples: the same pictures
 * as bytes and as fractions. Their divisor is the one that gives the same inputs.
 */
import { DnnError } from '../errors.js';
import { shell } from '../shell.js';
import { type Brightness, brightnessOf, MOST_FRACTION, scaleOf, short, WHITES } from './brightness.js';
import type { Split } from './dataset.js';
import type { Preparation } from './preparation.js';

/** The scale of the training examples. */
export type TrainedScale = Required<Pick<Preparation, 'divisor'>> & Pick<Preparation, 'range'>;

/** The divisor of a split, and a sentence if it is another than the training's. */
export interface OwnDivisor {
  readonly divisor: number;
  readonly note?: string;
}

/**
 * The divisor of `split`, examples of `shape`, that gives inputs on the scale of those that were trained on. `where`
 * names the split in messages; `known` is the white that the file format says.
 * @throws DnnError (data) when the scale of the values cannot be told.
 */
export function divisorLike(
  where: string,
  split: Split,
  shape: readonly number[],
  trained: TrainedScale,
  known?: number,
): OwnDivisor {
  const { divisor, range } = trained;
  const white = range && trainedWhite(divisor, range, shape);
  if (range === undefined || white === undefined) return { divisor };
  const values = brightnessOf(split, shape, known);
  const other = known ?? otherWhite(values, split.dtype, white);
  if (other === white) return { divisor };
  const lie = `${where} lie from ${short(values.low)} to ${short(values.high)}, the training values from ${range.map(short).join(' to ')}`;
  if (other === undefined) {
    throw new DnnError(
      'data',
      `${lie}: whether they are on the same scale cannot be told`,
      shell`Say what to divide them by: --divisor ${divisor}, as in training, or --divisor <x>.`,
    );
  }
  const own = (divisor * other) / white;
  return { divisor: own, note: `${lie}: they are divided by ${short(own)}, not by ${short(divisor)}.` };
}

/** The value of white of training examples; undefined if they are measurements, or too unusual to say. */
function trainedWhite(
  divisor: number,
  [low, high]: readonly [number, number],
  shape: readonly number[],
): number | undefined {
  if (low < 0) return undefined;
  if (divisor > 1 && WHITES.includes(divisor) && high <= divisor) return divisor;
  if (high < MOST_FRACTION) return 1;
  return shape.length > 1 && WHITES.includes(high) ? high : undefined;
}

/** The value of white of values that go with training examples of `white`; undefined if it cannot be told. */
function otherWhite(values: Brightness, dtype: string, white: number): number | undefined {
  const { low, high, isWhole } = values;
  // Black is 0 on every scale.
  if (low === 0 && high === 0) return white;
  const own = scaleOf(values);
  if (white === 1) return values.white === 16 && !isWhole ? undefined : (values.white ?? 1);
  if (low < 0) return high > white / 2 ? white : undefined;
  if (own === white || (own === 1 && !isWhole)) return own;
  const isBytes = dtype === 'uint8';
  if (isBytes && white === 255) return white;
  // Resized pictures may pass white a little.
  if (own === undefined || own > white) return high <= 2 * white ? white : own;
  // Whole numbers are few dark shades of the training's scale, or all shades of another.
  return own === 255 && (isBytes || high > 127) ? own : undefined;
}
