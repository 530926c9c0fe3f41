/** The resolved configuration as --print-config prints it: JSON that a --config file may have. */
import { isTableName } from '../../data/catalogue/catalogue.js';
import { type Options, written } from '../../train/options/option.js';
import type { Resolved } from '../command.js';
import { sourceOf } from './resolve.js';

/** The values of all options; null where they follow from other options, or from data that nobody has read. */
export function printedConfig(taken: Options, { options, sources }: Resolved): string {
  const isOpen = (name: string) =>
    taken[name]?.tableDefault !== undefined &&
    sourceOf(name, sources) === undefined &&
    isTableName(options.data as string | undefined);
  const values = Object.entries(options).map(([name, value]) => [name, isOpen(name) ? null : value]);
  return JSON.stringify(Object.fromEntries(values), (_, value) => written(value) ?? null, 2);
}
