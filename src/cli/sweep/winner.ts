/** The best configuration of a sweep as a run of its own: trained on all examples, measured on the test set, kept. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DnnError } from '../../errors.js';
import { checkpointPath, previousPath } from '../../model/checkpoint/checkpoint.js';
import { createModel } from '../../model/model.js';
import { RUN_FILES } from '../../model/run-summary.js';
import { commandText, unusual } from '../../train/options/command-text.js';
import { trainingPart } from '../../train/options/options.js';
import { planTraining } from '../../train/plan.js';
import { NO_STAGES } from '../../train/stages.js';
import { type Configuration, settled } from '../../tune/configuration.js';
import { SWEEP_FILES } from '../../tune/sweep-files.js';
import { TRAIN, type TrainValues } from '../commands/train-command.js';
import { dataSource } from '../inputs/data-source.js';
import { machine } from '../inputs/machine.js';
import { follow } from '../run/follow.js';
import { RunOutput } from '../run/run-output.js';
import { assertEvaluated, rejection, unmet } from '../run/verdict.js';
import type { Console } from '../terminal/console.js';
import type { SweepWork } from './work.js';

/** The options of the winner's run. With early stopping its validation examples stay apart: they say when to stop. */
export function winnerOptions(
  { options }: Pick<SweepWork, 'options'>,
  configuration: Configuration,
): TrainValues {
  const own = settled(options, configuration) as unknown as TrainValues;
  const { earlyStopping, validationSplit } = own;
  const rest = Object.fromEntries(
    Object.entries(TRAIN.options).map(([name, { default: value }]) => [name, value]),
  ) as TrainValues;
  const known = Object.fromEntries(Object.entries(own).filter(([name]) => Object.hasOwn(rest, name)));
  return {
    ...rest,
    ...known,
    validationSplit: earlyStopping === undefined ? 0 : validationSplit,
    // Of the sweep, not of its best run.
    folds: undefined,
    name: undefined,
    resume: undefined,
  };
}

/** The command that trains the winner: what differs from the defaults of `dnn train` on data that are a table, or none. */
export function winnerCommand(
  { options: swept, isTable }: Pick<SweepWork, 'options'> & { readonly isTable: boolean },
  configuration: Configuration,
): string {
  const options = winnerOptions({ options: swept }, configuration);
  const values = unusual(TRAIN.options, options, isTable);
  return commandText('train', TRAIN.options, { ...values, out: undefined });
}

/**
 * Trains the winner and keeps it in `best/` of the sweep's directory.
 * @returns The error of a condition of --expect that it does not meet.
 * @throws DnnError as a training run does.
 */
export async function keepWinner(
  work: SweepWork,
  configuration: Configuration,
  directory: string,
  console: Console,
): Promise<DnnError | undefined> {
  const { dataset } = work;
  const best = join(directory, SWEEP_FILES.best);
  removeRun(best);
  const out = join(best, RUN_FILES.model);
  const options = { ...winnerOptions(work, configuration), out, name: SWEEP_FILES.best, runs: directory };
  const plan = planTraining(dataset, trainingPart(options), machine(options));
  const output = await RunOutput.open(dataset, options, true, console, { isBrief: true });
  try {
    const trained = await follow(
      { dataset, options, plan, stages: NO_STAGES, checkpoint: undefined },
      output,
      console,
    );
    if (trained.interrupted) return undefined;
    const failure = unmet(options, trained, dataset, undefined);
    output.save(
      createModel(dataset, trainingPart(options), trained, dataSource(dataset, options)),
      failure !== undefined,
    );
    await output.finish(trained);
    assertEvaluated(trained, output, console);
    return failure && rejection(failure, options, output);
  } catch (error) {
    output.fail(error);
    throw error;
  } finally {
    output.close();
  }
}

/** Removes the files of the best run so far: a sweep that goes on may have found a better one. */
function removeRun(directory: string): void {
  if (!existsSync(directory)) return;
  const checkpoint = checkpointPath(join(directory, RUN_FILES.model));
  for (const name of Object.values(RUN_FILES)) rmSync(join(directory, name), { force: true });
  for (const path of [checkpoint, previousPath(checkpoint)]) rmSync(path, { force: true });
}
