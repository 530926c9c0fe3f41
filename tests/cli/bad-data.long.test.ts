import { describe, it } from 'vitest';
import type { Hdf5Output } from '../../src/data/formats/hdf5/writer.js';
import { Workspace } from '../helpers/cli.js';

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
