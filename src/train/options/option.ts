/** One option: its flags, how its values are read, its default, and what of a run depends on it. */
import type { Dataset } from '../../data/dataset.js';
import { DnnError } from '../../errors.js';
import { joined } from '../../shell.js';
import type { Kind, Parsed } from './kinds.js';

/**
 * The part of a run that depends on an option, and so the place where it is recorded:
 * - numbers: what is trained. It is recorded in the model, and a resumed run must have the same;
 * - length: how long. It is recorded in the model, and a resumed run may have another;
 * - run: how the run is executed and kept. Its checkpoint has it, its model does not;
 * - process: this process alone. It is not recorded.
 */
export type Scope = 'numbers' | 'length' | 'run' | 'process';

/** An option's default for a table of so many training examples, and its words for --help. */
export interface TableDefault<T> {
  readonly help: string;
  of(examples: number): T;
}

/** The data that an option may have nothing to do with. */
export interface OptionData extends Pick<Dataset, 'name' | 'columns' | 'arrays'> {
  /** The kinds of what is to be predicted, in the plural. */
  readonly inputs?: readonly string[];
}

/** Why an option of tables does nothing, as the end of a sentence. */
export function idleWithoutTable({ name, columns }: OptionData): string | undefined {
  return columns === undefined ? `has no effect on ${name}, which is no table` : undefined;
}

/** An option: what reads its values, how it is called, its default and what it means. */
export interface Option<T = unknown> extends Kind<T> {
  /** As commander takes it: `--seed <n>`. A flag without `<…>` takes no value, one with `[…]` may. */
  readonly flags: string;
  readonly help: string;
  readonly default: T;
  /** The default for tables, where it is another. */
  readonly tableDefault?: TableDefault<T>;
  /** For --help, where the default is not a plain value. */
  readonly defaultHelp?: string;
  /** May be given several times. */
  readonly repeatable?: true;
  /** Needed of the options of a run; those of other commands are not recorded. */
  readonly scope?: Scope;
  /** The variable that gives it, where another command's option has the variable of this name. */
  readonly variable?: string;
  /** The scale on which its values are thought of: that of a value, or of 1 − value; a search draws them on it. */
  readonly scale?: 'log' | '1-log';
  /** True if it takes a space of values, false if it says why not: options of a sweep. */
  readonly takesSpaces?: boolean;
  /** The option that this one takes the place of: of the two, the one of the nearer source counts. */
  readonly replaces?: string;
  /** Why it does nothing with these data, as the end of a sentence; undefined when it does something. */
  idleWith?(data: OptionData): string | undefined;
  /** Why it does nothing beside the other options, as the end of a sentence; undefined when it does something. */
  idle?(options: never): string | undefined;
}

/** An option of a training run. */
export interface RunOption<T = unknown> extends Option<T> {
  readonly scope: Scope;
}

/** Options by name. */
export type Options = Readonly<Record<string, Option>>;
/** The type of an option's values. */
export type ValueOf<O> = O extends Option<infer T> ? T : never;
/** The values of options by name. */
export type ValuesOf<O> = { -readonly [Name in keyof O]: ValueOf<O[Name]> };

/** The type of an option's values for who writes them: where a text is parsed, it may be given itself. */
export type Written<T> = T extends Parsed ? T | string : T;

/** A value as a config file or a model has it: what was parsed, as the text that it was. */
export function written(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(written);
  return typeof value === 'object' && value !== null && 'text' in value ? value.text : value;
}

/** The words of `--lr, --learning-rate <x>` that start with two hyphens; the last is named as the option is. */
export function flagsOf({ flags }: Option): string[] {
  return flags.match(/--[\w-]+/g) as string[];
}

/** Makes an option of what `kind` reads. */
export function option<T>(kind: Kind<NonNullable<T>>, details: Omit<Option<T>, keyof Kind<T>>): Option<T> {
  return { ...kind, ...details };
}

/** Makes an option of a training run. */
export function runOption<T>(
  kind: Kind<NonNullable<T>>,
  details: Omit<RunOption<T>, keyof Kind<T>>,
): RunOption<T> {
  return { ...kind, ...details };
}

/** The names of a registry, typed as what they are. */
export function names<T extends object>(registry: T): (keyof T & string)[] {
  return Object.keys(registry) as (keyof T & string)[];
}

/**
 * Reads a value as a flag or a file has it. `where` names the option and the value for messages.
 * @throws DnnError (usage) that says what was expected.
 */
export function readValue<T>(option: Option<T>, raw: unknown, where: string): T {
  const text = textOf(raw, option);
  const value = text === undefined ? undefined : readText(option, text, where);
  if (value !== undefined) return value;
  throw new DnnError('usage', `${where}: expected ${option.expected}`, defaultHint(option));
}

/** A value that a file holds as {@link readValue} reads it; undefined if the option does not take it. */
export function valueIf<T>(option: Option<T>, raw: unknown): T | undefined {
  try {
    return readValue(option, raw, '');
  } catch (error) {
    if (error instanceof DnnError) return undefined;
    throw error;
  }
}

/** A value as a flag would have it: a config file also has numbers, booleans, arrays of them for lists, and objects. */
function textOf(raw: unknown, { list, object }: Option): string | undefined {
  if (object && typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return JSON.stringify(raw);
  const items = list && Array.isArray(raw) ? raw : [raw];
  const plain = items.every((item) => ['string', 'number', 'boolean'].includes(typeof item));
  if (!plain) return undefined;
  return list === 'names' && Array.isArray(raw) ? joined(items.map(String)) : items.join(',');
}

/** @throws DnnError that names the source by `where`, whatever the parser that refused the text called it. */
function readText<T>(option: Option<T>, text: string, where: string): T | undefined {
  try {
    return option.read(text);
  } catch (error) {
    if (!(error instanceof DnnError)) throw error;
    throw new DnnError('usage', `${where}: ${error.option?.problem ?? error.message}`, error.hint);
  }
}

function defaultHint({ defaultHelp, default: value, tableDefault }: Option): string | undefined {
  const tables = tableDefault ? ` For tables: ${tableDefault.help}.` : '';
  if (defaultHelp !== undefined) return `Without it: ${defaultHelp}.${tables}`;
  const text = value === undefined ? '' : String(written(value));
  return text === '' ? undefined : `The default is ${text}.${tables}`;
}
