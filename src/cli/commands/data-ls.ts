/** `dnn data ls`: the catalogue, and what of it is on this machine. */
import { CATALOGUE, dataDirectory, type Location, locateFiles } from '../../data/catalogue/catalogue.js';
import { table } from '../../report/terminal/table.js';
import { shell } from '../../shell.js';
import type { Invocation } from '../command.js';
import type { DATA_LS } from './data-ls-command.js';

export async function run({ console, options }: Invocation<typeof DATA_LS.options>): Promise<void> {
  const directory = dataDirectory(process.env);
  const entries = CATALOGUE.map(({ name, title, licence, ...entry }) => ({
    name,
    title,
    licence,
    files: locateFiles({ name, title, licence, ...entry }, directory) ?? null,
  }));
  if (options.json) {
    console.print(JSON.stringify(entries));
    return;
  }
  const rows = entries.map(({ name, title, files }) => [name, whereIs(name, files), title]);
  for (const line of table([['name', 'where', 'what'], ...rows], console.columns)) console.print(line);
}

function whereIs(name: string, files: Location | null): string {
  if (files === null) return shell`dnn data pull ${name}`;
  return 'made' in files ? 'made' : 'here';
}
