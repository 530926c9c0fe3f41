/** Folders of pictures: names of all kinds, pictures missing, broken, or something else. */
import { openDataset } from '../../src/data/open.js';
import { mutate } from './bytes.js';
import { pngSeeds } from './png.js';
import type { Random } from './random.js';
import { assertSound, type Input, type Target } from './target.js';

const NAMES = [
  'cat',
  'dog',
  'train',
  'test',
  '.hidden',
  '__MACOSX',
  '__proto__',
  'constructor',
  'a b',
  '\u00e9',
  'x'.repeat(200),
  '-rf',
  '%s',
  '\u202e',
];
const FILES = [
  '1.png',
  '2.PNG',
  '10.png',
  '.png',
  'note.txt',
  'Thumbs.db',
  'x.jpg',
  'a\nb.png',
  '\ud83d\ude00.png',
  '--.png',
  'y.tar.gz',
];

function make(random: Random, seeds: readonly Buffer[]): Input {
  const files: Record<string, Uint8Array> = {};
  const prefix = random.chance(0.3) ? ['train/', 'test/'] : [''];
  const classes = Array.from({ length: 1 + random.below(3) }, () => random.pick(NAMES));
  for (const part of prefix) {
    for (const name of classes) {
      for (let i = 1 + random.below(2); i > 0; i--) {
        const damaged = random.chance(0.15);
        files[`${part}${name}/${random.pick(FILES)}`] = damaged
          ? mutate(seeds, random, [])
          : random.pick(seeds);
      }
    }
  }
  if (random.chance(0.2)) files[random.pick(FILES)] = random.pick(seeds);
  return files;
}

export const folder: Target = {
  name: 'folder',
  async prepare() {
    const seeds = pngSeeds();
    return {
      make: (random) => make(random, seeds),
      read: async (directory) => assertSound(await openDataset(directory, { shape: [4, 3, 3] })),
    };
  },
};
