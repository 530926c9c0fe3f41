/** The outputs of a training run, opened and closed together: its events, its model and checkpoints, its record. */
import type { Dataset } from '../../data/dataset.js';
import { assertNoLinkOut } from '../../disk/inputs.js';
import { isDeviceOrPipe, proveWritable } from '../../disk/write.js';
import { checkpointPath, identify, rejectedPath } from '../../model/checkpoint/checkpoint.js';
import { isModelFile } from '../../model/file/json.js';
import type { Model } from '../../model/model.js';
import type { RunEvent } from '../../train/events.js';
import type { FoldRecord } from '../../train/fold-results.js';
import { withoutFeatures } from '../../train/known-categories.js';
import type { Trained } from '../../train/trainer.js';
import { TRAIN, type TrainValues } from '../commands/train-command.js';
import type { Console } from '../terminal/console.js';
import { packageVersion } from '../version.js';
import { assertOurs, replacement } from './default-name.js';
import { Keeper } from './keeper.js';
import { recordOptions } from './recorded-options.js';
import { Reporter } from './reporter.js';
import type { RunRecord } from './run-record.js';
import type { Traces } from './traces.js';

/** The parts of an output, proven and opened. */
interface Opened {
  readonly reporter: Reporter;
  readonly record: RunRecord | undefined;
  readonly traces: Traces | undefined;
  /** The notice when a model is replaced. */
  readonly replaced: string | undefined;
}

export class RunOutput {
  readonly reporter: Reporter;
  readonly keeper: Keeper;
  /** The results of --folds, which came before the training; its checkpoints keep them. */
  folds: readonly FoldRecord[] | undefined;
  /** With --trace. */
  readonly traces: Traces | undefined;
  readonly #dataset: Dataset;
  readonly #options: TrainValues;
  readonly #console: Console;
  readonly #record: RunRecord | undefined;
  /** The notice when a model is replaced. */
  readonly #replaced: string | undefined;
  /** Where the model is; undefined until it is saved. */
  #saved: string | undefined;

  /**
   * Proves that everything can be written, locks it, and begins the record of a named run. `isNamed` if --out was given;
   * `isBrief` to tell results only; `from` are the updates that were made before, of a run that goes on.
   * @throws DnnError (io, usage) when an output cannot be written or is another run's, an input, or somebody else's.
   */
  static async open(
    dataset: Dataset,
    options: TrainValues,
    isNamed: boolean,
    console: Console,
    { isBrief = false, from = 0 }: { readonly isBrief?: boolean; readonly from?: number | undefined } = {},
  ): Promise<RunOutput> {
    const progress = await console.progress('Training', 'updates');
    const record = await recordOf(options, console);
    const reporter = new Reporter(console, options.logFormat === 'json', progress, record, isBrief);
    try {
      const replaced = assertReplaceable(options, isNamed);
      const { out, name, resume } = options;
      if (resume !== undefined && name === undefined && !isNamed)
        console.remark(`The model goes to ${out}, as ${resume} says; to name another file: --out.`);
      const traces = await tracesOf(options, from, reporter, console);
      const output = new RunOutput(dataset, options, console, { reporter, record, traces, replaced });
      output.#begin();
      return output;
    } catch (error) {
      record?.close();
      throw error;
    }
  }

  private constructor(
    dataset: Dataset,
    options: TrainValues,
    console: Console,
    { reporter, record, traces, replaced }: Opened,
  ) {
    this.#dataset = dataset;
    this.#options = options;
    this.#console = console;
    this.reporter = reporter;
    this.#record = record;
    this.traces = traces;
    this.#replaced = replaced;
    const describe = () => ({
      dnn: packageVersion(),
      options: recordOptions(TRAIN.options, options),
      data: identify(dataset),
      folds: this.folds,
    });
    const report = (event: RunEvent) => reporter.report(event);
    const warn = (line: string) => console.warn(line);
    this.keeper = new Keeper(
      { out: options.out, resume: options.resume, describe, report, warn },
      options.checkpointEvery !== undefined,
    );
  }

  /**
   * Saves the model, one that is `rejected` beside its place: nothing goes to a device then.
   * @throws DnnError (io) that names where the model is, when it could not be written.
   */
  save(model: Model, rejected: boolean): void {
    const { out } = this.#options;
    const path = rejected ? rejectedPath(out) : out;
    if (!rejected || !isDeviceOrPipe(out)) {
      this.keeper.save(path, model);
      this.#saved = path;
      this.#console.onLost(this.outcome);
      if (!rejected && this.#replaced) this.#console.remark(this.#replaced);
    }
    this.#console.onAbandon(undefined);
  }

  /** A sentence that says where the model is. */
  get outcome(): string {
    const path = this.#saved;
    return path === undefined ? 'No model was saved.' : `The model was saved to ${path}.`;
  }

  /** Reports the end of the run and writes a named run's report. @throws DnnError (io) for a lost checkpoint. */
  async finish(trained: Trained): Promise<void> {
    this.reporter.report(this.#endOf(trained));
    this.keeper.finish(!trained.interrupted);
    this.traces?.finish();
    if (trained.interrupted || this.#saved === undefined) return;
    const dataset = withoutFeatures(this.#dataset, trained.plan.unknown);
    await this.#record?.report(this.#saved, this.#options, this.#console, dataset);
  }

  /** Records why the run has failed. */
  fail(error: unknown): void {
    this.#record?.fail(error);
  }

  close(): void {
    this.keeper.release();
    this.#record?.close();
  }

  #begin(): void {
    const { out: _, ...config } = recordOptions(TRAIN.options, this.#options);
    try {
      this.#record?.begin(config);
    } catch (error) {
      this.keeper.release();
      throw error;
    }
  }

  /** The last event of the run: it is done, or was interrupted by a signal. */
  #endOf({ interrupted, iterations, plan }: Trained): RunEvent {
    const seconds = performance.now() / 1000;
    const folds = this.#options.resume === undefined ? this.folds?.length : undefined;
    if (!interrupted) return { event: 'done', iterations, ...(folds && { folds }), seconds };
    const { signal = 'SIGINT' } = this.#console;
    const { resume } = this.keeper;
    const reached = { iteration: iterations, iterations: plan.iterations };
    return { event: 'interrupted', signal, ...reached, seconds, ...(resume && { resume }) };
  }
}

/**
 * Proves that the model may stand in its place, and beside it if --expect is not met. Returns the remark on the model
 * that gives way.
 * @throws DnnError: usage for an input or a file of somebody else, io for a planted link.
 */
function assertReplaceable({ out, resume, expect }: TrainValues, isNamed: boolean): string | undefined {
  const isFile = !isDeviceOrPipe(out);
  if (expect.length > 0 && isFile) {
    const hint = 'Move it away, or give the model another name: --out.';
    assertOurs(rejectedPath(out), isModelFile, { hint });
    proveWritable(rejectedPath(out));
  }
  if (resume !== undefined) {
    // Somebody else may have made the directory that the run goes on in.
    const names = [...(isNamed ? [] : [out]), checkpointPath(out), rejectedPath(out)];
    for (const name of names) if (name !== resume) assertNoLinkOut(name);
  }
  const remark = isNamed ? undefined : replacement(out);
  if (remark === undefined || resume !== undefined) return undefined;
  return `${remark} To keep every run, give it a name: --name <name>.`;
}

/** The writer of a run's traces; loaded for those alone. @throws DnnError (io, usage) where one cannot be written. */
async function tracesOf(
  options: TrainValues,
  from: number,
  reporter: Reporter,
  console: Console,
): Promise<Traces | undefined> {
  if (options.trace === undefined) return undefined;
  const { Traces } = await import('./traces.js');
  const report = (event: RunEvent) => reporter.report(event);
  return new Traces({ options, from, report, warn: (line) => console.warn(line) });
}

/** The record of a run that has a name, or goes on as one that has; loaded for those alone. */
async function recordOf(options: TrainValues, console: Console): Promise<RunRecord | undefined> {
  if (options.name === undefined && options.resume === undefined) return undefined;
  const record = await import('./run-record.js');
  return record.RunRecord.of(options, (line) => console.warn(line));
}
