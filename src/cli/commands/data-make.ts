/** `dnn data make`: makes a dataset's files from a seed. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { dataDirectory } from '../../data/catalogue.js';
import { DEMO_CLASSES, DEMO_SIZE, type DemoSplit, paintDemo, paintSamples } from '../../data/demo.js';
import { hdf5Bytes } from '../../data/hdf5-writer.js';
import { decodePicture, encodePng, type Picture } from '../../data/image.js';
import { DnnError } from '../../errors.js';
import { makeDirectory, readBytes, writeAtomically } from '../../files.js';
import { suggestion } from '../../nearest.js';
import type { Console } from '../console.js';
import type { Invocation } from '../invocation.js';

const MAKERS = ['demo-cats'];

export async function run({ console, options, words: [name] }: Invocation): Promise<void> {
  if (!MAKERS.includes(name)) {
    throw new DnnError('data', `there is no dataset "${name}" to make`, suggestion(name, MAKERS));
  }
  const directory = options.outDirectory ?? dataDirectory(process.env);
  const made = await madeFiles(name, options.seed, console);
  if (options.outDirectory === undefined) {
    for (const file of made) await assertNotAnother(file, directory);
  }
  makeDirectory(join(directory, 'samples'));
  const files = made.map(({ name: file, bytes }) => {
    const path = join(directory, file);
    writeAtomically(path, [bytes]);
    if (!options.json) console.print(`Wrote ${path}`);
    return path;
  });
  if (options.json) console.print(JSON.stringify({ name, seed: options.seed, files }));
  console.remark(`Train on it: dnn train --data ${sourceIn(directory, made[0].name)}`);
}

/** The directory itself, unless it holds other sets too. */
function sourceIn(directory: string, train: string): string {
  const alone = readdirSync(directory).every((name) => name === train || !/^train_.*\.h(5|df5)$/.test(name));
  return alone ? directory : join(directory, train);
}

interface MadeFile {
  /** Within the directory. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What a picture's file shows: its bytes depend on the compressor. */
  readonly picture?: Picture;
}

async function madeFiles(name: string, seed: number, console: Console): Promise<MadeFile[]> {
  const progress = console.progress('Painting', 'pictures');
  const splits = await paintDemo(seed, (done, total) => {
    progress?.update(done, total);
    return console.breathe();
  });
  progress?.stop();
  const sets = (['train', 'test'] as const).map(async (part) => ({
    name: `${part}_${name}.h5`,
    bytes: await splitBytes(part, splits[part]),
  }));
  const samples = paintSamples(seed).map(({ name: sample, picture }) => ({
    name: join('samples', sample),
    bytes: encodePng(picture),
    picture,
  }));
  return [...(await Promise.all(sets)), ...samples];
}

/** @throws DnnError (usage) when something else stands in a file's place, such as the set of another seed. */
async function assertNotAnother({ name, bytes, picture }: MadeFile, directory: string): Promise<void> {
  const path = join(directory, name);
  if (!existsSync(path)) return;
  const old = readBytes(path, 'file', 'io');
  if (old.equals(bytes) || (picture && (await shows(old, picture, path)))) return;
  throw new DnnError(
    'usage',
    `${path} holds other content, such as the set of another seed`,
    'Say that it may go: --out <directory>; or name another directory there.',
  );
}

async function shows(bytes: Buffer, { pixels }: Picture, path: string): Promise<boolean> {
  try {
    return Buffer.from(pixels).equals((await decodePicture(bytes, path)).pixels);
  } catch {
    return false;
  }
}

/** HDF5 with the keys, types and shapes of the course's files; gzip keeps the repository small. */
function splitBytes(part: 'train' | 'test', { values, labels }: DemoSplit): Promise<Uint8Array> {
  const shape = [DEMO_SIZE, DEMO_SIZE, 3];
  return hdf5Bytes([
    { name: 'list_classes', shape: [DEMO_CLASSES.length], values: DEMO_CLASSES },
    {
      name: `${part}_set_x`,
      shape: [labels.length, ...shape],
      values,
      chunks: [1, ...shape],
      filter: { gzip: 9 },
    },
    { name: `${part}_set_y`, shape: [labels.length], values: labels },
  ]);
}
