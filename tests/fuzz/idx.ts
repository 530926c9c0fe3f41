/** MNIST's idx files, plain and gzipped: dimensions and values changed, packed again or not. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { openDataset } from '../../src/data/open.js';
import { anyChange, edge, type Mutation, mutate, putInteger } from './bytes.js';
import type { Random } from './random.js';
import { assertSound, type Target } from './target.js';

const IMAGES = ['train-images-idx3-ubyte', 't10k-images-idx3-ubyte'];
const LABELS = ['train-labels-idx1-ubyte', 't10k-labels-idx1-ubyte'];
const [EXAMPLES, SIDE] = [6, 5];
const BOMB = gzipSync(Buffer.alloc(2 ** 24));

function idx(dims: readonly number[], values: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * dims.length);
  header.set([8, dims.length], 2);
  dims.forEach((n, d) => {
    header.writeUInt32BE(n, 4 + 4 * d);
  });
  return Buffer.concat([header, values]);
}

const images = idx(
  [EXAMPLES, SIDE, SIDE],
  Uint8Array.from({ length: EXAMPLES * SIDE * SIDE }, (_, i) => i),
);
const labels = idx([EXAMPLES], Uint8Array.of(0, 1, 2, 0, 1, 2));

const setHeader: Mutation = (bytes, random) => {
  const field = random.pick([2, 3, 4, 8, 12]);
  return putInteger(bytes, field, field < 4 ? 1 : 4, edge(random, bytes.length), false);
};

/** A gzipped file is changed inside. */
function repacked(change: Mutation): Mutation {
  return (bytes, random, others) => {
    if (bytes[0] !== 0x1f) return change(bytes, random, others);
    try {
      const inside = gunzipSync(bytes, { maxOutputLength: 1e6 });
      return gzipSync(change(inside, random, others), { level: 1 });
    } catch {
      return bytes;
    }
  };
}

const bomb: Mutation = (_, random) => (random.chance(0.05) ? BOMB : gzipSync(images, { level: 1 }));

const OWN = [repacked(setHeader), repacked(setHeader), repacked(anyChange), bomb];

/** A dataset of two or four files, one or two of them changed. */
function make(random: Random): Record<string, Buffer> {
  const files: Record<string, Buffer> = {};
  const sets = random.chance(0.5) ? 2 : 1;
  const change = (sound: Buffer) => mutate([sound, gzipSync(sound, { level: 1 })], random, OWN);
  for (let set = 0; set < sets; set++) {
    const changed = random.below(3);
    const end = random.chance(0.3) ? '.gz' : '';
    files[IMAGES[set] + end] = changed !== 1 ? change(images) : images;
    files[LABELS[set]] = changed !== 0 ? change(labels) : labels;
  }
  return files;
}

export const idxFiles: Target = {
  name: 'idx',
  async prepare() {
    return { make, read: async (directory) => assertSound(await openDataset(directory)) };
  },
};
