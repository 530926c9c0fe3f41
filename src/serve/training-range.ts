/**
 * The range that a model's inputs had in training, and how many values since then lay outside. Of a table's column of
 * numbers the range is its mean ± 4 standard deviations, or with --scale minmax from its smallest to its largest value;
 * of a column of words the categories of the training. Values without columns share the smallest and the largest of all
 * training values. A missing value is not outside, and neither is any where the model kept no range.
 */
import { columnRanges } from '../model/column-ranges.js';
import type { Model } from '../model/model.js';
import { inputSize } from '../nn/architecture.js';

/** The values of a column outside the range, so far. */
export interface ColumnCount {
  /** Empty for values without columns. */
  readonly column: string;
  readonly outside: number;
}

interface Watched {
  readonly column: string;
  /** Its features, from the first to behind the last. */
  readonly first: number;
  readonly end: number;
  /** The range of numbers; undefined of categories, of which one has to be there. */
  readonly range: readonly [low: number, high: number] | undefined;
  outside: number;
}

export class TrainingRange {
  readonly #features: number;
  readonly #watched: readonly Watched[];

  constructor(model: Model) {
    this.#features = inputSize(model.architecture);
    this.#watched = model.columns ? watchedColumns(model) : watchedValues(model);
  }

  /** One a column that has a range. */
  get counts(): readonly ColumnCount[] {
    return this.#watched;
  }

  /** Looks at values (examples × features) as a model stores them, NaN where one is missing. */
  look(values: ArrayLike<number>): void {
    for (const watched of this.#watched) {
      for (let start = 0; start < values.length; start += this.#features)
        watched.outside += outsideIn(values, start, watched);
    }
  }
}

/** Values of an example that are outside. */
function outsideIn(values: ArrayLike<number>, start: number, { first, end, range }: Watched): number {
  if (range === undefined) {
    for (let f = first; f < end; f++) if (values[start + f] !== 0) return 0;
    return 1;
  }
  let count = 0;
  for (let f = first; f < end; f++) {
    const value = values[start + f];
    if (value < range[0] || value > range[1]) count++;
  }
  return count;
}

function watchedValues({ range, architecture }: Model): Watched[] {
  if (range === undefined) return [];
  return [{ column: '', first: 0, end: inputSize(architecture), range, outside: 0 }];
}

function watchedColumns(model: Model): Watched[] {
  return columnRanges(model).flatMap(({ column, feature, width, range }) => {
    if (column.type === 'yes-no' || (column.type === 'number' && range === undefined)) return [];
    return [{ column: column.name, first: feature, end: feature + width, range, outside: 0 }];
  });
}
