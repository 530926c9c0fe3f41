/** Training runs for tests: options by name, the generator drained. */
import type { Dataset, Split } from '../../src/data/dataset.js';
import { RandomState } from '../../src/engine/rng.js';
import type { TrainEvent } from '../../src/train/events.js';
import type { FirstLayerForm } from '../../src/train/first-layer.js';
import { defaultTrainingOptions, type TrainingOptions } from '../../src/train/options/options.js';
import { planTraining } from '../../src/train/plan.js';
import { type Trained, train } from '../../src/train/trainer.js';

/** Trains to the end; `form` overrides what the plan would choose for the first layer. */
export async function runTraining(
  dataset: Dataset,
  options: Partial<TrainingOptions>,
  form?: FirstLayerForm,
): Promise<Trained> {
  const all = { ...defaultTrainingOptions(), ...options };
  const plan = planTraining(dataset, all);
  const firstLayer = { ...plan.firstLayer, form: form ?? plan.firstLayer.form };
  const run = train(dataset, all, { ...plan, firstLayer });
  let next = await run.next();
  while (!next.done) next = await run.next();
  return next.value;
}

/** All events of a run, in order. */
export async function eventsOfTraining(
  dataset: Dataset,
  options: Partial<TrainingOptions>,
  form?: FirstLayerForm,
): Promise<TrainEvent[]> {
  const all = { ...defaultTrainingOptions(), ...options };
  const plan = planTraining(dataset, all);
  const firstLayer = { ...plan.firstLayer, form: form ?? plan.firstLayer.form };
  const events: TrainEvent[] = [];
  for await (const event of train(dataset, all, { ...plan, firstLayer })) events.push(event);
  return events;
}

/** Flat examples with two classes that a linear rule with noise tells apart. */
export function syntheticDataset(examples: number, features: number, seed = 5): Dataset {
  const rng = new RandomState(seed);
  const rule = rng.randn(features);
  const split = (m: number): Split => {
    const values = rng.randn(m, features);
    const labels = Int32Array.from({ length: m }, (_, i) => {
      const score = rule.reduce((sum, w, f) => sum + w * values[i * features + f], 0);
      return Number(score + rng.gaussian() > 0);
    });
    return { examples: m, values, labels, dtype: 'float64' };
  };
  return {
    name: 'synthetic',
    shape: [features],
    divisor: 1,
    classes: ['no', 'yes'],
    train: split(examples),
    test: split(Math.ceil(examples / 4)),
    notes: [],
  };
}

/** The costs of a run, without their iterations. */
export function costsOf({ costs }: Trained): number[] {
  return costs.map(([, cost]) => cost);
}
