/**
 * The categories that a run knows: those of the examples that it is trained on. One that held-out examples alone have is
 * taken out of its column, so that they are there none of the known ones, as with scikit-learn's OneHotEncoder.
 */
import { type Dataset, featureCount, type Split, type StoredValues } from '../data/dataset.js';
import { heldOutPlaces } from '../data/hold-out.js';
import { type Column, categoryTitle, widthOf } from '../data/tables/column.js';
import { featureColumns } from '../data/tables/features.js';
import { brief, listed } from '../visible.js';
import type { TrainingOptions } from './options/options.js';

/** The features of categories that no example to train on has; none where the data have no categories. */
export function unknownFeatures(
  dataset: Dataset,
  { validationSplit, seed }: Pick<TrainingOptions, 'validationSplit' | 'seed'>,
): number[] {
  const { columns = [], classes, train } = dataset;
  const owners = featureColumns(columns);
  const categories = [...owners.keys()].filter((f) => owners[f].type === 'category');
  if (categories.length === 0) return [];
  const isOut =
    validationSplit === 0 ? undefined : heldOutPlaces(train, classes.length, validationSplit, seed);
  const known = new Uint8Array(owners.length);
  for (let i = 0; i < train.examples; i++) {
    if (isOut?.[i]) continue;
    for (const f of categories) if (train.values[i * owners.length + f] !== 0) known[f] = 1;
  }
  return categories.filter((f) => known[f] === 0);
}

/** The dataset without the features of these categories; itself where there are none. */
export function withoutFeatures(dataset: Dataset, unknown: readonly number[] = []): Dataset {
  const { columns, train, test } = dataset;
  if (unknown.length === 0 || columns === undefined) return dataset;
  const features = featureCount(dataset);
  const kept = Array.from({ length: features }, (_, f) => f).filter((f) => !unknown.includes(f));
  return {
    ...dataset,
    shape: [kept.length],
    columns: withoutCategories(columns, new Set(unknown)),
    train: featuresOf(train, features, kept),
    ...(test && { test: featuresOf(test, features, kept) }),
  };
}

/** A sentence on the categories that a run does not know; undefined where it knows all. */
export function unknownSentence(
  { columns = [] }: Dataset,
  unknown: readonly number[] = [],
): string | undefined {
  if (unknown.length === 0) return undefined;
  const told = withoutCategories(columns, new Set(unknown)).flatMap((column) => {
    const heldOut = (column.type === 'category' && column.heldOut) || [];
    return heldOut.map((name) => `${brief(column.name)} ${brief(categoryTitle(name))}`);
  });
  return `Held-out rows alone have these categories, which are not learned: ${listed(told)}.`;
}

function withoutCategories(columns: readonly Column[], unknown: ReadonlySet<number>): Column[] {
  let next = 0;
  return columns.map((column) => {
    const first = next;
    next += widthOf(column);
    if (column.type !== 'category') return column;
    const isKnown = column.categories.map((_, c) => !unknown.has(first + c));
    if (!isKnown.includes(false)) return column;
    const [categories, heldOut] = [true, false].map((known) =>
      column.categories.filter((_, c) => isKnown[c] === known),
    );
    return { ...column, categories, heldOut };
  });
}

function featuresOf(split: Split, features: number, kept: readonly number[]): Split {
  const values = new (split.values.constructor as new (length: number) => StoredValues)(
    split.examples * kept.length,
  );
  for (let i = 0, at = 0; i < split.examples; i++)
    for (const f of kept) values[at++] = split.values[i * features + f];
  return { ...split, values };
}
