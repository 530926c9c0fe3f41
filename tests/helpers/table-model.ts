/** A model of a table with a column of each type, and missing values that it fills. */
import type { Column } from '../../src/data/tables/column.js';
import type { Model } from '../../src/model/model.js';
import { type NetworkOptions, networkModel } from './networks.js';

/** Seven features: age, income, four of plan, paperless. */
export const TABLE_COLUMNS: readonly Column[] = [
  { name: 'age', type: 'number' },
  { name: 'income', type: 'number' },
  { name: 'plan', type: 'category', categories: ['', 'basic', 'family', 'premium'] },
  { name: 'paperless', type: 'yes-no', words: ['no', 'yes'] },
];

/** The same table with a number as its target, far from 0. */
export function numberModel(): Model {
  const model = tableModel();
  const { architecture, parameters } = networkModel('7,6,1', { divisor: 1, output: 'linear' });
  const own = { classes: [], targetScale: { mean: 250, deviation: 40 }, target: 'price' };
  return { ...model, ...own, architecture: { ...architecture, loss: 'mse' }, parameters };
}

export function tableModel(options: NetworkOptions = {}): Model {
  return {
    ...networkModel('7,6,3', { divisor: 1, ...options }),
    classes: ['bronze', 'silver', 'gold'],
    columns: TABLE_COLUMNS,
    target: 'level',
    scaling: {
      fill: [40.5, 30_000, 0, 0, 0, 0, 0.25],
      shift: [41, 32_000, 0, 0, 0, 0, 0],
      scale: [12.5, 9000, 1, 1, 1, 1, 1],
    },
  };
}
