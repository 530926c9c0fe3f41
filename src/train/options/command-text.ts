/** A command with options that were given, as it is pasted into a shell. */
import { joined, shell, shellWord } from '../../shell.js';
import { flagsOf, type Option, type Options, written } from './option.js';
import {
  type DefaultsFor,
  isRecorded,
  parsedOptions,
  TRAINING_OPTIONS,
  type TrainingOptions,
} from './options.js';

/** `dnn train --data moons --lr 0.3`: the command `name` with those of `values` that differ from "not given". */
export function commandText(
  name: string,
  options: Options,
  values: Readonly<Record<string, unknown>>,
): string {
  const flags = Object.entries(options).flatMap(([each, option]) => flagText(option, values[each]) ?? []);
  return ['dnn', name, ...flags].join(' ');
}

/** `--lr 0.3`, or `--batch-norm` alone; undefined for what is not given. */
function flagText(option: Option, value: unknown): string | undefined {
  const [flag, text] = flagAndValue(option, value) ?? [];
  return text === undefined ? flag : `${flag} ${shellWord(text)}`;
}

/** `--lr` and `0.3`, or `--batch-norm` alone; undefined for what is not given. */
export function flagAndValue(
  option: Option,
  value: unknown,
): readonly [flag: string, text?: string] | undefined {
  const [flag] = flagsOf(option);
  const plain = written(value);
  if (plain === undefined || plain === null || plain === false) return undefined;
  return plain === true ? [flag] : [flag, textOf(plain, option)];
}

function textOf(value: unknown, { list }: Option): string {
  if (!Array.isArray(value)) return String(value);
  return list === 'names' ? joined(value.map(String)) : value.join(',');
}

/**
 * The values of options that differ from their defaults, but those of this process alone; of a table also all that have a
 * default of tables.
 */
export function unusual(
  options: Options,
  values: Readonly<Record<string, unknown>>,
  isTable: boolean,
): Record<string, unknown> {
  const given = Object.entries(options).filter(([name, { default: usual, tableDefault, scope }]) => {
    if (scope === 'process') return false;
    return (isTable && tableDefault !== undefined) || JSON.stringify(values[name]) !== JSON.stringify(usual);
  });
  return Object.fromEntries(given.map(([name]) => [name, values[name]]));
}

/** Columns of a table by their names: the one to predict, and those that are no features. */
export interface NamedColumns {
  readonly target?: string | undefined;
  readonly drop?: readonly string[] | undefined;
}

/**
 * `dnn train --data moons --layers 2,8,1`: the command that trains on the data at `source` with these options, to the
 * same bits; `columns` are those to predict and to leave out, of a table. What has its default is left out, and so is what changes no number.
 * @throws DnnError (usage) naming the option whose value is none of its own.
 */
export function trainingCommand(
  source: string,
  options: Partial<TrainingOptions>,
  dataset?: DefaultsFor,
  columns: NamedColumns = {},
): string {
  const values = parsedOptions(options as TrainingOptions, dataset);
  const given = Object.entries(unusual(TRAINING_OPTIONS, values, dataset?.columns !== undefined));
  const numbers = Object.fromEntries(given.filter(([name]) => isRecorded(name)));
  const flags = commandText('train', TRAINING_OPTIONS, numbers).slice('dnn train'.length);
  const { target, drop = [] } = columns;
  const predicted = target === undefined ? '' : shell` --target ${target}`;
  const left = drop.length === 0 ? '' : shell` --drop ${joined(drop)}`;
  return `${shell`dnn train --data ${source}`}${predicted}${left}${flags}`;
}
