/** Options from where they stand (flags, a file, variables) to values: the first source that has one counts. */
import { DnnError } from '../../errors.js';
import {
  type CommandName,
  OPTIONS,
  type Option,
  type OptionName,
  type OptionValues,
  optionsOf,
} from './options.js';

/** Options as somebody wrote them, before they are read: flags, a config file's entries, or variables. */
export interface OptionSource {
  /** For messages, as it was written: `--seed x`, `DNN_SEED=x`, `run.json: "seed": "x"`. */
  describe(name: OptionName, value: unknown): string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Whether each value was written for this very run, as flags are. */
  readonly deliberate?: true;
  /** Whether the values stand for all runs, as variables do. */
  readonly standing?: true;
}

/** The words of `--lr, --learning-rate <x>` that start with two hyphens; the last is the option's flag. */
function flagsOf(name: string): string[] {
  const written = Object.hasOwn(OPTIONS, name) ? OPTIONS[name as OptionName].flags : `--${kebab(name)}`;
  return written.match(/--[\w-]+/g) as string[];
}

/** `learningRate` → `--learning-rate` */
export function flagOf(name: string): string {
  return flagsOf(name).at(-1) as string;
}

/** `learningRate` → `DNN_LEARNING_RATE` */
export function variableOf(name: string): string {
  return `DNN_${upperSnake(kebab(name))}`;
}

/** All variables of an option: `DNN_LEARNING_RATE`, and `DNN_LR` as the flag has that name too. */
export function variablesOf(name: OptionName): string[] {
  const others = flagsOf(name).slice(0, -1);
  return [variableOf(name), ...others.map((flag) => `DNN_${upperSnake(flag.slice(2))}`)];
}

/** The option of `command` that a file's key means: `learningRate`, `learning-rate` or `lr`. */
export function optionNamed(key: string, command: CommandName): OptionName | undefined {
  return optionsOf(command).find((name) => name === key || flagsOf(name).some((flag) => isKey(flag, key)));
}

function isKey(flag: string, key: string): boolean {
  return keysOf(flag).includes(key);
}

/** `learning-rate`, `learningRate` */
function keysOf(flag: string): string[] {
  const word = flag.slice(2);
  return [word, word.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())];
}

/** All keys that mean an option in a file, its flag's word first: `learning-rate`, `learningRate`, `lr`. */
export function optionKeys(name: OptionName): string[] {
  return [...new Set([...flagsOf(name).toReversed().flatMap(keysOf), name])];
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function upperSnake(word: string): string {
  return word.replaceAll('-', '_').toUpperCase();
}

/**
 * The options of `command`, each from the first source that has it, else its default.
 * @throws DnnError (usage) naming the source, the value got and what was expected.
 */
export function resolveOptions(command: CommandName, sources: readonly OptionSource[]): OptionValues {
  const values: Record<string, unknown> = {};
  for (const name of optionsOf(command)) {
    const source = sourceOf(name, sources);
    values[name] = source ? readValue(name, source) : OPTIONS[name].default;
  }
  return settleLength(values as OptionValues, sources);
}

/** The source whose value of an option counts. */
export function sourceOf(name: OptionName, sources: readonly OptionSource[]): OptionSource | undefined {
  return sources.find(({ values }) => values[name] !== undefined);
}

/** A run's length is given by one of two options: the one of the nearer source counts. */
function settleLength(options: OptionValues, sources: readonly OptionSource[]): OptionValues {
  const [iterations, epochs] = [sourceOf('iterations', sources), sourceOf('epochs', sources)];
  if (epochs === undefined) return options;
  if (iterations === epochs) {
    throw new DnnError('usage', '--iterations and --epochs exclude each other', 'Give one of them.');
  }
  const nearer = sources.find((source) => source === iterations || source === epochs);
  return { ...options, [nearer === iterations ? 'epochs' : 'iterations']: undefined };
}

/** Adds where the option was written to an error that was raised by code that knows no sources. */
export function attributed(error: unknown, sources: readonly OptionSource[]): unknown {
  if (!(error instanceof DnnError) || error.option === undefined) return error;
  const { name, value, problem } = error.option;
  const source = sourceOf(name as OptionName, sources);
  if (source === undefined) return error;
  const raw = source.values[name];
  // An error about one of several conditions quotes that one.
  const written = source.describe(name as OptionName, Array.isArray(raw) ? (value ?? raw) : raw);
  return new DnnError(error.code, `${written}: ${problem}`, error.hint, { cause: error });
}

function readValue(name: OptionName, source: OptionSource): unknown {
  const raw = source.values[name];
  const spec: Option = OPTIONS[name] as Option;
  if (spec.repeatable && Array.isArray(raw)) return raw.flatMap((item) => readItem(name, item, source));
  return readItem(name, raw, source);
}

function readItem(name: OptionName, raw: unknown, source: OptionSource): unknown {
  const spec: Option = OPTIONS[name] as Option;
  const where = source.describe(name, raw);
  const text = textOf(raw, spec);
  const value = text === undefined ? undefined : readText(name, text, where);
  if (value !== undefined) return value;
  throw new DnnError('usage', `${where}: expected ${spec.expected}`, defaultHint(spec));
}

/** A value as a flag would have it: a config file also has numbers, booleans and, for lists, arrays of them. */
function textOf(raw: unknown, { list }: Option): string | undefined {
  const items = list && Array.isArray(raw) ? raw : [raw];
  const plain = items.every((item) => ['string', 'number', 'boolean'].includes(typeof item));
  return plain ? items.join(',') : undefined;
}

/** @throws DnnError that names the source by `where`, whatever the parser that refused the text called it. */
function readText(name: OptionName, text: string, where: string): unknown {
  try {
    return (OPTIONS[name] as Option).read(text);
  } catch (error) {
    if (!(error instanceof DnnError)) throw error;
    const problem = error.option?.problem ?? error.message;
    throw new DnnError('usage', `${where}: ${problem}`, error.hint);
  }
}

function defaultHint(spec: Option): string | undefined {
  const text = spec.defaultHelp ?? (spec.default === undefined ? undefined : String(spec.default));
  return text === undefined || text === '' ? undefined : `The default is ${text}.`;
}
