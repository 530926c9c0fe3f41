/** The scale of numbers as the target: a network answers (number − mean) / deviation. */
import { DnnError } from '../errors.js';
import { standard } from './tables/scaling.js';

/** The mean and the population's deviation of the training examples' numbers. */
export interface TargetScale {
  readonly mean: number;
  /** Never 0: 1 where all numbers are the same. */
  readonly deviation: number;
}

/** The scale of the numbers of the examples to train on. @throws DnnError (data) for numbers whose squares overflow. */
export function targetScale(numbers: Float64Array): TargetScale {
  const [mean, deviation] = standard(numbers, 0, 1, 0);
  if (Number.isFinite(mean) && Number.isFinite(deviation)) return { mean, deviation };
  const largest = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
  throw new DnnError(
    'data',
    `the target has numbers as large as ${largest}, whose squares are too large for a float64`,
    'Give the target in larger units.',
  );
}
