/** The files of a made set of points, as bytes. */
import { findEntry } from '../../data/catalogue/catalogue.js';
import type { Dataset, Split } from '../../data/dataset.js';
import { hdf5Bytes } from '../../data/formats/hdf5/writer.js';
import { isToy, makeToy, TOY_NAMES, type ToyOverrides, toySettings } from '../../data/toys/toys.js';
import { DnnError } from '../../errors.js';
import { suggestion } from '../../suggest.js';

export interface MadeFile {
  /** Within the directory. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What is made: the set's own name, the seed it has, and its files, the training set's first. */
export interface MadeSet {
  readonly name: string;
  readonly seed: number;
  readonly files: readonly MadeFile[];
}

/**
 * The set that `source` names, such as `moons` or `moons:noise=0.3`; `flags` come before what it says.
 * @throws DnnError (data) for a name that is none, (usage) for settings that the set does not take.
 */
export async function madeSet(source: string, flags: ToyOverrides): Promise<MadeSet> {
  if (isToy(source)) return pointSet(source, flags);
  const entry = findEntry(source);
  const hint = entry && (entry.embedded ? 'It comes with dnn.' : `It is had with: dnn data pull ${source}`);
  const message = `there is no dataset "${source}" to make`;
  throw new DnnError('data', message, hint ?? suggestion(source, TOY_NAMES));
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
