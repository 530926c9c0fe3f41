/** How large the inputs of a dataset are, column by column. */
import { brightnessOf } from '../../data/brightness.js';
import { type Dataset, featureCount } from '../../data/dataset.js';

/** The root mean squares of the columns, as the network sees them: of the smallest and the largest; columns of 0 do not count. */
export interface ColumnSizes {
  readonly smallest: number;
  readonly largest: number;
  /** The value of white that --divisor auto would divide by, where the inputs are pictures that were not divided by it. */
  readonly white?: number;
}

/** The pixels of pictures are all of one kind, and so one column. Undefined where all values are 0. */
export function columnSizes(dataset: Dataset): ColumnSizes | undefined {
  const { values } = dataset.train;
  const features = dataset.shape.length > 1 ? 1 : featureCount(dataset);
  const rows = values.length / features;
  const sums = new Float64Array(features);
  for (let i = 0; i < values.length; i++) {
    const input = values[i] / dataset.divisor;
    sums[i % features] += input * input;
  }
  const sizes = Array.from(sums, (sum) => Math.sqrt(sum / rows)).filter((size) => size > 0);
  if (sizes.length === 0) return undefined;
  const [smallest, largest] = sizes.reduce(
    ([low, high], size) => [Math.min(low, size), Math.max(high, size)],
    [Number.POSITIVE_INFINITY, 0],
  );
  const { white } = dataset.columns ? {} : brightnessOf(dataset.train, dataset.shape, undefined);
  return { smallest, largest, ...(white !== undefined && white > dataset.divisor && { white }) };
}
