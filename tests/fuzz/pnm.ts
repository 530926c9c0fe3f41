/** PBM, PGM and PPM, as text and raw: headers that claim what does not follow, and numbers that are none. */
import { join } from 'node:path';
import { type Mutation, mutate } from './bytes.js';
import { assertPicture } from './png.js';
import type { Target } from './target.js';

const NUMBERS = ['0', '1', '7', '255', '256', '65535', '65536', '99999', '4294967296', '-1', '1e9', '#', ''];

/** Another number where one stood. */
const setNumber: Mutation = (bytes, random) => {
  const text = bytes.toString('latin1');
  const numbers = [...text.matchAll(/\d+/g)];
  if (numbers.length === 0) return bytes;
  const { 0: number, index } = numbers[random.below(Math.min(numbers.length, 6))];
  return Buffer.from(
    text.slice(0, index) + random.pick(NUMBERS) + text.slice(index + number.length),
    'latin1',
  );
};

const SAMPLES = Array.from({ length: 60 }, (_, i) => (i * 37) % 256);

function seeds(): Buffer[] {
  const plain = [
    ['P1', SAMPLES.map((v) => v % 2)],
    ['P2 # grey', SAMPLES],
    ['P3', SAMPLES],
  ] as const;
  const texts = plain.map(([kind, samples]) => {
    const size = kind === 'P3' ? '5 4' : '10 6';
    return Buffer.from(`${kind}\n${size}\n${kind === 'P1' ? '' : '255\n'}${samples.join(' ')}\n`);
  });
  const raw = ['P4\n16 30\n', 'P5 10 6 255\n', 'P6\n5 4\n255\n', 'P5 5 6 65535\n', 'P6 5 2 1000\n'];
  return [...texts, ...raw.map((header) => Buffer.concat([Buffer.from(header), Buffer.from(SAMPLES)]))];
}

export const pnm: Target = {
  name: 'pnm',
  async prepare() {
    const files = seeds();
    return {
      make: (random) => ({ picture: mutate(files, random, [setNumber]) }),
      read: (directory) => assertPicture(join(directory, 'picture')),
    };
  },
};
