/** One command: what it is called, takes and does in one sentence, and where its code is; and the flags of all. */
import type { Named } from '../../train/options/kinds.js';
import type { Run } from './invocation.js';

/** What a command's words name, for shells to complete. */
export type WordKind = Named | 'download' | 'made' | 'shell';

export interface CommandSpec {
  /** Words that call it: `data pull`. */
  readonly path: readonly string[];
  /** Positional arguments as commander takes them: `<image...>`. */
  readonly words?: string;
  readonly takes?: WordKind;
  readonly summary: string;
  readonly examples: readonly string[];
  /** Loads the command's code, only when it is used. */
  load(): Promise<Run>;
}

export interface GeneralFlag {
  readonly flags: string;
  readonly help: string;
}

/** The flags of every command, which are no options of it: they are not recorded and have no variables. */
export const GENERAL_FLAGS: readonly GeneralFlag[] = [
  { flags: '--config <file>', help: 'options from a JSON file; flags come before it, DNN_* variables after' },
  { flags: '--print-config', help: 'print the resolved options as JSON and exit' },
  { flags: '--quiet', help: 'no progress, remarks or warnings' },
  { flags: '--no-color', help: 'no colours' },
];
