/** A run's events as they come: drawn for people or logged as JSON, and kept in the record of a named run. */
import type { Dataset } from '../../data/dataset.js';
import { CostTrace } from '../../report/terminal/cost-trace.js';
import {
  checkpointLine,
  diagnosisLine,
  doneLine,
  eventLine,
  interruptedLine,
  isOnTheWay,
  startLine,
  tracedLine,
} from '../../report/terminal/event-lines.js';
import { jsonLine } from '../../report/terminal/jsonl.js';
import type { Progress } from '../../report/terminal/progress.js';
import { analysisLines } from '../../report/terminal/times.js';
import type { RunEvent, StepEvent } from '../../train/events.js';
import type { CostPoint } from '../../train/records.js';
import type { Trained } from '../../train/trainer.js';
import type { Console } from '../terminal/console.js';
import { warnOfFallback } from '../terminal/fallback.js';
import type { RunRecord } from './run-record.js';

/** The events of a run's results. */
const RESULTS: readonly RunEvent['event'][] = ['evaluation', 'saved', 'diagnosis'];

export class Reporter {
  readonly #console: Console;
  readonly #json: boolean;
  /** True for a run that is a part of other work: its results are told, not its way. */
  readonly #isBrief: boolean;
  readonly #watched: boolean;
  readonly #progress: Progress | undefined;
  readonly #record: RunRecord | undefined;
  readonly #trace = new CostTrace();
  readonly #validation: CostPoint[] = [];
  #updates = 0;
  #iterations = 0;
  #resume: string | undefined;
  /** Updates of the folds, which come before the training, and the place of the last one, as the end of a sentence. */
  #before = 0;
  #fold: string | undefined;

  constructor(
    console: Console,
    json: boolean,
    progress: Progress | undefined,
    record: RunRecord | undefined,
    isBrief = false,
  ) {
    this.#isBrief = isBrief;
    this.#console = console;
    this.#record = record;
    this.#json = json;
    this.#watched = !json && console.watched;
    this.#progress = progress;
    console.onAbandon(() => {
      const next = this.#resume === undefined ? '' : ` Go on with: ${this.#resume}`;
      const where = this.#fold ?? `at iteration ${this.#updates}`;
      return `Interrupted ${where}: no model was written.${next}`;
    });
  }

  /** The command that goes on from the last checkpoint, for when the process has to end at once. */
  goesOnWith(resume: string | undefined): void {
    this.#resume = resume;
  }

  /** Takes the updates of the folds for a part of the whole work. */
  comesAfter(updates: number): void {
    this.#before = updates;
  }

  report(event: RunEvent): void {
    this.#record?.add(event);
    if (event.event === 'start') {
      this.#fold = undefined;
      this.#updates = event.resumed ?? 0;
      this.#iterations = event.plan.iterations;
      warnOfFallback(event.fallback, this.#console);
    }
    if (event.event === 'interrupted') this.#console.announce(interruptedLine(event));
    if (event.event === 'step') {
      this.#step(event);
    } else if (this.#isBrief && !RESULTS.includes(event.event)) {
      return;
    } else if (this.#json) {
      const line = jsonLine(event);
      if (line !== undefined) this.#console.print(line);
    } else {
      this.#pretty(event);
    }
  }

  stop(): void {
    this.#progress?.stop();
  }

  /** For who watches: the cost chart, and of more than two classes the confusion matrix. */
  async picture({ evaluations }: Trained, { classes }: Dataset): Promise<void> {
    if (!this.#watched) return;
    const { draw } = await import('../terminal/live.js');
    const costs = { training: this.#trace.points, validation: this.#validation };
    draw(this.#console, costs, evaluations, classes);
  }

  #step({ iteration, iterations, cost, fold, folds }: StepEvent): void {
    if (fold !== undefined) this.#fold = `in fold ${fold} of ${folds}`;
    else this.#updates = iteration + 1;
    if (this.#watched && fold === undefined) this.#trace.add(iteration, cost);
    // The steps of folds count the updates of all runs already.
    const before = fold === undefined ? this.#before : 0;
    const place = fold === undefined ? '' : ` ${this.#fold}`;
    const note = `cost ${cost.toFixed(6)}${place}`;
    this.#progress?.update(before + iteration + 1, before + iterations, note, `cost ${cost.toFixed(4)}`);
  }

  #pretty(event: RunEvent): void {
    if (event.event === 'cost' && event.validationCost !== undefined) {
      this.#validation.push([event.iteration, event.validationCost]);
    }
    if (event.event === 'start') this.#console.remark(startLine(event));
    if (event.event === 'traced') this.#console.remark(tracedLine(event));
    if (event.event === 'done') this.#console.remark(doneLine(event));
    // There may be many before the last; the message of an interrupted run names the one to go on from.
    if (event.event === 'checkpoint' && event.iteration === this.#iterations) {
      this.#console.remark(checkpointLine(event));
    }
    if (event.event === 'diagnosis') this.#console.warn(diagnosisLine(event));
    const line = eventLine(event);
    const isLeftOut = this.#console.quiet && isOnTheWay(event);
    if (line !== undefined && !isLeftOut) this.#console.say(line);
    if (event.event === 'analysis') {
      for (const line of analysisLines(event, this.#console.columns)) this.#console.say(line);
    }
  }
}
