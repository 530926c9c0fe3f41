/** The part of a sweep that has trials trained: in processes of this machine, or on others. */
import type { TrialResult } from './result.js';
import type { Trial } from './trial.js';

/** Has trials trained. Which process takes a trial, and when, changes no result. */
export interface Executor {
  /**
   * Trains `trials`, and yields each result as it comes, in any order; a trial whose process dies is tried
   * again, and has failed when that happens too often. Once
   * `stop` is aborted, no trial is started: those under way are ended and yielded, and the others left out.
   * @throws Contradiction when two results of a trial differ, now or of an earlier run; RoomError for trials without room
   * here, once the others are yielded; DnnError (io) when the trials cannot be trained at all.
   */
  run(trials: readonly Trial[], stop?: AbortSignal): AsyncIterable<TrialResult>;
  /** Forgets the checkpoints of the trials with these ids: nobody goes on from them. */
  forget(ids: readonly string[]): Promise<void>;
  /** Forgets all that is known of the trials with these ids: they can be trained again. */
  retract(ids: readonly string[]): Promise<void>;
  /** Ends what is under way, and with it `run`, which yields no more; trials that are not done can be run again. */
  close(): Promise<void>;
}
