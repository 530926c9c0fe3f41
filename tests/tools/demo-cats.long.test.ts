import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classCounts } from '../../src/data/dataset.js';
import { openDataset } from '../../src/data/open.js';
import { readPicture } from '../../src/data/pictures/image.js';
import { DnnError } from '../../src/errors.js';
import {
  DEMO_CLASSES,
  DEMO_SIZE,
  type DemoSplit,
  paintDemo,
  paintSamples,
} from '../../tools/demo-cats/demo-cats.js';

const demo = paintDemo(1);
const samples = paintSamples(1);
const splits = [demo.train, demo.test];
const FEATURES = DEMO_SIZE * DEMO_SIZE * 3;

const sha256 = (values: Uint8Array) => createHash('sha256').update(values).digest('hex');
const pictureOf = (split: DemoSplit, i: number) => split.values.subarray(i * FEATURES, (i + 1) * FEATURES);
const picturesOf = (split: DemoSplit) => Array.from(split.labels, (_, i) => pictureOf(split, i));

/** Mean red, green and blue of each picture. */
function meanColours(split: DemoSplit): number[][] {
  return picturesOf(split).map((picture) => {
    const sums = [0, 0, 0];
    for (let i = 0; i < FEATURES; i++) sums[i % 3] += picture[i];
    return sums.map((sum) => (sum * 3) / FEATURES);
  });
}

const mean = (rows: number[][]) =>
  [0, 1, 2].map((c) => rows.reduce((sum, row) => sum + row[c], 0) / rows.length);
const distance = (a: number[], b: number[]) => a.reduce((sum, value, c) => sum + (value - b[c]) ** 2, 0);

describe('paintDemo', () => {
  it('paints the pinned bytes: the painter draws the same on every machine', () => {
    expect(sha256(demo.train.values)).toBe(
      'f2de0d20e39c30513b1a185804d25673870c26f4b939816ef4c9d9c08f5cc2f2',
    );
    expect(sha256(demo.test.values)).toBe('86bce77340a7d90561f9dd18e401b4eb1996317b4c93a713121a042c038f4cec');
    expect(sha256(Uint8Array.from(demo.train.labels))).toBe(
      '9b6483d7d8cbc59be030b8491f32fb72832eff00f6e8b07ac66c4bb563295fc5',
    );
  });

  it('paints other pictures for another seed', () => {
    const other = paintDemo(2);
    expect(sha256(other.train.values)).not.toBe(sha256(demo.train.values));
    expect(other.train.labels).not.toEqual(demo.train.labels);
  });

  it("has the counts and class shares of the course's files", () => {
    const counts = splits.map((split) => classCounts({ ...split, examples: 0, dtype: 'uint8' }, 2));
    expect(DEMO_CLASSES).toEqual(['non-cat', 'cat']);
    expect(counts).toEqual([
      [137, 72],
      [17, 33],
    ]);
    expect(splits.map((split) => split.values.length)).toEqual([209 * 12288, 50 * 12288]);
  });

  it('mixes the classes: neither sorted nor in long runs', () => {
    for (const { labels } of splits) {
      const changes = labels.reduce((n, label, i) => n + (i > 0 && label !== labels[i - 1] ? 1 : 0), 0);
      expect(changes).toBeGreaterThan(labels.length / 4);
    }
  });

  it('has no two equal pictures', () => {
    const digests = splits.flatMap(picturesOf).map(sha256);
    expect(new Set(digests).size).toBe(259);
  });

  it('paints no flat picture: every one has dark and light places', () => {
    for (const picture of splits.flatMap(picturesOf)) {
      const sorted = picture.slice().sort();
      expect(sorted[Math.floor(FEATURES * 0.95)] - sorted[Math.floor(FEATURES * 0.05)]).toBeGreaterThan(60);
    }
  });

  it('does not give the class away by colour: the nearest mean colour is right for less than 70 %', () => {
    const colours = meanColours(demo.train);
    const [others, cats] = [0, 1].map((label) =>
      mean(colours.filter((_, i) => demo.train.labels[i] === label)),
    );
    for (let c = 0; c < 3; c++) expect(Math.abs(others[c] - cats[c])).toBeLessThan(13);
    for (const split of splits) {
      const right = meanColours(split).filter((colour, i) => {
        return (distance(colour, cats) < distance(colour, others) ? 1 : 0) === split.labels[i];
      });
      expect(right.length / split.labels.length).toBeLessThan(0.7);
    }
  });

  it('refuses what is no seed', () => {
    expect(() => paintDemo(-1)).toThrow(DnnError);
    expect(() => paintDemo(1.5)).toThrow('a seed must be a whole number');
    expect(() => paintSamples(-1)).toThrow('a seed must be a whole number from 0 to 4294967295, got -1');
  });
});

describe('paintSamples', () => {
  it('paints three cats and three others at larger sizes', () => {
    const names = ['cat.png', 'cat-sitting.png', 'cat-lying.png', 'not-cat.png', 'dog.png', 'flower.png'];
    expect(samples.map(({ name }) => name)).toEqual(names);
    for (const { picture } of samples) {
      expect(picture.pixels.length).toBe(picture.width * picture.height * 3);
      expect(Math.min(picture.width, picture.height)).toBeGreaterThanOrEqual(240);
    }
  });

  it('paints the pinned bytes', () => {
    const all = Buffer.concat(samples.map(({ picture }) => picture.pixels));
    expect(sha256(all)).toBe('9c72efb9dc80f9e45ab921afb786178e0452803de27268c1e3cf116e982a8a2d');
  });
});

describe('the committed files are what `npm run demo-cats` paints', () => {
  it.each(['train', 'test'] as const)('%s: pixels, labels and classes', async (part) => {
    const dataset = await openDataset();
    const split = dataset[part];
    expect(dataset.classes).toEqual(['non-cat', 'cat']);
    expect(split?.labels).toEqual(demo[part].labels);
    expect(Buffer.compare(split?.values as Uint8Array, demo[part].values)).toBe(0);
  });

  it('the sample pictures, and no other file', async () => {
    expect(readdirSync('datasets/samples').sort()).toEqual(samples.map(({ name }) => name).sort());
    for (const { name, picture } of samples) {
      const { pixels, ...rest } = await readPicture(`datasets/samples/${name}`);
      expect({ ...rest, same: Buffer.compare(pixels, picture.pixels) === 0 }).toEqual({
        width: picture.width,
        height: picture.height,
        same: true,
      });
    }
  });
});
