/** Where options come from: flags, a --config file, DNN_* variables, in this order. */

import { DnnError } from '../errors.js';
import { readBytes } from '../files.js';
import { nearest, suggestion } from '../nearest.js';
import {
  type CommandName,
  flagOf,
  OPTIONS,
  type OptionSource,
  optionsOf,
  variableOf,
} from '../train/options.js';

export function flagSource(values: Readonly<Record<string, unknown>>): OptionSource {
  return { describe: (name, value) => `${flagOf(name)} ${value === '' ? '""' : value}`, values };
}

/**
 * The entries of a JSON file, named as flags are (`learning-rate`, `lr`) or in camel case (`learningRate`);
 * null counts as none.
 * @throws DnnError (usage) for a file that is missing or no JSON object, and for keys that mean nothing.
 */
export function configSource(path: string | undefined, command: CommandName): OptionSource | undefined {
  if (path === undefined) return undefined;
  const content = parseConfig(readBytes(path, 'config', 'usage').toString('utf8'), path);
  const known: string[] = optionsOf(command);
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(content)) {
    const name = ALIASES[key] ?? camelCase(key);
    if (!known.includes(name)) throw unknownKey(path, key, command, known);
    if (value === null) continue;
    if (Object.hasOwn(values, name)) throw twice(path, name);
    values[name] = value;
  }
  return { describe: (name, value) => `--config ${path}: ${name} ${shown(value)}`, values };
}

/** Short names, as the flags have them; without a prototype, so that no other key finds anything. */
const ALIASES: Record<string, string> = Object.assign(Object.create(null), { lr: 'learningRate' });

function camelCase(key: string): string {
  return key.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** A value as the file has it, cut where it is long; nesting can be too deep even to be printed. */
function shown(value: unknown): string {
  try {
    const text = JSON.stringify(value);
    return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
  } catch {
    return 'a deeply nested value';
  }
}

const MAX_SHOWN = 80;

type Environment = Readonly<Record<string, string | undefined>>;

/** `DNN_LEARNING_RATE` and so on; an empty variable counts as none. */
export function environmentSource(environment: Environment): OptionSource {
  const values: Record<string, string> = {};
  for (const name of Object.keys(OPTIONS)) {
    const value = environment[variableOf(name)];
    if (value !== undefined && value !== '') values[name] = value;
  }
  return { describe: (name, value) => `${variableOf(name)}=${value}`, values };
}

/** A sentence for each `DNN_*` variable that looks like a slip of the keyboard: others may be somebody else's. */
export function strayVariables(environment: Environment): string[] {
  const known = [...Object.keys(OPTIONS).map(variableOf), 'DNN_DATA_DIR', 'DNN_DEBUG'];
  return Object.keys(environment).flatMap((name) => {
    if (!name.startsWith('DNN_') || known.includes(name)) return [];
    // Compared without what all of them share.
    const near = nearest(
      name.slice(4).toLowerCase(),
      known.map((other) => other.slice(4).toLowerCase()),
    );
    return near === undefined
      ? []
      : [`the variable ${name} means nothing to dnn. Did you mean DNN_${near.toUpperCase()}?`];
  });
}

const BYTE_ORDER_MARK = /^\uFEFF/;

function parseConfig(text: string, path: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(BYTE_ORDER_MARK, ''));
  } catch (error) {
    throw new DnnError(
      'usage',
      `--config ${path}: not JSON (${(error as Error).message})`,
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
  return new DnnError('usage', `--config ${path}: ${name} stands there twice`, 'Remove one of the two.');
}

function unknownKey(path: string, key: string, command: CommandName, known: readonly string[]): DnnError {
  const problem = Object.hasOwn(OPTIONS, key) ? `is no option of dnn ${command}` : 'is not an option';
  return new DnnError('usage', `--config ${path}: "${key}" ${problem}`, suggestion(key, known));
}
