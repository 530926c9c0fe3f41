/**
 * The course's networks on the real cat set against NumPy. Long (the published runs are 2,500 iterations
 * each) because these figures are what the tool is for; the first layer runs in its dual form.
 */
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../src/data/open.js';
import type { HiddenActivation } from '../../src/nn/activations.js';
import type { InitName } from '../../src/nn/init.js';
import type { OptimizerName } from '../../src/train/optimizers.js';
import type { Trained } from '../../src/train/trainer.js';
import { type Checksum, expectChecksum, expectRelative, readGolden } from '../helpers/goldens.js';
import { ofClasses } from '../helpers/kinds.js';
import { REAL_CATS, SKIP_NOTICE } from '../helpers/real-cats.js';
import { runTraining } from '../helpers/runs.js';

interface Case {
  name: string;
  dims: number[];
  hidden: HiddenActivation;
  init: string;
  seed: number;
  lr: number;
  optimizer: string;
  beta: number | null;
  l2: number;
  every: number;
  iterations: number;
  costs: [number, number][];
  cost_after_training: number;
  train_correct: number;
  test_correct: number;
  test_probabilities: number[];
  final: { W: Checksum; b: Checksum }[];
}

const INITS: Record<string, InitName> = { scaled: 'lecun-normal', 'x0.01': 'normal:0.01', zeros: 'zeros' };
const { cases, chaotic } = readGolden('cat_costs.json');
const linear = (cases as Case[]).filter(({ optimizer }) => optimizer === 'gd' || optimizer === 'momentum');

async function runCase(golden: Case): Promise<Trained> {
  const dataset = await openDataset(REAL_CATS, { dataDirectory: '' });
  return runTraining(dataset, {
    layers: golden.dims.join(','),
    activation: [golden.hidden],
    init: INITS[golden.init],
    seed: golden.seed,
    learningRate: golden.lr,
    optimizer: golden.optimizer as OptimizerName,
    momentum: golden.beta ?? 0,
    l2: golden.l2,
    logEvery: golden.every,
    iterations: golden.iterations,
  });
}

describe.skipIf(!REAL_CATS)(`the real cat set against NumPy${SKIP_NOTICE}`, () => {
  it.each(linear)('$name: costs within 1e-9 relative, sums 1e-8, counts equal', async (golden) => {
    const { plan, costs, parameters, evaluations } = await runCase(golden);
    expect(plan.firstLayer.form).toBe('dual');
    expect(costs.map(([iteration]) => iteration)).toEqual(golden.costs.map(([iteration]) => iteration));
    expectRelative(
      costs.map(([, cost]) => cost),
      golden.costs.map(([, cost]) => cost),
      1e-9,
      'costs',
    );
    for (const [l, { W, b }] of golden.final.entries()) {
      expectChecksum(parameters[2 * l].value.data, W, 1e-8, `W${l + 1}`);
      expectChecksum(parameters[2 * l + 1].value.data, b, 1e-8, `b${l + 1}`);
    }
    const { train, test } = evaluations;
    expect(Math.round(ofClasses(train).accuracy * 209), 'right of train').toBe(golden.train_correct);
    expect(Math.round((test?.accuracy ?? 0) * 50), 'right of test').toBe(golden.test_correct);
    if (golden.l2 === 0)
      expectRelative([train.cost], [golden.cost_after_training], 1e-9, 'cost after training');
    expectRelative(test?.outputs.data ?? [], golden.test_probabilities, 1e-8, 'test probabilities');
  });

  it('prints the published digits', async () => {
    const { costs } = await runCase({ ...linear[0], iterations: 201 });
    expect(costs.map(([i, cost]) => `${i}: ${cost.toFixed(6)}`)).toEqual([
      '0: 0.771749',
      '100: 0.672053',
      '200: 0.648263',
    ]);
  });

  it('the chaotic tanh run agrees before it becomes chaotic: cost 0 within 1e-12', async () => {
    const { costs } = await runCase({ ...linear[0], hidden: 'tanh', iterations: 1 });
    expectRelative([costs[0][1]], [chaotic.runs[0].costs[0][1]], 1e-12, 'cost');
  });
});
