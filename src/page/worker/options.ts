/** The options of a run as the trainer takes them. */
import type { Dataset, TrainingOptions } from '../../browser.js';
import type { WrittenOptions } from './settings.js';

/**
 * The options as they are written, for data. Without a batch size the page trains on the whole set; of a table that has
 * to be said, because its default is another.
 */
export function optionsOf({ columns, train }: Dataset, written: WrittenOptions): TrainingOptions {
  const whole = columns === undefined ? {} : { batchSize: train.examples };
  // The trainer reads texts, and takes the defaults of what is missing.
  return { ...whole, ...written } as unknown as TrainingOptions;
}
