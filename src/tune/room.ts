/** Memory for trials: what a process may hold of it, and the refusal of a trial that does not fit. */
import { DnnError } from '../errors.js';

/** The memory that one of several processes may hold. */
export interface MemoryShare {
  readonly bytes: number;
  /** The limit of all of them in the user's words: `2G`. */
  readonly text: string;
  /** Trials at a time that share it. */
  readonly among: number;
}

/** The refusal of a trial for want of memory: with fewer at a time, or on another machine, it may be trained. */
export class RoomError extends DnnError {
  /** The bytes that its process would hold; undefined where the system had no more to give. */
  readonly needed: number | undefined;

  constructor(message: string, hint: string | undefined, needed?: number) {
    super('usage', message, hint);
    this.needed = needed;
  }
}
