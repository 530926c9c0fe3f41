/** Where options come from: flags, a --config file, DNN_* variables, in this order. */

import { readBytes } from '../../disk/read.js';
import { brief, DnnError } from '../../errors.js';
import { nearest, suggestion } from '../../suggest.js';
import { type CommandName, OPTIONS, type OptionName, optionsOf } from '../../train/options/options.js';
import { flagOf, type OptionSource, optionNamed, variablesOf } from '../../train/options/resolve.js';
import { SCHEMA_KEY } from './config-schema.js';

/** The flags of `command` as commander has read them: each under its own name in camel case. */
export function flagSource(flags: Readonly<Record<string, unknown>>, command: CommandName): OptionSource {
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(flags)) {
    const name = optionNamed(key, command);
    if (name !== undefined) values[name] = value;
  }
  const describe = (name: OptionName, value: unknown) =>
    value === true ? flagOf(name) : `${flagOf(name)} ${value === '' ? '""' : brief(String(value))}`;
  return { describe, values, deliberate: true };
}

/**
 * The entries of a JSON file, named as flags are (`learning-rate`, `lr`) or in camel case (`learningRate`);
 * null counts as none.
 * @throws DnnError (usage) for a file that is missing or no JSON object, and for keys that mean nothing.
 */
export function configSource(path: string | undefined, command: CommandName): OptionSource | undefined {
  if (path === undefined) return undefined;
  const content = readConfig(path);
  const known = optionsOf(command);
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(content)) {
    if (key === SCHEMA_KEY) continue;
    const name = optionNamed(key, command);
    // the gradients of a training run are checked with its own file
    if (name === undefined && command === 'gradcheck' && optionNamed(key, 'train')) continue;
    if (name === undefined) throw unknownKey(path, key, command, known);
    if (value === null) continue;
    if (Object.hasOwn(values, name)) throw twice(path, name);
    values[name] = value;
  }
  return { describe: (name, value) => `--config ${path}: ${name} ${shown(value)}`, values };
}

/** A value as the file has it, cut where it is long; nesting can be too deep even to be printed. */
export function shown(value: unknown): string {
  try {
    const text = JSON.stringify(value);
    return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
  } catch {
    return 'a deeply nested value';
  }
}

const MAX_SHOWN = 80;

type Environment = Readonly<Record<string, string | undefined>>;

/** `DNN_LEARNING_RATE` or `DNN_LR` and so on; an empty variable counts as none. */
export function environmentSource(environment: Environment): OptionSource {
  const variable = (name: OptionName) => variablesOf(name).find((each) => (environment[each] ?? '') !== '');
  const values: Record<string, unknown> = {};
  for (const name of ALL) {
    const set = variable(name);
    if (set !== undefined) values[name] = environment[set];
  }
  return { describe: (name, value) => `${variable(name)}=${brief(String(value))}`, values, standing: true };
}

const ALL = Object.keys(OPTIONS) as OptionName[];
const OTHER_VARIABLES = ['DNN_DATA_DIR', 'DNN_DEBUG'];

/** A sentence for each `DNN_*` variable that nothing here reads; `flags` are the flags that have none. */
export function strayVariables(environment: Environment, flags: readonly string[]): string[] {
  const known = [...ALL.flatMap(variablesOf), ...OTHER_VARIABLES];
  return Object.keys(environment).flatMap((name) => {
    if (!name.startsWith('DNN_') || known.includes(name) || environment[name] === '') return [];
    return [`the variable ${brief(name)} means nothing to dnn.${advice(name, known, flags)}`];
  });
}

function advice(name: string, known: readonly string[], flags: readonly string[]): string {
  const flag = `--${name.slice(4).toLowerCase().replaceAll('_', '-')}`;
  if (flags.includes(flag)) return ` Use the flag ${flag}.`;
  // Compared without what all of them share.
  const words = known.map((other) => other.slice(4).toLowerCase());
  const near = nearest(name.slice(4).toLowerCase(), words);
  return near === undefined ? '' : ` Did you mean DNN_${near.toUpperCase()}?`;
}

/**
 * How the log is wanted, as far as that can be told before the options are read: errors in them are told in
 * that form too.
 */
export function earlyLogFormat(
  argv: readonly string[],
  command: CommandName,
  environment: Environment,
): unknown {
  if (!optionsOf(command).includes('logFormat')) return undefined;
  return (
    flagValue(argv, '--log-format') ??
    configuredLogFormat(flagValue(argv, '--config'), command) ??
    environmentSource(environment).values.logFormat
  );
}

/** The last value of a flag, in either of the forms `--flag value` and `--flag=value`. */
function flagValue(argv: readonly string[], flag: string): string | undefined {
  return argv
    .flatMap((word, i) => {
      if (word.startsWith(`${flag}=`)) return [word.slice(flag.length + 1)];
      return word === flag && argv[i + 1] !== undefined ? [argv[i + 1]] : [];
    })
    .at(-1);
}

function configuredLogFormat(path: string | undefined, command: CommandName): unknown {
  if (path === undefined) return undefined;
  try {
    const entries = Object.entries(readConfig(path));
    return entries.find(([key]) => optionNamed(key, command) === 'logFormat')?.[1] ?? undefined;
  } catch {
    // What is wrong with the file is told when it is read for its options.
    return undefined;
  }
}

/** @throws DnnError (usage) for a file that is missing or no JSON object. */
function readConfig(path: string): Record<string, unknown> {
  const bytes = readBytes(path, 'config', 'usage');
  if (bytes.length > MAX_CONFIG) {
    const message = `--config ${path}: it has ${bytes.length} bytes, expected at most ${MAX_CONFIG}`;
    throw new DnnError('usage', message, 'See dnn train --print-config for the form.');
  }
  return parseConfig(bytes.toString('utf8'), path);
}

/** Bytes: thousands of times what all options take. */
const MAX_CONFIG = 2 ** 24;

const BYTE_ORDER_MARK = /^\uFEFF/;

function parseConfig(text: string, path: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(BYTE_ORDER_MARK, ''));
  } catch (error) {
    throw new DnnError(
      'usage',
      `--config ${path}: ${text.trim() === '' ? 'it is empty, not JSON' : `not JSON (${(error as Error).message})`}`,
      'See dnn train --print-config for the form.',
      { cause: error },
    );
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new DnnError(
      'usage',
      `--config ${path}: expected a JSON object of options`,
      'See dnn train --print-config for the form.',
    );
  }
  return content as Record<string, unknown>;
}

function twice(path: string, name: string): DnnError {
  return new DnnError('usage', `--config ${path}: ${name} is given twice`, 'Remove one of the two.');
}

function unknownKey(path: string, key: string, command: CommandName, known: readonly string[]): DnnError {
  const problem = Object.hasOwn(OPTIONS, key) ? `is no option of dnn ${command}` : 'is not an option';
  return new DnnError('usage', `--config ${path}: "${key}" ${problem}`, suggestion(key, known));
}
