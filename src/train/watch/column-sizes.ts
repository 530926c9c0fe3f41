/** How large the inputs of a dataset are, column by column, as the network gets them. */
import { brightnessOf } from '../../data/brightness.js';
import { type Dataset, featureCount } from '../../data/dataset.js';
import { writeInputs } from '../../data/examples.js';
import { numberFeatures } from '../../data/tables/column.js';
import type { Scaling } from '../../data/tables/scaling.js';

/** The root mean squares of the columns: of the smallest and the largest; columns of 0 do not count. */
export interface ColumnSizes {
  readonly smallest: number;
  readonly largest: number;
  /** True for the number columns of a table, which are measurements. */
  readonly isTable: boolean;
  /** True if the values were divided. */
  readonly isDivided: boolean;
  /** The value of white that --divisor auto would divide by, where the inputs are pictures that were not divided by it. */
  readonly white?: number;
}

/** A column that is so much smaller than the largest is constant: what scaling left of it is rounding. */
const ROUNDING = 1e-9;

/**
 * The sizes of the training inputs. The pixels of pictures are all of one kind, and so one column; categories, yes and
 * no have no size. Undefined where all values are 0.
 */
export function columnSizes(dataset: Dataset, scaling: Scaling | undefined): ColumnSizes | undefined {
  const { train, divisor, shape, columns } = dataset;
  const features = featureCount(dataset);
  const isCounted = columns && numberFeatures(columns);
  const sums = new Float64Array(shape.length > 1 ? 1 : features);
  const row = new Float64Array(features);
  for (let start = 0; start < train.values.length; start += features) {
    writeInputs(row, train.values.subarray(start, start + features), divisor, scaling);
    for (let f = 0; f < features; f++) sums[f % sums.length] += row[f] * row[f];
  }
  const count = train.values.length / sums.length;
  const all = Array.from(sums, (sum) => Math.sqrt(sum / count));
  const most = all.reduce((high, size) => Math.max(high, size), 0);
  const sizes = all.filter((size, f) => size > ROUNDING * most && isCounted?.[f] !== false);
  if (sizes.length === 0) return undefined;
  const [smallest, largest] = sizes.reduce(
    ([low, high], size) => [Math.min(low, size), Math.max(high, size)],
    [Number.POSITIVE_INFINITY, 0],
  );
  const facts = { smallest, largest, isTable: columns !== undefined, isDivided: divisor !== 1 };
  const { white } = columns || scaling ? {} : brightnessOf(train, shape, undefined);
  return { ...facts, ...(white !== undefined && white > divisor && { white }) };
}
