/** The divisor of stored values before a network sees them, chosen by type, shape and training values. */
import { type Split, valueStatistics } from '../dataset.js';

export interface Divisor {
  readonly divisor: number;
  /** One sentence, when the choice depends on the values. */
  readonly note?: string;
}

/** Unscaled values above this get a note. */
const WIDE = 100;

/** Chooses the divisor as {@link dividedBy} does; if all values are equal, the note says that instead. */
export function chooseDivisor(train: Split, shape: readonly number[]): Divisor {
  const { range } = valueStatistics(train);
  const chosen = dividedBy(train, shape, range);
  const [low, high] = range;
  if (low < high) return chosen;
  return { ...chosen, note: `All training values are ${low}: the examples cannot be told apart.` };
}

/**
 * The divisor for examples of `shape`: 255 for bytes (16 when no training value is larger, as in the 8×8
 * digits), 255 or 65535 for pictures of wider integers, 255 for pictures of floats from 0 to 255, else 1.
 */
function dividedBy(train: Split, shape: readonly number[], [low, high]: [number, number]): Divisor {
  const measured = `The training values lie from ${low} to ${high}`;
  if (train.dtype === 'uint8') {
    if (high > 16) return { divisor: 255 };
    const divisor = high <= 1 ? 1 : 16;
    return { divisor, note: `${measured}: bytes are divided by ${divisor} here instead of 255.` };
  }
  const float = train.dtype.startsWith('float');
  if (float && low >= 0 && high <= 1) return { divisor: 1 };
  const picture = shape.length > 1;
  const largest = float || high <= 255 ? 255 : 65535;
  if (picture && low >= 0 && high <= largest) {
    return { divisor: largest, note: `${measured}: they are divided by ${largest}.` };
  }
  if (Math.max(-low, high) <= WIDE) return { divisor: 1 };
  return { divisor: 1, note: `${measured} and are not scaled: training may need a smaller learning rate.` };
}
