/** The sources of options: flags, a --config file, DNN_* variables, in this order. */

import { recogniseFile } from '../../disk/file-kind.js';
import { fileSize, readBytes } from '../../disk/read.js';
import { DnnError, flagOf } from '../../errors.js';
import { LIMITS } from '../../limits.js';
import { shell } from '../../shell.js';
import { nearest, suggestion } from '../../suggest.js';
import { flagsOf, type Options } from '../../train/options/option.js';
import { PASSWORD_VARIABLE } from '../../tune/queue-url.js';
import { brief } from '../../visible.js';
import type { Declaration } from '../command.js';
import { flatText } from './foreign-values.js';
import { AS_KEY, AS_VARIABLE, meaningOf } from './meaning.js';
import { type OptionSource, optionNamed, variablesOf } from './resolve.js';

/** The key that names a file's schema, and is no option. */
export const SCHEMA_KEY = '$schema';

/**
 * The flags as commander has read them: each under its own name in camel case, which is the option's. Of a flag with
 * two names messages have the one that stands last in `argv`, as its value does.
 */
export function flagSource(
  values: Readonly<Record<string, unknown>>,
  options: Options = {},
  argv: readonly string[] = [],
): OptionSource {
  const words = argv.map((word) => word.split('=', 1)[0]);
  const flag = (name: string) =>
    words.findLast((word) => options[name] && flagsOf(options[name]).includes(word)) ?? flagOf(name);
  const describe = (name: string, value: unknown) =>
    value === true ? flag(name) : `${flag(name)} ${value === '' ? '""' : brief(String(value))}`;
  return { describe, values, deliberate: true };
}

/**
 * The entries of a JSON file, named as flags are (`learning-rate`, `lr`) or in camel case (`learningRate`);
 * null counts as none.
 * @throws DnnError (usage) for a file that is missing or no JSON object, and for keys that mean nothing.
 */
export function configSource(path: string | undefined, command: Declaration): OptionSource | undefined {
  if (path === undefined) return undefined;
  const content = readConfig(path);
  const values: Record<string, unknown> = {};
  const keys: Record<string, string> = {};
  for (const [key, value] of Object.entries(content)) {
    if (key === SCHEMA_KEY) continue;
    const name = optionNamed(key, command.options);
    if (name === undefined && command.ignores && optionNamed(key, command.ignores)) continue;
    if (name === undefined) throw unknownKey(path, key, value, command);
    if (value === null) continue;
    if (Object.hasOwn(values, name)) throw twice(path, name);
    values[name] = value;
    keys[name] = key;
  }
  const describe = (name: string, value: unknown) =>
    `${shell`--config ${path}`}: ${keys[name]} ${shown(value)}`;
  return { describe, values };
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
export function environmentSource(environment: Environment, options: Options): OptionSource {
  const variable = (name: string) =>
    variablesOf(options[name]).find((each) => (environment[each] ?? '') !== '');
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(options)) {
    const set = variable(name);
    if (set !== undefined) values[name] = environment[set];
  }
  return { describe: (name, value) => `${variable(name)}=${brief(String(value))}`, values, standing: true };
}

const OTHER_VARIABLES = ['DNN_DATA_DIR', 'DNN_DEBUG', PASSWORD_VARIABLE];

/**
 * A sentence for each `DNN_*` variable that no option of `commands` reads; `flags` are the flags that have none.
 */
export function strayVariables(
  environment: Environment,
  commands: readonly Declaration[],
  flags: readonly string[],
): string[] {
  const options = commands.flatMap((each) => Object.values(each.options));
  const known = [...options.flatMap(variablesOf), ...OTHER_VARIABLES];
  // Of several commands' options with one name the first counts: those of dnn train.
  const all: Options = Object.assign({}, ...commands.map((each) => each.options).toReversed());
  return Object.keys(environment).flatMap((name) => {
    if (!name.startsWith('DNN_') || known.includes(name) || environment[name] === '') return [];
    const meaning = meaningOf(name.slice(4), environment[name], all, AS_VARIABLE);
    const more = meaning === undefined ? advice(name, known, flags) : ` ${meaning}`;
    return [`the variable ${brief(name)} means nothing to dnn.${more}`];
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
 * The format of the log, as far as it is known before the options are read: errors in them are reported in
 * that form too.
 */
export function earlyLogFormat(
  argv: readonly string[],
  { options }: Declaration,
  environment: Environment,
): unknown {
  if (!('logFormat' in options)) return undefined;
  return (
    flagValue(argv, '--log-format') ??
    configuredLogFormat(flagValue(argv, '--config'), options) ??
    environmentSource(environment, options).values.logFormat
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

function configuredLogFormat(path: string | undefined, options: Options): unknown {
  if (path === undefined) return undefined;
  try {
    const entries = Object.entries(readConfig(path));
    return entries.find(([key]) => optionNamed(key, options) === 'logFormat')?.[1] ?? undefined;
  } catch {
    // Errors in the file are reported when it is read for its options.
    return undefined;
  }
}

/** @throws DnnError (usage) for a file that is missing or no JSON object. */
function readConfig(path: string): Record<string, unknown> {
  const size = fileSize(path);
  if (size > LIMITS.configBytes) {
    const message = `${shell`--config ${path}`}: it has ${size} bytes, expected at most ${LIMITS.configBytes}`;
    throw new DnnError('usage', message, 'See dnn train --print-config for the form.');
  }
  const bytes = readBytes(path, 'config', 'usage');
  const kind = recogniseFile(bytes, path);
  if (kind) {
    const message = `${shell`--config ${path}`}: it is ${kind.name}, expected a JSON object of options`;
    throw new DnnError('usage', message, kind.hint);
  }
  return parseConfig(bytes.toString('utf8'), path);
}

const BYTE_ORDER_MARK = /^\uFEFF/;

function parseConfig(text: string, path: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(BYTE_ORDER_MARK, ''));
  } catch (error) {
    throw new DnnError(
      'usage',
      `${shell`--config ${path}`}: ${text.trim() === '' ? 'it is empty, not JSON' : `not JSON (${(error as Error).message})`}`,
      'See dnn train --print-config for the form.',
      { cause: error },
    );
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new DnnError(
      'usage',
      `${shell`--config ${path}`}: expected a JSON object of options`,
      'See dnn train --print-config for the form.',
    );
  }
  return content as Record<string, unknown>;
}

function twice(path: string, name: string): DnnError {
  return new DnnError(
    'usage',
    `${shell`--config ${path}`}: ${name} is given twice`,
    'Remove one of the two.',
  );
}

function unknownKey(path: string, key: string, value: unknown, command: Declaration): DnnError {
  const { path: called, options } = command;
  const meaning = meaningOf(key, flatText(value), options, AS_KEY);
  const message = `${shell`--config ${path}`}: "${key}" is not an option of dnn ${called.join(' ')}`;
  return new DnnError('usage', message, meaning ?? suggestion(key, Object.keys(options)));
}
