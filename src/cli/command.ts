/** The types of commands: what one declares before its code is loaded, and what its code is run with. */
import type { Named } from '../train/options/kinds.js';
import type { OptionData, Options, ValuesOf } from '../train/options/option.js';
import type { OptionSource } from './options/resolve.js';
import type { Console } from './terminal/console.js';

/** The kind of name that a command's words are, for shells to complete. */
export type WordKind = Named | 'download' | 'made' | 'shell';

/** A command's name, options, summary and examples. */
export interface Declaration<O extends Options = Options> {
  /** Words that call it: `data pull`. */
  readonly path: readonly string[];
  /** Positional arguments as commander takes them: `<image...>`, `<first> <second>`. */
  readonly words?: string;
  readonly takes?: WordKind;
  readonly summary: string;
  /** Paragraphs of its help, below its options. */
  readonly about?: readonly string[];
  readonly examples: readonly string[];
  readonly options: O;
  /** Options that its --config files may have, and it does without. */
  readonly ignores?: Options;
}

export interface Invocation<O extends Options = Options> {
  readonly console: Console;
  readonly options: ValuesOf<O>;
  /** Positional arguments. */
  readonly words: readonly string[];
  /** True if a flag, a file or a variable has given the option. */
  readonly isGiven: (option: string) => boolean;
  /** True if a flag of this command line has given it. */
  readonly isFlag: (option: string) => boolean;
  /** Warns of given options that do nothing; called by commands whose defaults follow from the data, when they have them; of a sweep with the options of each configuration. */
  readonly warnOfIdle?: (...options: readonly Readonly<Record<string, unknown>>[]) => void;
  /** Warns of given options that have nothing to do with the data. */
  readonly warnOfUnfit?: (data: OptionData) => void;
}

/** The values of a command's options, and where they were written, the nearest source first. */
export interface Resolved<O extends Options = Options> {
  readonly options: ValuesOf<O>;
  readonly sources: readonly OptionSource[];
}

/** A command's code, loaded only when it is used. */
export interface Code<O extends Options = Options> {
  run(invocation: Invocation<O>): Promise<void>;
  /** Completes the options before they are printed or used, and says how the command goes on with them. */
  prepare?(resolved: Resolved<O>): Promise<Resolved<O> & Pick<Code<O>, 'run'>>;
}

/** A command as the command line knows it. */
export interface Command<O extends Options = Options> extends Declaration<O> {
  load(): Promise<Code<O>>;
}

/** Puts a declaration and its code together, which must take the options that are declared. */
export function command<O extends Options>(
  declaration: Declaration<O>,
  load: () => Promise<Code<O>>,
): Command<O> {
  return { ...declaration, load };
}

/** A declaration, with its options' own types. */
export function declare<const O extends Options>(declaration: Declaration<O>): Declaration<O> {
  return declaration;
}

export interface GeneralFlag {
  readonly flags: string;
  readonly help: string;
}

/** The flags of every command, which are no options of it: they are not recorded and have no variables. */
export const GENERAL_FLAGS: readonly GeneralFlag[] = [
  { flags: '--config <file>', help: 'options from a JSON file; flags come before it, DNN_* variables after' },
  { flags: '--print-config', help: 'print the resolved options as JSON and exit' },
  { flags: '--quiet', help: 'results only: no costs on the way, remarks or warnings' },
  { flags: '--no-color', help: 'no colours' },
];
