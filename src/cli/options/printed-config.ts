/** The resolved configuration as --print-config prints it: JSON that a --config file may have. */
import { readdirSync, statSync } from 'node:fs';
import { dataDirectory, findEntry, isTableName } from '../../data/catalogue/catalogue.js';
import { countRows, openTable } from '../../data/formats/csv/table.js';
import { type OpenOptions, openDataset } from '../../data/open.js';
import type { Reserve } from '../../data/reserve.js';
import { DnnError } from '../../errors.js';
import { type Options, written } from '../../train/options/option.js';
import { tableDefaults } from '../../train/options/options.js';
import type { Resolved } from '../command.js';
import { assertRoom } from '../inputs/memory-budget.js';
import { sourceOf } from './resolve.js';
import type { MemoryOption } from './shared.js';

type Values = Readonly<Record<string, unknown>>;

/** The values of all options; null where they follow from other options, or from a table that cannot be read. */
export async function printedConfig(taken: Options, { options, sources }: Resolved): Promise<string> {
  const isGiven = (name: string) => sourceOf(name, sources) !== undefined;
  const open = Object.keys(taken).filter((name) => taken[name].tableDefault && !isGiven(name));
  const followed =
    open.length > 0 && mayBeTable(options.data) ? await ownDefaults(taken, open, options, isGiven) : {};
  const values = Object.keys(options).map((name) => [
    name,
    open.includes(name) && name in followed ? followed[name] : options[name],
  ]);
  return JSON.stringify(Object.fromEntries(values), (_, value) => written(value) ?? null, 2);
}

/** The defaults that the data have as a table; some follow from the number of examples, so that these are looked at. */
async function ownDefaults(
  taken: Options,
  open: readonly string[],
  options: Values,
  isGiven: (name: string) => boolean,
): Promise<Values> {
  const { data, ...how } = options as unknown as OpenOptions & MemoryOption & { readonly data?: string };
  const reserve: Reserve = (where, bytes) => assertRoom(where, bytes, how, 'Allow more: --max-memory.');
  try {
    // A default that takes an argument follows from it.
    const areCounted = open.some((name) => taken[name].tableDefault?.of.length);
    const known = areCounted ? rowsIn(data, how) : isTableName(data) ? 0 : undefined;
    if (known !== undefined) return tableDefaults({ columns: [], train: { examples: known } }, isGiven);
    return tableDefaults(
      await openDataset(data, { ...how, dataDirectory: dataDirectory(process.env), reserve }),
      isGiven,
    );
  } catch (error) {
    if (!(error instanceof DnnError)) throw error;
    return isTableName(data) ? Object.fromEntries(open.map((name) => [name, null])) : {};
  }
}

/** The examples of a file whose rows they are; undefined where only reading it tells. */
function rowsIn(path: string | undefined, { classes, ...names }: OpenOptions): number | undefined {
  if (path === undefined || findEntry(path) || !isTableName(path) || classes) return undefined;
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? countRows(openTable(path, names)) : undefined;
}

/** True for data that may be a table: neither a set of pictures that the catalogue has, nor a folder of them. */
export function mayBeTable(source: unknown): boolean {
  if (typeof source !== 'string' || findEntry(source)) return isTableName(source as string | undefined);
  const isFolder = statSync(source, { throwIfNoEntry: false })?.isDirectory();
  return !isFolder || readdirSync(source).some((name) => isTableName(name));
}
