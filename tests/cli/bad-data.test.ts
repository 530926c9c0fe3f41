/** Datasets that are not what they should be: exit 3, naming the file and the next step, nothing written. */
import { mkdirSync, truncateSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Hdf5Output } from '../../src/data/formats/hdf5/writer.js';
import { costLines, expectSuccess, toyArrays, Workspace } from '../helpers/cli.js';

const place = new Workspace();
const IMAGES = {
  name: 'train_set_x',
  shape: [4, 2, 2, 3],
  values: Uint8Array.from({ length: 48 }, (_, i) => i),
};
const LABELS = { name: 'train_set_y', shape: [4], values: Int32Array.of(0, 1, 0, 1) };
const CLASSES = { name: 'list_classes', shape: [2], values: ['no', 'yes'] };

async function refusesFile(name: string, ...words: string[]) {
  for (const args of [
    ['train', '--data', name],
    ['data', 'info', name],
  ])
    await place.refuses(args, 3, [name, ...words]);
}

describe('a file that is no HDF5 file', () => {
  const files: [name: string, content: string | undefined, ...words: string[]][] = [
    ['missing.h5', undefined, 'no dataset or file named'],
    ['empty.h5', '', 'is empty'],
    ['page.h5', '<!DOCTYPE html><html><body>404</body></html>', 'an HTML page', 'download'],
    [
      'pointer.h5',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 2572022\n',
      'a Git LFS pointer',
      'git lfs pull',
    ],
    ['text.h5', 'hello', 'is not an HDF5 file'],
    ['notes.txt', 'hello', 'not a dataset'],
    ['model.json', '{"format":"dnn-model"}', 'not a dataset'],
  ];
  it.each(files)('%s', async (name, content, ...words) => {
    if (content !== undefined) place.write(name, content);
    await refusesFile(name, ...words);
  });

  it('or only a part of one', async () => {
    const path = await place.writeHdf5('short.h5', toyArrays());
    truncateSync(path, 5000);
    await refusesFile('short.h5', 'truncated', '5000');
  });

  it('or a device', async () => {
    await place.refuses(['train', '--data', '/dev/null'], 3, ['/dev/null']);
  });
});

describe('a file whose arrays do not fit', () => {
  const cases: [what: string, arrays: Hdf5Output[], ...words: string[]][] = [
    ['no labels', [IMAGES], 'train_set_x'],
    ['no examples', [LABELS], 'train_set_y'],
    ['other keys', [{ ...LABELS, name: 'a' }, CLASSES], 'a'],
    [
      'one label too few',
      [IMAGES, { ...LABELS, shape: [3], values: Int32Array.of(0, 1, 0) }],
      '4 examples',
      '3 labels',
    ],
    [
      'a label that is no class',
      [IMAGES, { ...LABELS, values: Int32Array.of(0, 1, 2, 1) }, CLASSES],
      'label 2 is 2',
      '0 to 1',
    ],
    [
      'a negative label',
      [IMAGES, { ...LABELS, values: Int32Array.of(0, -1, 0, 1) }, CLASSES],
      'label 1 is -1',
    ],
    [
      'a label that is no whole number',
      [IMAGES, { ...LABELS, values: Float64Array.of(0, 1, 0.5, 1) }],
      'label 2 is 0.5',
    ],
    [
      'no example at all',
      [
        { ...IMAGES, shape: [0, 2, 2, 3], values: new Uint8Array(0) },
        { ...LABELS, shape: [0], values: new Int32Array(0) },
      ],
      'no example',
    ],
    [
      'a value that is no number',
      [
        { name: 'train_set_x', shape: [2, 2], values: Float64Array.of(1, Number.NaN, 3, 4) },
        { ...LABELS, shape: [2], values: Int32Array.of(0, 1) },
      ],
      'value 1 of example 0 is NaN',
    ],
  ];
  it.each(cases)('%s', async (what, arrays, ...words) => {
    const name = `${what.replaceAll(' ', '-')}.h5`;
    await place.writeHdf5(name, arrays);
    await refusesFile(name, ...words);
  });

  it('keys that are named wrong suggest the nearest', async () => {
    await place.writeHdf5('sound.h5', [IMAGES, LABELS, CLASSES]);
    await place.refuses(['train', '--data', 'sound.h5', '--x-key', 'train_set_z'], 3, [
      'train_set_z',
      'train_set_x',
    ]);
  });
});

describe('a directory', () => {
  it('that holds nothing of use, or too much', async () => {
    mkdirSync(place.at('bare'), { recursive: true });
    await place.refuses(['train', '--data', 'bare/'], 3, ['bare', 'neither HDF5 files nor sub-folders']);
    await place.writeHdf5('many/train_a.h5', [IMAGES, LABELS]);
    await place.writeHdf5('many/train_b.h5', [IMAGES, LABELS]);
    await place.refuses(['train', '--data', 'many'], 3, [
      'train_a.h5',
      'train_b.h5',
      '--data many/train_a.h5',
    ]);
    await place.refuses(['train', '--data', 'nowhere/'], 3, ['nowhere/', 'Check the path']);
  });
});

describe('the data directory', () => {
  it('that is not there is named, with the way to fill it', async () => {
    const words = ['catvnoncat', '/no/such/place', 'dnn data pull catvnoncat'];
    await place.refuses(['train', '--data', 'catvnoncat'], 3, words, { DNN_DATA_DIR: '/no/such/place' });
  });
});

describe('one class only', () => {
  beforeAll(async () => {
    await place.writeHdf5('same.h5', [IMAGES, { ...LABELS, values: Int32Array.of(1, 1, 1, 1) }, CLASSES]);
  });

  it('is trained with a note', async () => {
    const result = await place.dnn(['train', '--data', 'same.h5', '--iterations', '3']);
    expectSuccess(result);
    expect(result.stderr).toMatch(/^Note: All 4 training examples are of one class, "yes"\.$/m);
    expect(costLines(result)).toHaveLength(2);
  });
});
