/** `dnn data pull`: downloads a dataset of the catalogue into the data directory. */
import { CATALOGUE, dataDirectory, findEntry } from '../../data/catalogue/catalogue.js';
import { pullEntry } from '../../data/catalogue/download.js';
import { DnnError } from '../../errors.js';
import { shell } from '../../shell.js';
import { suggestion } from '../../suggest.js';
import type { Invocation } from '../command.js';
import { proxyRoute } from '../inputs/proxy.js';
import type { DATA_PULL } from './data-pull-command.js';

export async function run({
  console,
  options,
  words: [name],
}: Invocation<typeof DATA_PULL.options>): Promise<void> {
  const entry = findEntry(name);
  if (entry === undefined) {
    throw new DnnError(
      'data',
      `there is no dataset "${name}" to pull`,
      suggestion(
        name,
        CATALOGUE.map((e) => e.name),
      ),
    );
  }
  const directory = dataDirectory(process.env);
  const route = await proxyRoute(process.env);
  if (route) console.remark(`Through the proxy ${route.proxies.join(', ')}.`);
  const progress = await console.progress(`Downloading ${name}`, 'bytes');
  const total = entry.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const done = new Map<string, number>();
  try {
    const results = await pullEntry(entry, directory, {
      fetch: route?.fetch,
      onProgress: ({ file, received }) => {
        done.set(file.name, received);
        progress?.update(
          [...done.values()].reduce((sum, n) => sum + n, 0),
          total,
        );
      },
    });
    progress?.stop();
    const files = results.map(({ path, status, file }) => ({ path, status, sha256: file.sha256 }));
    if (options.json) console.print(JSON.stringify({ name, files }));
    else for (const { path, status } of files) console.say(`${path}: ${status}, checksum right`);
    if (files.length === 0)
      console.remark(`${name} ${entry.made ? 'is made by' : 'comes with'} dnn: nothing to download.`);
    console.remark(`Licence: ${entry.licence}. Train on it: ${shell`dnn train --data ${name}`}`);
  } finally {
    progress?.stop();
  }
}
