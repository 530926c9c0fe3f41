/** Snapshots of runs for tests: taken on the way, copied so that they outlive the run. */
import type { Dataset } from '../../src/data/dataset.js';
import type { TrainEvent } from '../../src/train/events.js';
import type { FirstLayerForm } from '../../src/train/first-layer.js';
import { defaultTrainingOptions, type TrainingOptions } from '../../src/train/options/options.js';
import { planTraining } from '../../src/train/plan.js';
import type { RunControl } from '../../src/train/state/run-state.js';
import { copySnapshot, type Snapshot } from '../../src/train/state/snapshot.js';
import { type Trained, train } from '../../src/train/trainer.js';

/** A run, what it told, and the snapshots it gave, by the updates made. */
export interface Watched {
  readonly trained: Trained;
  readonly events: TrainEvent[];
  readonly snapshots: ReadonlyMap<number, Snapshot>;
}

/** Trains with `control`; `form` overrides what the plan would choose. `endAfter` interrupts the run after so many updates. */
export async function watchTraining(
  dataset: Dataset,
  options: Partial<TrainingOptions>,
  { form, endAfter, ...control }: RunControl & { form?: FirstLayerForm | undefined; endAfter?: number } = {},
): Promise<Watched> {
  const all = { ...defaultTrainingOptions(), ...options };
  const plan = planTraining(dataset, all);
  const firstLayer = { ...plan.firstLayer, form: form ?? plan.firstLayer.form };
  const ending = new AbortController();
  const run = train(dataset, all, { ...plan, firstLayer }, undefined, { signal: ending.signal, ...control });
  const events: TrainEvent[] = [];
  const snapshots = new Map<number, Snapshot>();
  let next = await run.next();
  for (; !next.done; next = await run.next()) {
    const event = next.value;
    if (event.event === 'step' && event.iteration + 1 === endAfter) ending.abort();
    if (event.event === 'snapshot') snapshots.set(event.snapshot.iteration, copySnapshot(event.snapshot));
    else events.push(event);
  }
  return { trained: next.value, events, snapshots };
}
