/** `dnn data make`: makes a dataset's files from a seed. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dataDirectory, findEntry } from '../../data/catalogue/catalogue.js';
import { makeDirectory } from '../../disk/directories.js';
import { readBytes } from '../../disk/read.js';
import { writeAtomically } from '../../disk/write.js';
import { DnnError } from '../../errors.js';
import { type MadeFile, madeSet } from '../inputs/made-files.js';
import type { Invocation } from '../options/invocation.js';

export async function run({ console, options, words: [source] }: Invocation): Promise<void> {
  const { madeExamples: examples, noise, testExamples: test, madeClasses: classes, madeSeed } = options;
  const flags = { examples, test, noise, classes, seed: madeSeed };
  const { name, seed, files: made } = await madeSet(source, flags);
  const directory = options.outDirectory ?? dataDirectory(process.env);
  if (options.outDirectory === undefined) {
    for (const file of made) assertNotAnother(file, directory);
  }
  assertNoStaleTest(name, made, directory);
  const files = made.map(({ name: file, bytes }) => {
    const path = join(directory, file);
    makeDirectory(dirname(path));
    writeAtomically(path, [bytes]);
    if (!options.json) console.print(`Wrote ${path}`);
    return path;
  });
  if (options.json) console.print(JSON.stringify({ name, seed, files }));
  console.remark(`Train on it: dnn train --data ${sourceIn(directory, made[0].name)}`);
}

/** @throws DnnError (usage) when a set without a test set would be read with that of another. */
function assertNoStaleTest(name: string, made: readonly MadeFile[], directory: string): void {
  const test = `test_${name}.h5`;
  if (made.some((file) => file.name === test) || !existsSync(join(directory, test))) return;
  throw new DnnError(
    'usage',
    `${join(directory, test)} would be taken for the test set of this set, which has none`,
    'Remove it, make a test set too (--test 100), or name another directory: --out <directory>.',
  );
}

/** The directory itself, and not a set of the catalogue; unless it holds other sets too. */
function sourceIn(directory: string, train: string): string {
  const alone = readdirSync(directory).every((name) => name === train || !/^train_.*\.h(5|df5)$/.test(name));
  if (!alone) return join(directory, train);
  return findEntry(directory) === undefined ? directory : `./${directory}`;
}

/** @throws DnnError (usage) when something else stands in a file's place, such as the set of another seed. */
function assertNotAnother({ name, bytes }: MadeFile, directory: string): void {
  const path = join(directory, name);
  if (!existsSync(path)) return;
  const old = readBytes(path, 'file', 'io');
  if (old.equals(bytes)) return;
  throw new DnnError(
    'usage',
    `${path} holds other content, such as the set of another seed`,
    `To replace it, name its directory: --out ${directory}; or name another.`,
  );
}
