/** The files of a made dataset, as bytes: the painted set with its samples, or a set of points. */
import { join } from 'node:path';
import { findEntry } from '../data/catalogue.js';
import type { Dataset, Split } from '../data/dataset.js';
import { DEMO_CLASSES, DEMO_SIZE, type DemoSplit, paintDemo, paintSamples } from '../data/demo.js';
import { hdf5Bytes } from '../data/hdf5-writer.js';
import { encodePng } from '../data/image.js';
import type { Picture } from '../data/picture.js';
import { isToy, makeToy, TOY_NAMES, type ToyOverrides, toySettings } from '../data/toys.js';
import { DnnError } from '../errors.js';
import { suggestion } from '../nearest.js';
import type { Console } from './console.js';

export interface MadeFile {
  /** Within the directory. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What a picture's file shows: its bytes depend on the compressor. */
  readonly picture?: Picture;
}

/** What is made: the set's own name, the seed it has, and its files, the training set's first. */
export interface MadeSet {
  readonly name: string;
  readonly seed: number;
  readonly files: readonly MadeFile[];
}

const PAINTED = 'demo-cats';

/**
 * The set that `source` names, such as `moons` or `moons:noise=0.3`; `flags` come before what it says.
 * @throws DnnError (data) for a name that is none, (usage) for settings that the set does not take.
 */
export async function madeSet(source: string, flags: ToyOverrides, console: Console): Promise<MadeSet> {
  if (isToy(source)) return pointSet(source, flags);
  if (source === PAINTED) return paintedSet(flags, console);
  const entry = findEntry(source);
  const hint = entry && (entry.embedded ? 'It comes with dnn.' : `It is had with: dnn data pull ${source}`);
  const message = `there is no dataset "${source}" to make`;
  throw new DnnError('data', message, hint ?? suggestion(source, [PAINTED, ...TOY_NAMES]));
}

async function pointSet(source: string, flags: ToyOverrides): Promise<MadeSet> {
  const { name, settings } = toySettings(source, flags);
  const dataset = makeToy(name, settings);
  const train = await file(dataset, 'train', dataset.train);
  const test = dataset.test && (await file(dataset, 'test', dataset.test));
  return { name, seed: settings.seed, files: test ? [train, test] : [train] };
}

async function file({ name, classes }: Dataset, part: 'train' | 'test', split: Split): Promise<MadeFile> {
  const arrays = [
    { name: 'list_classes', shape: [classes.length], values: classes },
    { name: `${part}_set_x`, shape: [split.examples, 2], values: split.values },
    { name: `${part}_set_y`, shape: [split.examples], values: split.labels },
  ];
  return { name: `${part}_${name}.h5`, bytes: await hdf5Bytes(arrays) };
}

async function paintedSet({ seed = 1, ...others }: ToyOverrides, console: Console): Promise<MadeSet> {
  const excess = Object.entries(others).find(([, value]) => value !== undefined);
  if (excess !== undefined) {
    throw new DnnError('usage', `--${excess[0]} ${excess[1]}: ${PAINTED} takes --seed only`);
  }
  const progress = await console.progress('Painting', 'pictures');
  const splits = await paintDemo(seed, (done, total) => {
    progress?.update(done, total);
    return console.breathe();
  });
  progress?.stop();
  const sets = (['train', 'test'] as const).map(async (part) => ({
    name: `${part}_${PAINTED}.h5`,
    bytes: await paintedBytes(part, splits[part]),
  }));
  const samples = paintSamples(seed).map(({ name: sample, picture }) => ({
    name: join('samples', sample),
    bytes: encodePng(picture),
    picture,
  }));
  return { name: PAINTED, seed, files: [...(await Promise.all(sets)), ...samples] };
}

/** HDF5 with the keys, types and shapes of the course's files; gzip keeps the repository small. */
function paintedBytes(part: 'train' | 'test', { values, labels }: DemoSplit): Promise<Uint8Array> {
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
