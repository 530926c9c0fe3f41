/** How large the inputs of a dataset are, column by column. */
import { type Dataset, featureCount } from '../../data/dataset.js';

/** The root mean squares of the columns, as the network sees them: of the smallest and the largest; columns of 0 do not count. */
export interface ColumnSizes {
  readonly smallest: number;
  readonly largest: number;
}

/** Undefined for pictures, whose pixels are all of one kind, and where all values are 0. */
export function columnSizes(dataset: Dataset): ColumnSizes | undefined {
  if (dataset.shape.length > 1) return undefined;
  const { values, examples } = dataset.train;
  const features = featureCount(dataset);
  const sums = new Float64Array(features);
  for (let i = 0; i < values.length; i++) {
    const input = values[i] / dataset.divisor;
    sums[i % features] += input * input;
  }
  const sizes = Array.from(sums, (sum) => Math.sqrt(sum / examples)).filter((size) => size > 0);
  if (sizes.length === 0) return undefined;
  const [smallest, largest] = sizes.reduce(
    ([low, high], size) => [Math.min(low, size), Math.max(high, size)],
    [Number.POSITIVE_INFINITY, 0],
  );
  return { smallest, largest };
}
