/**
 * The protocol between the page and its worker: what may be asked and what is answered, by name, and the reports that
 * come unasked. All of it is plain data. A view that needs more adds an entry here and its handler in the worker.
 */
import type { Iteration } from './iteration.js';
import type { Progress, RunResult } from './progress.js';
import type { PlanAnswer, RateChange, RunSettings } from './settings.js';
import type { TryReports, TryRequests } from './try/requests.js';

/** A run of the worker, by the number that the page gave it. */
interface OfRun {
  readonly run: number;
}

/** Requests by name: what is asked, and what is answered. */
export interface Requests extends TryRequests {
  /** Hands over the bytes of a file, for sources that name it. */
  hold: { ask: { readonly file: string; readonly bytes: Uint8Array }; answer: undefined };
  /** Plans a run, and prepares it, paused before its first update. A run of that number is dropped. */
  prepare: { ask: OfRun & { readonly settings: RunSettings }; answer: PlanAnswer };
  /** Goes on with the run, at most so many updates a second. */
  play: { ask: OfRun & { readonly pace: number }; answer: undefined };
  pause: { ask: OfRun; answer: undefined };
  /** Makes one update, and pauses. */
  step: { ask: OfRun; answer: undefined };
  /** Goes on with another learning rate; answers all changes of the rate so far. */
  change: { ask: OfRun & { readonly learningRate: number }; answer: readonly RateChange[] };
  /** Begins run `run` where run `from` stands. */
  fork: { ask: OfRun & { readonly from: number }; answer: undefined };
  /** Drops the run and its memory. */
  drop: { ask: OfRun; answer: undefined };
  /** The text of the model file of a run that has ended. */
  model: { ask: OfRun; answer: string };
  /** Makes one iteration of the run of these settings, counted from 0, with all its arrays. */
  trace: { ask: { readonly settings: RunSettings; readonly iteration: number }; answer: Iteration };
}

export type RequestName = keyof Requests;

/** Reports that come unasked, by name. */
export interface Reports extends TryReports {
  /** While a run goes on, some 20 times a second, and when it stands still. */
  progress: Progress;
  /** A run has ended. */
  result: RunResult;
  /** A run has failed: it diverged. */
  failure: Failure;
}

export type ReportName = keyof Reports;

/** A problem that the reader of the page can solve, as DnnError has it. */
export interface Fault {
  /** `usage`, `data`, `diverged`, …; `internal` for a fault of the page. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** The problem of a run; without a number that of the worker itself. */
export interface Failure extends Fault {
  readonly run?: number | undefined;
}

/** A message to the worker. */
export type Question = {
  [Name in RequestName]: { readonly id: number; readonly name: Name; readonly ask: Requests[Name]['ask'] };
}[RequestName];

/** A message of the worker: the answer to question `id`, or a report. */
export type Message =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly fault: Fault }
  | { readonly report: ReportName; readonly content: unknown };
