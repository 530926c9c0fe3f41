/** The messages between a pool and its child processes: plain values and typed arrays. */
import type { Dataset } from '../../data/dataset.js';
import type { ErrorCode } from '../../errors.js';
import type { TrialResult } from '../result.js';
import type { MemoryShare } from '../room.js';
import type { Trial } from '../trial.js';
import type { DataRequest } from '../trial-data.js';

/** All that a child needs to take trials. */
export interface TrialSetup {
  readonly data: DataRequest;
  /** The data themselves, where they are small: then the child opens none. */
  readonly dataset?: Dataset | undefined;
  /** The digest that the data must have, as {@link TrialData} has it. */
  readonly digest: string;
  /** The directory of the checkpoints; it is made where it is missing. */
  readonly directory: string;
  /** The memory that one process may hold, where there are as many as the pool has at most. */
  readonly memory: MemoryShare;
  /** The name of the machine, for results. */
  readonly machine: string;
  /** A long trial saves a checkpoint after so many seconds, by default {@link CHECKPOINT_SECONDS}. */
  readonly checkpointSeconds?: number | undefined;
}

/** A process that is killed costs about so much of a trial. */
export const CHECKPOINT_SECONDS = 10;

/** To a child: first the setup, then trials one after another; `stop` has it save a checkpoint and end. */
export type ToChild =
  | { readonly type: 'setup'; readonly setup: TrialSetup }
  | { readonly type: 'trial'; readonly trial: Trial; readonly memory: MemoryShare }
  | { readonly type: 'stop' };

/**
 * From a child: `ready` once the data are open; `refused` where it can take no trial, or not this one; `too-large` for a
 * trial that needs more memory than it may take, in bytes where they are known.
 */
export type FromChild =
  | { readonly type: 'ready' }
  | {
      readonly type: 'refused';
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint?: string | undefined;
    }
  | {
      readonly type: 'too-large';
      readonly message: string;
      readonly hint?: string | undefined;
      readonly needed?: number | undefined;
    }
  | { readonly type: 'checkpoint'; readonly iteration: number }
  | { readonly type: 'result'; readonly result: TrialResult };
