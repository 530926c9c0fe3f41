/** What a command is run with. */
import type { Checkpoint } from '../../model/checkpoint/checkpoint.js';
import type { OptionValues } from '../../train/options/options.js';
import type { Console } from '../terminal/console.js';

export interface Invocation {
  readonly console: Console;
  /** Only the options that the command takes are set. */
  readonly options: OptionValues;
  /** Positional arguments. */
  readonly words: readonly string[];
  /** The run to go on from, with --resume; the options are then its own where no others were given. */
  readonly checkpoint?: Checkpoint | undefined;
}

export type Run = (invocation: Invocation) => Promise<void>;
