/** Paints the embedded data set and its sample pictures from a seed, and writes their files. */
import { join } from 'node:path';
import { hdf5Bytes } from '../../src/data/formats/hdf5/writer.js';
import { encodePng } from '../../src/data/pictures/image.js';
import { makeDirectory } from '../../src/disk/directories.js';
import { writeAtomically } from '../../src/disk/write.js';
import { DEMO_CLASSES, DEMO_SIZE, type DemoSplit, paintDemo, paintSamples } from './demo-cats.js';

/** Writes `train_demo-cats.h5`, `test_demo-cats.h5` and `samples/*.png` below `directory`; their paths. */
export async function writeDemoCats(seed: number, directory: string): Promise<string[]> {
  const splits = paintDemo(seed);
  makeDirectory(join(directory, 'samples'));
  const write = (name: string, bytes: Uint8Array): string => {
    const path = join(directory, name);
    writeAtomically(path, [bytes]);
    return path;
  };
  return [
    write('train_demo-cats.h5', await splitBytes('train', splits.train)),
    write('test_demo-cats.h5', await splitBytes('test', splits.test)),
    ...paintSamples(seed).map(({ name, picture }) => write(join('samples', name), encodePng(picture))),
  ];
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
