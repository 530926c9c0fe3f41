/** The course's labs of initialisations and optimizers against NumPy. */
import { describe, expect, it } from 'vitest';
import type { Dataset, Split } from '../../src/data/dataset.js';
import type { InitName } from '../../src/nn/init.js';
import { confusionMatrix } from '../../src/train/confusion.js';
import type { OptimizerName } from '../../src/train/optimizers.js';
import type { TrainingOptions } from '../../src/train/options/options.js';
import type { Trained } from '../../src/train/trainer.js';
import { expectClose, expectRelative, type GoldenArray, readGolden, toExamples } from '../helpers/goldens.js';
import { ofClasses } from '../helpers/kinds.js';
import { costsOf, runTraining } from '../helpers/runs.js';

/** A run of one of the course's labs, as NumPy made it. */
export interface Lab {
  name: string;
  tolerance: { first_cost_rel: number; later_costs_rel: number; counts: number; final: number | null };
  dims: number[];
  init: string;
  seed: number;
  lr: number;
  iterations: number;
  costs: [number, number][];
  costs_from_logits?: [number, number][];
  train: { correct: number };
  test: { correct: number };
}
const LAB_INITS: Record<string, InitName> = { zeros: 'zeros', x10: 'normal:10', he: 'he-normal' };
export const labs = readGolden('labs.json');

export const labOptions = ({ dims, init, seed, lr, iterations, costs }: Lab): Partial<TrainingOptions> => ({
  layers: dims.join(','),
  init: LAB_INITS[init],
  seed,
  learningRate: lr,
  iterations,
  logEvery: costs[1][0] - costs[0][0],
});

export function expectCosts(run: Trained, { tolerance, costs, costs_from_logits }: Lab): void {
  const expected = (costs_from_logits ?? costs).map(([, cost]) => cost);
  const got = costsOf(run).slice(0, expected.length);
  expectRelative(got.slice(0, 1), expected.slice(0, 1), tolerance.first_cost_rel, 'first cost');
  expectRelative(got.slice(1), expected.slice(1), tolerance.later_costs_rel, 'later costs');
}

export function expectCounts({ evaluations }: Trained, { tolerance, ...lab }: Lab): void {
  for (const split of ['train', 'test'] as const) {
    const { confusion } = ofClasses(evaluations[split]);
    const right = confusionMatrix(confusion).reduce((sum, row, c) => sum + row[c], 0);
    expect(Math.abs(right - lab[split].correct), `${split}: ${right} right`).toBeLessThanOrEqual(
      tolerance.counts,
    );
  }
}

const sets = readGolden('lab_data.json').sets as Record<string, { X: GoldenArray; labels: number[] }>;
const split = ({ X, labels }: { X: GoldenArray; labels: number[] }): Split => ({
  examples: labels.length,
  values: toExamples(X).data,
  labels: Int32Array.from(labels),
  dtype: 'float64',
});
export const circles: Dataset = {
  name: 'circles',
  shape: [2],
  divisor: 1,
  classes: ['outer', 'inner'],
  train: split(sets.circles_train),
  test: split(sets.circles_test),
  notes: [],
};

interface CirclesLab extends Lab {
  final: { W: GoldenArray; b: GoldenArray }[];
}

interface OptimizerLab extends Omit<Lab, 'iterations' | 'test'> {
  optimizer: OptimizerName;
  batch_size: number;
  epochs: number;
  first_shuffle_seed: number;
  final: { W: GoldenArray; b: GoldenArray }[];
}

/** The lab of initialisations: the runs of these names, to the end. */
export function circlesLab(...names: readonly string[]): void {
  describe('the initialisation lab (circles) against NumPy, to the tolerance of each case', () => {
    it.each((labs.initialization as CirclesLab[]).filter(({ name }) => names.includes(name)))(
      '$name: costs, counts and weights',
      async (lab) => {
        const run = await runTraining(circles, labOptions(lab));
        expect(run.plan.firstLayer.form).toBe('direct');
        expectCosts(run, lab);
        expectCounts(run, lab);
        if (lab.tolerance.final === null) return;
        for (const [l, { W, b }] of lab.final.entries()) {
          expectClose(run.parameters[2 * l].value.data, W.data, lab.tolerance.final, `W${l + 1}`);
          expectClose(run.parameters[2 * l + 1].value.data, b.data, lab.tolerance.final, `b${l + 1}`);
        }
      },
    );
  });
}

/** The lab of optimizers: the runs of these names, to the end. */
export function moonsLab(...names: readonly string[]): void {
  describe('the optimizer lab (moons) against NumPy, to the tolerance of each case', () => {
    const set = (readGolden('lab_data.json').sets as Record<string, { X: GoldenArray; labels: number[] }>)
      .moons;
    const moons: Dataset = {
      name: 'moons',
      shape: [2],
      divisor: 1,
      classes: ['upper', 'lower'],
      train: {
        examples: set.labels.length,
        values: toExamples(set.X).data,
        labels: Int32Array.from(set.labels),
        dtype: 'float64',
      },
      notes: [],
    };

    /** (1/m)·Σ over the epoch's batches of b·cost: what the lab prints of an epoch. */
    function epochCosts({ costs }: Trained, { batch_size, costs: wanted }: OptimizerLab): number[] {
      const m = moons.train.examples;
      const perEpoch = Math.ceil(m / batch_size);
      return wanted.map(([epoch]) => {
        const own = costs.slice(epoch * perEpoch, (epoch + 1) * perEpoch);
        const sums = own.map(([, cost], i) => cost * Math.min(batch_size, m - i * batch_size));
        return sums.reduce((sum, each) => sum + each, 0) / m;
      });
    }

    it.each((labs.optimization as OptimizerLab[]).filter(({ name }) => names.includes(name)))(
      '$name: costs, counts and weights',
      async (lab) => {
        const run = await runTraining(moons, {
          layers: lab.dims.join(','),
          init: 'he-normal',
          seed: lab.seed,
          learningRate: lab.lr,
          optimizer: lab.optimizer,
          batchSize: lab.batch_size,
          shuffle: `seed:${lab.first_shuffle_seed - 1}`,
          epochs: lab.epochs,
          logEvery: 1,
        });
        const [first, ...later] = epochCosts(run, lab);
        const [firstWanted, ...laterWanted] = (lab.costs_from_logits ?? lab.costs).map(([, cost]) => cost);
        expectRelative([first], [firstWanted], lab.tolerance.first_cost_rel, 'first cost');
        expectRelative(later, laterWanted, lab.tolerance.later_costs_rel, 'later costs');
        expect(ofClasses(run.evaluations.train).right).toBe(lab.train.correct);
        for (const [l, { W, b }] of lab.final.entries()) {
          expectClose(run.parameters[2 * l].value.data, W.data, lab.tolerance.final as number, `W${l + 1}`);
          expectClose(
            run.parameters[2 * l + 1].value.data,
            b.data,
            lab.tolerance.final as number,
            `b${l + 1}`,
          );
        }
      },
    );
  });
}
