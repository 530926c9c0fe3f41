/** What a command is run with. */
import type { OptionValues } from '../train/options.js';
import type { Console } from './console.js';

export interface Invocation {
  readonly console: Console;
  /** Only the options that the command takes are set. */
  readonly options: OptionValues;
  /** Positional arguments. */
  readonly words: readonly string[];
}

export type Run = (invocation: Invocation) => Promise<void>;
