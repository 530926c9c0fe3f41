/** `dnn data make`: makes a dataset's files from a seed. */
import { join } from 'node:path';
import { dataDirectory } from '../../data/catalogue.js';
import { DEMO_CLASSES, DEMO_SIZE, type DemoSplit, paintDemo, paintSamples } from '../../data/demo.js';
import { hdf5Bytes } from '../../data/hdf5-writer.js';
import { encodePng } from '../../data/image.js';
import { DnnError } from '../../errors.js';
import { makeDirectory, writeAtomically } from '../../files.js';
import { suggestion } from '../../nearest.js';
import type { Invocation } from '../invocation.js';

const MAKERS = ['demo-cats'];

export async function run({ console, options, words: [name] }: Invocation): Promise<void> {
  if (!MAKERS.includes(name)) {
    throw new DnnError('data', `there is no dataset "${name}" to make`, suggestion(name, MAKERS));
  }
  const directory = options.out ?? dataDirectory(process.env);
  makeDirectory(join(directory, 'samples'));
  const files: string[] = [];
  const write = (path: string, bytes: Uint8Array) => {
    writeAtomically(join(directory, path), [bytes]);
    files.push(join(directory, path));
    if (!options.json) console.print(`Wrote ${join(directory, path)}`);
  };
  const splits = paintDemo(options.seed);
  for (const part of ['train', 'test'] as const) {
    write(`${part}_${name}.h5`, await splitBytes(part, splits[part]));
  }
  for (const sample of paintSamples(options.seed))
    write(join('samples', sample.name), encodePng(sample.picture));
  if (options.json) console.print(JSON.stringify({ name, seed: options.seed, files }));
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
