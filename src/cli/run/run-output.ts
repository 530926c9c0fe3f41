/** The outputs of a training run, opened and closed together: its events, its model and checkpoints, its record. */
import type { Dataset } from '../../data/dataset.js';
import { identify } from '../../model/checkpoint/checkpoint.js';
import type { Model } from '../../model/model.js';
import type { RunEvent } from '../../train/events.js';
import type { Trained } from '../../train/trainer.js';
import type { TrainValues } from '../commands/train-command.js';
import type { Console } from '../terminal/console.js';
import { packageVersion } from '../version.js';
import { Keeper } from './keeper.js';
import { recordOptions } from './recorded-options.js';
import { Reporter } from './reporter.js';
import type { RunRecord } from './run-record.js';

export class RunOutput {
  readonly reporter: Reporter;
  readonly keeper: Keeper;
  readonly #dataset: Dataset;
  readonly #options: TrainValues;
  readonly #console: Console;
  readonly #record: RunRecord | undefined;

  /**
   * Proves that everything can be written, locks it, and begins the record of a named run.
   * @throws DnnError (io, usage) when an output cannot be written or is another run's.
   */
  static async open(dataset: Dataset, options: TrainValues, console: Console): Promise<RunOutput> {
    const progress = await console.progress('Training', 'updates');
    const record = await recordOf(options, console);
    const reporter = new Reporter(console, options.logFormat === 'json', progress, record);
    try {
      const output = new RunOutput(dataset, options, console, reporter, record);
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
    reporter: Reporter,
    record: RunRecord | undefined,
  ) {
    this.#dataset = dataset;
    this.#options = options;
    this.#console = console;
    this.reporter = reporter;
    this.#record = record;
    const describe = () => ({
      dnn: packageVersion(),
      options: recordOptions(options),
      data: identify(dataset),
    });
    const report = (event: RunEvent) => reporter.report(event);
    const warn = (line: string) => console.warn(line);
    this.keeper = new Keeper(
      { out: options.out, describe, report, warn },
      options.checkpointEvery !== undefined,
    );
  }

  /** @throws DnnError (io) that names where the model is, when it could not be written in its place. */
  save(model: Model): void {
    this.keeper.save(model);
    this.#console.onLost(`The model was saved to ${this.#options.out} all the same.`);
    this.#console.onAbandon(undefined);
  }

  /** Reports the end of the run and writes a named run's report. @throws DnnError (io) for a lost checkpoint. */
  async finish(trained: Trained): Promise<void> {
    this.reporter.report(this.#endOf(trained));
    this.keeper.finish();
    if (!trained.interrupted) await this.#record?.report(this.#options, this.#console, this.#dataset);
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
    const { out: _, ...config } = recordOptions(this.#options);
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
    if (!interrupted) return { event: 'done', iterations, seconds };
    const { signal = 'SIGINT' } = this.#console;
    const { resume } = this.keeper;
    const reached = { iteration: iterations, iterations: plan.iterations };
    return { event: 'interrupted', signal, ...reached, seconds, ...(resume && { resume }) };
  }
}

/** The record of a run that has a name, or goes on as one that has; loaded for those alone. */
async function recordOf(options: TrainValues, console: Console): Promise<RunRecord | undefined> {
  if (options.name === undefined && options.resume === undefined) return undefined;
  const record = await import('./run-record.js');
  return record.RunRecord.of(options, (line) => console.warn(line));
}
