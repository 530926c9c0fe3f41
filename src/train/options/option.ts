/** One option: its flag, what it takes, what it is by default, and the commands that have it. */
import type { Kind } from './kinds.js';

/** A command that takes options. */
export type CommandName =
  | 'train'
  | 'predict'
  | 'evaluate'
  | 'inspect'
  | 'report'
  | 'gradcheck'
  | 'info'
  | 'make'
  | 'ls'
  | 'pull'
  | 'export'
  | 'import'
  | 'completion'
  | 'runs';

/** An option: what reads its values, how it is called, its default and what it means. */
export interface Option<T = unknown> extends Kind<T> {
  /** As commander takes it: `--seed <n>`. A flag without `<…>` takes no value, one with `[…]` may. */
  readonly flags: string;
  readonly help: string;
  readonly commands: readonly CommandName[];
  readonly default: T;
  /** For --help, where the default is not a plain value. */
  readonly defaultHelp?: string;
  /** May be given several times. */
  readonly repeatable?: true;
}

type Details<T> = Omit<Option<T>, keyof Kind<T>>;

/** An option of what `kind` reads. */
export function option<T>(kind: Kind<NonNullable<T>>, details: Details<T>): Option<T> {
  return { ...kind, ...details };
}

/** The names of a registry, typed as what they are. */
export function names<T extends object>(registry: T): (keyof T & string)[] {
  return Object.keys(registry) as (keyof T & string)[];
}
