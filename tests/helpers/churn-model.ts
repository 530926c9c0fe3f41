/** The model of the churn table that the documents speak of, after a short training. */
import { openDataset } from '../../src/data/open.js';
import { createModel, type Model } from '../../src/model/model.js';
import { defaultTrainingOptions } from '../../src/train/options/options.js';
import { runTraining } from './runs.js';

/** A row of the table, as JSON has it. */
export const CHURN_ROW = { age: 41, income: 52_000, plan: 'basic', paperless: 'yes', calls: 2, months: 28 };

export async function churnModel(): Promise<Model> {
  const columns = { yKey: 'churned', drop: ['customer_id', 'spend'] };
  const dataset = await openDataset('tests/goldens/tables/churn.csv', columns);
  const options = { ...defaultTrainingOptions(), layers: 'auto,8,auto', learningRate: 1, iterations: 40 };
  return createModel(dataset, options, await runTraining(dataset, options));
}
