/**
 * The columns of a model with the range that their numbers had in training. Of a table's column of numbers it is its
 * mean ± 4 standard deviations, or with --scale minmax from its smallest to its largest value; values without columns
 * share the smallest and the largest of all training values.
 */
import { type Column, widthOf } from '../data/tables/column.js';
import { firstFeatures } from '../data/tables/features.js';
import type { Model } from './model.js';
import { columnsOf } from './model-columns.js';

/** Standard deviations from the mean that training values hardly ever exceed. */
const DEVIATIONS = 4;

/** A column, its place among the features of an example, and its range. */
export interface ColumnRange {
  readonly column: Column;
  /** The index of its first feature. */
  readonly feature: number;
  /** The number of its features: one for each category, else one. */
  readonly width: number;
  /** Undefined of words, and where the model kept none. */
  readonly range?: readonly [low: number, high: number] | undefined;
}

/** The columns of `model`; those of a model without a table are numbers, called 1, 2, … */
export function columnRanges(model: Model): ColumnRange[] {
  const columns = columnsOf(model);
  const first = firstFeatures(columns);
  return columns.map((column, i) => ({
    column,
    feature: first[i],
    width: widthOf(column),
    range: column.type === 'number' ? rangeOf(model, first[i]) : undefined,
  }));
}

/** The range of a feature that is a number; undefined of a table that was not scaled. */
function rangeOf(
  { columns, range, scaling, training }: Model,
  feature: number,
): readonly [number, number] | undefined {
  if (columns === undefined) return range;
  if (scaling === undefined) return undefined;
  const [shift, scale] = [scaling.shift[feature], scaling.scale[feature]];
  if (training.config.scale === 'minmax') return [shift, highest(shift, scale)];
  // Not scaled, by --scale none or because auto has found no need.
  if (shift === 0 && scale === 1) return undefined;
  return [shift - DEVIATIONS * scale, shift + DEVIATIONS * scale];
}

/** The largest value of the training, or a few units in the last place more: the model has its rounded difference from the smallest. */
function highest(lowest: number, difference: number): number {
  return lowest + difference + 2 * Number.EPSILON * (Math.abs(lowest) + difference);
}
