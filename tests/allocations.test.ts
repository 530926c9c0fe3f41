/** Every allocation of every reader fails in turn: each ends in an error that names the file, and none in half a result. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { hdf5Bytes } from '../src/data/formats/hdf5/writer.js';
import { npzBytes } from '../src/data/formats/npz/writer.js';
import { openDataset } from '../src/data/open.js';
import { DnnError } from '../src/errors.js';
import { checkpointChunks, identify } from '../src/model/checkpoint/checkpoint.js';
import { loadCheckpoint } from '../src/model/checkpoint/checkpoint-reader.js';
import { parametersNpz } from '../src/model/export/npz.js';
import { modelChunks } from '../src/model/file/json.js';
import { loadModel } from '../src/model/file/load.js';
import { importParameters } from '../src/model/import/import.js';
import type { Snapshot } from '../src/train/state/snapshot.js';
import { withFailingAllocation } from './helpers/allocations.js';
import { greyPng } from './helpers/cli.js';
import { randomModel } from './helpers/models.js';
import { syntheticDataset } from './helpers/runs.js';
import { watchTraining } from './helpers/snapshots.js';

const root = mkdtempSync(join(tmpdir(), 'dnn-allocations-'));
afterAll(() => rmSync(root, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const arrays = [
  { name: 'train_set_x', shape: [6, 4], values: Float64Array.from({ length: 24 }, (_, i) => i / 8) },
  { name: 'train_set_y', shape: [6], values: Int32Array.of(0, 1, 2, 0, 1, 2) },
  { name: 'list_classes', shape: [3], values: ['a', 'b', 'c'] },
];
const idx = (dims: readonly number[], values: Uint8Array) => {
  const header = Buffer.alloc(4 + 4 * dims.length);
  header.set([0, 0, 8, dims.length]);
  for (const [i, n] of dims.entries()) header.writeUInt32BE(n, 4 + 4 * i);
  return Buffer.concat([header, values]);
};
const parameters = randomModel({ hidden: [2] });
const dataset = syntheticDataset(6, 3);
const { snapshots } = await watchTraining(
  dataset,
  { layers: '3,2,1', iterations: 2 },
  { checkpointEvery: 1 },
);
const checkpoint = { dnn: '1', options: {}, data: identify(dataset), snapshot: snapshots.get(1) as Snapshot };

/** The directory of files by name. */
function folder(name: string, files: Readonly<Record<string, Uint8Array>>): string {
  for (const [file, content] of Object.entries(files)) write(join(name, file), content);
  return join(root, name);
}

const READERS: [what: string, path: string | Promise<string>, read: (path: string) => unknown][] = [
  ['CSV', write('set.csv', 'a,b,class\n1,2,x\n3,4,y\n5,6,x\n'), openDataset],
  [
    'npz',
    write(
      'set.npz',
      npzBytes([
        { name: 'x_train', shape: [2, 2], values: Float64Array.of(1, 2, 3, 4) },
        { name: 'y_train', shape: [2], values: Float64Array.of(0, 1) },
      ]),
    ),
    openDataset,
  ],
  ['HDF5', hdf5Bytes(arrays).then((bytes) => write('set.h5', bytes)), openDataset],
  [
    'idx',
    folder('idx', {
      'train-images-idx3-ubyte': idx([2, 2, 2], Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7)),
      'train-labels-idx1-ubyte.gz': gzipSync(idx([2], Uint8Array.of(0, 1))),
    }),
    openDataset,
  ],
  [
    'a folder of pictures',
    folder('pictures', { 'a/1.png': greyPng(10), 'b/2.png': greyPng(200) }),
    (path) => openDataset(path, { shape: [2, 2, 3] }),
  ],
  ['a made set', Promise.resolve('moons:examples=10'), openDataset],
  ['a model', write('model.json', [...modelChunks(randomModel({ hidden: [2] }))].join('')), loadModel],
  ['a checkpoint', write('run.checkpoint', Buffer.concat([...checkpointChunks(checkpoint)])), loadCheckpoint],
  [
    'parameters',
    write('parameters.npz', parametersNpz(parameters)),
    (path) =>
      importParameters(path, dataset, {
        activation: ['relu'],
        outputActivation: undefined,
        loss: undefined,
        batchNorm: false,
      }),
  ],
];

describe('a reader without memory', () => {
  it.each(READERS)('of %s', async (_, file, read) => {
    const path = await file;
    const sound = await read(path);
    const asked = await withFailingAllocation(0, () => read(path));
    expect(asked).toBeGreaterThan(0);
    let refused = 0;
    for (let failing = 1; failing <= asked; failing++) {
      let result: unknown;
      try {
        await withFailingAllocation(failing, async () => {
          result = await read(path);
        });
        // What has another way, such as a kernel that plain loops stand in for, ends as well as ever.
        expect(result, `allocation ${failing}`).toEqual(sound);
      } catch (error) {
        expect(error, `allocation ${failing}`).toBeInstanceOf(DnnError);
        const { message, code, hint } = error as DnnError;
        expect(message, `allocation ${failing}`).toMatch(/not enough memory|do not fit into memory/);
        expect([message.includes(path) || /^2 pictures of/.test(message), code], message).toEqual([
          true,
          'usage',
        ]);
        expect(hint).toBeTruthy();
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(0);
  });
});
