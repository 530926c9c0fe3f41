/** The store beside a queue: results and checkpoints by the ids of their trials, on the server that has the queue. */
import type { TrialResult } from '../result.js';

/** Two results of one trial that differ. */
export type Conflict = readonly [TrialResult, TrialResult];

/** The largest checkpoint that is kept, in bytes; a trial without one goes on from its start, to the same bits. */
export const MOST_CHECKPOINT_BYTES = 64 * 2 ** 20;
/** The part of the server's memory that may be taken with a checkpoint: the rest is for trials and results. */
export const CHECKPOINTS_PART = 0.5;
/** Bytes of all checkpoints in a database on a disk. */
export const MOST_CHECKPOINTS_BYTES = 8 * 2 ** 30;
/** The time after which the server may forget what nobody has removed, in seconds. */
export const KEPT_SECONDS = 7 * 86_400;

/** The place where coordinators and workers leave things for each other. Each call waits for a server that is away. */
export interface Store {
  /** The results of these trials, in their order; undefined where there is none. */
  results(ids: readonly string[]): Promise<(TrialResult | undefined)[]>;
  /**
   * Keeps the first result of a trial, and a second one that differs as a conflict. Returns the first if it differs. One
   * that failed gives way to one that did not.
   */
  keepResult(result: TrialResult): Promise<TrialResult | undefined>;
  /** The conflicts of all trials that are not forgotten. */
  conflicts(): Promise<Conflict[]>;
  /** Forgets the results of these trials, and their conflicts: they can be trained again. */
  forgetResults(ids: readonly string[]): Promise<void>;

  checkpoint(id: string): Promise<Uint8Array | undefined>;
  /** Returns false if the server does not take it: results need the room that is left. */
  keepCheckpoint(id: string, bytes: Uint8Array): Promise<boolean>;
  forgetCheckpoints(ids: readonly string[]): Promise<void>;

  /** Says that `machine` cannot train the trials of `need`, and why. */
  refuse(need: string, machine: string, reason: string): Promise<void>;
  /** The reasons of all machines that lately refused the trials of `need`, by machine. */
  refusals(need: string): Promise<Readonly<Record<string, string>>>;

  /** A mark that is another one when the server has lost what it held. */
  mark(): Promise<string>;
  close(): Promise<void>;
}

/** The time after which a refusal counts no more, in seconds. */
export const REFUSED_SECONDS = 60;
