/** Where options come from: flags, a --config file, DNN_* variables, in this order. */

import { DnnError } from '../errors.js';
import { readBytes } from '../files.js';
import { suggestion } from '../nearest.js';
import {
  type CommandName,
  flagOf,
  OPTIONS,
  type OptionSource,
  optionsOf,
  variableOf,
} from '../train/options.js';

export function flagSource(values: Readonly<Record<string, unknown>>): OptionSource {
  return { describe: flagOf, values };
}

/**
 * The entries of a JSON file, named as flags are (`learning-rate`) or in camel case (`learningRate`).
 * @throws DnnError (usage) for a file that is missing or no JSON object, and for keys that mean nothing.
 */
export function configSource(path: string | undefined, command: CommandName): OptionSource | undefined {
  if (path === undefined) return undefined;
  const content = parseConfig(readBytes(path, 'config', 'usage').toString('utf8'), path);
  const known: string[] = optionsOf(command);
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(content)) {
    const name = key.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    if (!known.includes(name)) throw unknownKey(path, key, command, known);
    if (value !== null) values[name] = value;
  }
  return { describe: (name) => `${name} in ${path}:`, values };
}

/** `DNN_LEARNING_RATE` and so on; an empty variable counts as none. */
export function environmentSource(environment: Readonly<Record<string, string | undefined>>): OptionSource {
  const values: Record<string, string> = {};
  for (const name of Object.keys(OPTIONS)) {
    const value = environment[variableOf(name)];
    if (value !== undefined && value !== '') values[name] = value;
  }
  return { describe: (name) => `${variableOf(name)}=`, values };
}

function parseConfig(text: string, path: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(text);
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

function unknownKey(path: string, key: string, command: CommandName, known: readonly string[]): DnnError {
  const problem = Object.hasOwn(OPTIONS, key) ? `is no option of dnn ${command}` : 'is not an option';
  return new DnnError('usage', `--config ${path}: "${key}" ${problem}`, suggestion(key, known));
}
