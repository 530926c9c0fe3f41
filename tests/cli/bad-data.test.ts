/** Datasets that are not what they should be: exit 3, naming the file and the next step, nothing written. */
import { mkdirSync, truncateSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { costLines, expectSuccess, toyArrays } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';

const place = new InProcess();
const IMAGES = {
  name: 'train_set_x',
  shape: [4, 2, 2, 3],
  values: Uint8Array.from({ length: 48 }, (_, i) => i),
};
const LABELS = { name: 'train_set_y', shape: [4], values: Int32Array.of(0, 1, 0, 1) };
const CLASSES = { name: 'list_classes', shape: [2], values: ['no', 'yes'] };

/** All commands read data alike: the cheapest stands for them. */
async function refusesFile(name: string, ...words: string[]) {
  await place.refuses(['data', 'info', name], 3, [name, ...words]);
}

describe('a file that is no HDF5 file', () => {
  const files: [name: string, content: string | undefined, ...words: string[]][] = [
    ['missing.h5', undefined, 'no dataset or file named'],
    ['empty.h5', '', 'is empty'],
    ['page.h5', '<!DOCTYPE html><html><body>404</body></html>', 'an HTML page', 'Download'],
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

it('arrays that do not fit each other say which', async () => {
  await place.writeHdf5('few.h5', [IMAGES, { ...LABELS, shape: [3], values: Int32Array.of(0, 1, 0) }]);
  await place.refuses(['train', '--data', 'few.h5'], 3, ['few.h5', 'train_set_y', '3', '4']);
});

describe('a directory', () => {
  it('that holds nothing of use, or too much', async () => {
    mkdirSync(place.at('bare'), { recursive: true });
    await place.refuses(['train', '--data', 'bare/'], 3, ['bare', 'bare/ holds no dataset']);
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
