/** Follows a training run: passes its events on, keeps its snapshots, and lets signals have their turn. */
import type { Dataset } from '../../data/dataset.js';
import type { Checkpoint } from '../../model/checkpoint/checkpoint.js';
import { shell } from '../../shell.js';
import type { FoldRecord } from '../../train/fold-results.js';
import { type Folds, trainFolds } from '../../train/folds.js';
import { trainingPart } from '../../train/options/options.js';
import type { Plan } from '../../train/plan.js';
import type { Stages } from '../../train/stages.js';
import type { Tracing } from '../../train/trace/traced.js';
import { type Trained, train } from '../../train/trainer.js';
import type { TrainValues } from '../commands/train-command.js';
import type { Console } from '../terminal/console.js';
import { Breath } from '../terminal/unhurried.js';
import type { RunOutput } from './run-output.js';

/** All that a run is made of. */
export interface Work {
  readonly dataset: Dataset;
  readonly options: TrainValues;
  readonly plan: Plan;
  readonly stages: Stages;
  /** The run to go on from. */
  readonly checkpoint: Checkpoint | undefined;
}

/** Trains and measures the folds. A signal ends the process at once: nothing has been trained that could be saved. */
export async function followFolds(
  { dataset, options, plan, stages }: Work,
  folds: Folds,
  { reporter }: RunOutput,
  console: Console,
): Promise<readonly FoldRecord[]> {
  const events = trainFolds(dataset, trainingPart(options), folds, plan.iterations, stages);
  const breath = new Breath(console);
  reporter.comesAfter(folds.plans.reduce((sum, { iterations }) => sum + iterations, 0));
  try {
    for (let next = await events.next(); ; next = await events.next()) {
      if (next.done) return next.value;
      reporter.report(next.value);
      if (breath.isDue || next.value.event === 'fold') await breath.take();
    }
  } catch (error) {
    reporter.stop();
    throw error;
  }
}

/** With --trace: the code of traces, loaded for those runs alone. */
async function tracingOf({ trace }: TrainValues): Promise<Tracing | undefined> {
  return trace && (await import('../../train/trace/traced.js')).traceIterations(trace);
}

/**
 * Trains. From the first update on a signal ends the run after the update that it is at; until then nothing is lost by
 * ending at once.
 */
export async function follow(
  { dataset, options, plan, stages, checkpoint }: Work,
  { keeper, reporter, traces }: RunOutput,
  console: Console,
): Promise<Trained> {
  const ending = new AbortController();
  const end = () => {
    // To evaluate and save may take seconds, in which nothing else is printed.
    console.remark('Evaluating and saving what has been trained; press Ctrl-C again to quit at once.');
    ending.abort();
  };
  const { checkpointEvery } = options;
  const from = checkpoint?.snapshot;
  const trace = await tracingOf(options);
  const control = { from, checkpointEvery, trace, stats: options.logStats, signal: ending.signal };
  const events = train(dataset, trainingPart(options), plan, stages, control);
  if (checkpoint) reporter.goesOnWith(shell`dnn train --resume ${options.resume as string}`);
  const breath = new Breath(console);
  try {
    for (let next = await events.next(); ; next = await events.next()) {
      if (next.done) return next.value;
      const event = next.value;
      if (event.event === 'snapshot') {
        keeper.keep(event.snapshot, ending.signal.aborted);
        reporter.goesOnWith(keeper.resume);
      } else if (event.event === 'trace') traces?.keep(event, plan);
      else reporter.report(event);
      if (event.event === 'step') console.onSignal(end);
      const isUrgent = event.event === 'start' || ending.signal.aborted;
      if (breath.isDue || isUrgent) await breath.take();
    }
  } finally {
    reporter.stop();
  }
}
