/** Categories that held-out examples alone have: a run on the others knows nothing of them. */
import { describe, expect, it } from 'vitest';
import { type Dataset, datasetDigest } from '../../src/data/dataset.js';
import { datasetOfFold, foldOfEach } from '../../src/data/folds.js';
import { heldOutPlaces } from '../../src/data/hold-out.js';
import { cellParser } from '../../src/data/tables/parse.js';
import { modelChunks } from '../../src/model/file/json.js';
import { parseModel } from '../../src/model/file/json-reader.js';
import { createModel } from '../../src/model/model.js';
import { planFolds } from '../../src/train/folds.js';
import { withoutFeatures } from '../../src/train/known-categories.js';
import { defaultTrainingOptions, type TrainingOptions } from '../../src/train/options/options.js';
import { planTraining } from '../../src/train/plan.js';
import { dnnError } from '../helpers/errors.js';
import { runTraining } from '../helpers/runs.js';

const EXAMPLES = 24;
const SPLIT = { validationSplit: 0.25, seed: 3 };
const OPTIONS: TrainingOptions = {
  ...defaultTrainingOptions(),
  ...SPLIT,
  layers: 'auto,3,auto',
  iterations: 6,
};

/** Rows of a number and a plan, which is a or c, and b in the `rare` rows alone. */
function tableWith(rare: readonly number[]): Dataset {
  const rows = Array.from({ length: EXAMPLES }, (_, i) => {
    const plan = rare.includes(i) ? 1 : i % 3 === 0 ? 0 : 2;
    return [(i * 7) % 11, ...[0, 1, 2].map((c) => Number(c === plan))];
  });
  const labels = Int32Array.from({ length: EXAMPLES }, (_, i) => i % 2);
  const train = { examples: EXAMPLES, values: Float64Array.from(rows.flat()), labels, dtype: 'float64' };
  return {
    ...{ name: 'plans', shape: [4], divisor: 1, classes: ['no', 'yes'], notes: [], train },
    columns: [
      { name: 'size', type: 'number' },
      { name: 'plan', type: 'category', categories: ['a', 'b', 'c'] },
    ],
  };
}

const isOut = heldOutPlaces(tableWith([]).train, 2, SPLIT.validationSplit, SPLIT.seed);
const [heldOut, kept] = [isOut.indexOf(1), isOut.indexOf(0)];
const rare = tableWith([heldOut]);

describe('a category that only validation examples have', () => {
  it('is taken out of the column, and none of the known ones in its row, to the same bits', async () => {
    const run = await runTraining(rare, OPTIONS);
    expect(run.plan).toMatchObject({ unknown: [2], architecture: { inputShape: [3] } });
    const pared = withoutFeatures(rare, [2]);
    expect([...pared.train.values.subarray(3 * heldOut, 3 * heldOut + 3)].slice(1)).toEqual([0, 0]);
    const same = await runTraining(pared, OPTIONS);
    expect(run.costs).toEqual(same.costs);
    expect(run.evaluations).toEqual(same.evaluations);
    const model = createModel(rare, OPTIONS, run);
    expect(model.training.dataset.sha256).toBe(datasetDigest(pared));
    const { columns = [] } = parseModel([...modelChunks(model)].join(''), 'model.json');
    expect(columns[1]).toEqual({ name: 'plan', type: 'category', categories: ['a', 'c'], heldOut: ['b'] });
  });

  it('is read as none of them in the data of the run, and unseen in all others', () => {
    const [, plan] = withoutFeatures(rare, [2]).columns ?? [];
    expect(cellParser(plan)('b', () => 'here')).toBe(-1);
    expect(cellParser(plan, 'ignore')('b', () => 'here')).toBe(-1);
    expect(dnnError('data', () => cellParser(plan, 'error')('b', () => 'here')).message).toContain(
      'b, which training has not seen',
    );
    expect(dnnError('data', () => cellParser(plan)('d', () => 'here')).message).toContain(
      'd, which training has not seen',
    );
  });
});

it('a fold does not know what only its own held-out examples have', () => {
  const folds = planFolds(tableWith([kept]), { ...OPTIONS, validationSplit: 0 }, {}, 3);
  expect(folds.plans.map(({ unknown }) => unknown)).toEqual(
    [0, 1, 2].map((fold) => (folds.foldOf[kept] === fold ? [2] : undefined)),
  );
});

it('a table whose categories all occur among the examples to train on is left as it is', () => {
  const dataset = tableWith([heldOut, kept]);
  const { unknown } = planTraining(dataset, OPTIONS);
  expect(unknown).toBeUndefined();
  expect(withoutFeatures(dataset, unknown)).toBe(dataset);
  expect(planTraining(rare, { ...OPTIONS, validationSplit: 0 }).unknown).toBeUndefined();
  const fold = datasetOfFold(dataset, foldOfEach(dataset, 3), 0);
  expect(withoutFeatures(fold)).toBe(fold);
});
