/** `dnn data make`: writes the files of a set of points that dnn makes. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { dataDirectory, findEntry } from '../../data/catalogue/catalogue.js';
import type { Dataset, Split, SplitName } from '../../data/dataset.js';
import { hdf5Bytes } from '../../data/formats/hdf5/writer.js';
import { isToy, makeToy, TOY_NAMES, toySettings } from '../../data/toys/toys.js';
import { makeDirectory } from '../../disk/directories.js';
import { reading } from '../../disk/fault.js';
import { assertNoLinkOut } from '../../disk/inputs.js';
import { readBytes } from '../../disk/read.js';
import { writeAtomically } from '../../disk/write.js';
import { DnnError } from '../../errors.js';
import { shell } from '../../shell.js';
import { suggestion } from '../../suggest.js';
import type { Invocation } from '../command.js';
import type { DATA_MAKE } from './data-make-command.js';

interface MadeFile {
  /** The file's name in its directory. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export async function run({
  console,
  options,
  words: [source],
}: Invocation<typeof DATA_MAKE.options>): Promise<void> {
  if (!isToy(source)) throw notMade(source);
  const { out, json, ...given } = options;
  const { name, settings } = toySettings(source, given);
  const made = await filesOf(makeToy(name, settings));
  const directory = out ?? dataDirectory(process.env);
  const present = out === undefined ? made.filter((file) => isPresent(file, directory)) : [];
  assertNoStaleTest(name, made, directory);
  makeDirectory(directory);
  for (const file of made) assertNoLinkOut(join(directory, file.name));
  const files = made.map((file) => {
    const path = join(directory, file.name);
    if (!present.includes(file)) writeAtomically(path, [file.bytes]);
    if (!json) console.print(`Wrote ${path}`);
    return path;
  });
  if (json) console.print(JSON.stringify({ name, seed: settings.seed, files }));
  console.remark(`Train on it: ${shell`dnn train --data ${sourceIn(directory, made[0].name)}`}`);
}

function notMade(source: string): DnnError {
  const entry = findEntry(source);
  const hint =
    entry && (entry.embedded ? 'It comes with dnn.' : `Download it: ${shell`dnn data pull ${source}`}`);
  const message = `there is no dataset "${source}" to make`;
  return new DnnError('data', message, hint ?? suggestion(source, TOY_NAMES));
}

/** One file a split, the training set's first. */
async function filesOf(dataset: Dataset): Promise<MadeFile[]> {
  const train = await fileOf(dataset, 'train', dataset.train);
  return dataset.test ? [train, await fileOf(dataset, 'test', dataset.test)] : [train];
}

async function fileOf({ name, classes }: Dataset, part: SplitName, split: Split): Promise<MadeFile> {
  const arrays = [
    { name: 'list_classes', shape: [classes.length], values: classes },
    { name: `${part}_set_x`, shape: [split.examples, 2], values: split.values },
    { name: `${part}_set_y`, shape: [split.examples], values: split.labels },
  ];
  return { name: `${part}_${name}.h5`, bytes: await hdf5Bytes(arrays) };
}

/** @throws DnnError (usage) if the set has no test set and would be read with that of another. */
function assertNoStaleTest(name: string, made: readonly MadeFile[], directory: string): void {
  const test = `test_${name}.h5`;
  if (made.some((file) => file.name === test) || !existsSync(join(directory, test))) return;
  throw new DnnError(
    'usage',
    `${join(directory, test)} would be taken for the test set of this set, which has none`,
    'Remove it, make a test set too (--test 100), or name another directory: --out <directory>.',
  );
}

/** Names the directory, unless it holds other sets too: then the file. */
function sourceIn(directory: string, train: string): string {
  const names = reading(directory, 'directory', 'io', () => readdirSync(directory));
  const alone = names.every((name) => name === train || !/^train_.*\.h(5|df5)$/.test(name));
  if (!alone) return join(directory, train);
  return findEntry(directory) === undefined ? directory : `./${directory}`;
}

/** True if the file is there already. @throws DnnError (usage) if it has other content, such as the set of another seed. */
function isPresent({ name, bytes }: MadeFile, directory: string): boolean {
  const path = join(directory, name);
  if (!existsSync(path)) return false;
  if (readBytes(path, 'file', 'io').equals(bytes)) return true;
  throw new DnnError(
    'usage',
    `${path} holds other content, such as the set of another seed`,
    `To replace it, name its directory: ${shell`--out ${directory}`}; or name another.`,
  );
}
