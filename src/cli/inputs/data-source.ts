/** The source of the data of a run, as its model records it. */
import type { Dataset } from '../../data/dataset.js';
import type { DataSource } from '../../model/model.js';
import type { DataValues } from '../options/shared.js';

/** Classes as they are called in `dataset`: a number may mean another class in other data. */
export function dataSource(
  dataset: Dataset,
  {
    data: source,
    xKey,
    yKey,
    drop,
    classes,
  }: Pick<DataValues, 'data' | 'xKey' | 'yKey' | 'drop' | 'classes'>,
): DataSource {
  return { source, xKey, yKey, drop, classes: classes && dataset.classes };
}
