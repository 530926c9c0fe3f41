/** The sets that are made: scikit-learn's and the course's points, their settings, and what is refused. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classCounts, datasetDigest } from '../../../src/data/dataset.js';
import { openDataset } from '../../../src/data/open.js';
import { isToy, makeToy, TOY_NAMES, TOYS, toySettings } from '../../../src/data/toys/toys.js';
import { MAX_SEED } from '../../../src/engine/rng.js';
import { dnnError } from '../../helpers/errors.js';
import { type GoldenArray, readGolden, toExamples } from '../../helpers/goldens.js';

interface Case {
  source: string;
  values: number[];
  labels: number[];
}
const { cases } = JSON.parse(readFileSync('tests/data/toys/points.json', 'utf8')) as { cases: Case[] };

/** |got − expected| ≤ tolerance·max(1, |expected|) for every coordinate. */
function expectPoints(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(got.length).toBe(expected.length);
  for (let i = 0; i < got.length; i++) {
    const allowed = tolerance * Math.max(1, Math.abs(expected[i]));
    if (!(Math.abs(got[i] - expected[i]) <= allowed)) expect.fail(`${i}: ${got[i]}, expected ${expected[i]}`);
  }
}

describe('points of scikit-learn and of the course, within 2e-15; labels and order equal', () => {
  it.each(cases)('$source', ({ source, values, labels }) => {
    const { train } = makeToy(source);
    expect(Array.from(train.labels)).toEqual(labels);
    expectPoints(train.values, values, 2e-15);
  });

  const { sets } = readGolden('lab_data.json') as {
    sets: Record<string, { X: GoldenArray; labels: number[] }>;
  };
  it('the defaults of moons and circles are the data of the labs', () => {
    const [moons, circles] = [makeToy('moons'), makeToy('circles')];
    for (const [set, split] of [
      [sets.moons, moons.train],
      [sets.circles_train, circles.train],
      [sets.circles_test, circles.test],
    ] as const) {
      expect(Array.from(split?.labels ?? [])).toEqual(set.labels);
      expectPoints(split?.values ?? [], toExamples(set.X).data, 2e-15);
    }
    expect(moons.test).toBeUndefined();
  });
});

describe('xor', () => {
  it('without noise: class 1 where the signs differ, all quarters of the square taken', () => {
    const { train, classes } = makeToy('xor:noise=0,examples=500');
    const quarters = new Set<string>();
    train.labels.forEach((label, i) => {
      const [x, y] = train.values.subarray(2 * i, 2 * i + 2);
      expect(label).toBe(x * y < 0 ? 1 : 0);
      quarters.add(`${x < 0} ${y < 0}`);
    });
    expect(quarters.size).toBe(4);
    expect(classes).toEqual(['same', 'different']);
  });

  it('noise moves points, not labels', () => {
    const [clean, noisy] = [makeToy('xor:noise=0'), makeToy('xor:noise=0.3')];
    expect(noisy.train.labels).toEqual(clean.train.labels);
    expect(noisy.train.values).not.toEqual(clean.train.values);
  });
});

describe('every set', () => {
  it.each(TOY_NAMES)(
    '%s: as many examples as asked for, classes shared out evenly, the same bits again',
    (name) => {
      fc.assert(
        fc.property(
          fc.integer({ min: 20, max: 120 }),
          fc.integer({ min: 0, max: MAX_SEED }),
          (examples, seed) => {
            const set = makeToy(name, { examples, seed, test: 30 });
            expect(set.train).toMatchObject({ examples, dtype: 'float64' });
            expect(set.train.values).toHaveLength(2 * examples);
            expect(set.test?.labels).toHaveLength(30);
            expect([...set.train.values, ...(set.test?.values ?? [])].every(Number.isFinite)).toBe(true);
            const counts = classCounts(set.train, set.classes.length);
            if (name !== 'xor') expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
            expect(datasetDigest(makeToy(name, { examples, seed, test: 30 }))).toBe(datasetDigest(set));
          },
        ),
        { numRuns: 20 },
      );
    },
  );

  it('a test set is the training set of the next seed; blobs keep their centres', () => {
    for (const name of TOY_NAMES.filter((each) => each !== 'blobs')) {
      const { test } = makeToy(name, { seed: 8, test: 50 });
      expect(test, name).toEqual(makeToy(name, { seed: 9, examples: 50, test: 0 }).train);
    }
    const { train, test } = makeToy('blobs:noise=0,test=60');
    const places = (values: ArrayLike<number> = []) =>
      new Set(Array.from({ length: values.length / 2 }, (_, i) => `${values[2 * i]} ${values[2 * i + 1]}`));
    expect(places(test?.values)).toEqual(places(train.values));
    expect(makeToy('moons', { seed: MAX_SEED, test: 4 }).test?.values).toEqual(
      makeToy('moons', { seed: 0, examples: 4 }).train.values,
    );
  });

  it('is a source by its name, with settings or without', async () => {
    expect(await openDataset('moons:examples=10')).toEqual(makeToy('moons', { examples: 10 }));
    expect(await openDataset('spirals', { divisor: 2 })).toMatchObject({ divisor: 2, shape: [2] });
  });
});

describe('settings', () => {
  it('a flag comes before what the source says', () => {
    expect(toySettings('moons:noise=0.5,seed=4', { noise: 0.1 }).settings).toEqual({
      ...TOYS.moons.settings,
      noise: 0.1,
      seed: 4,
    });
  });

  it('tell made sets from others', () => {
    for (const source of ['moons', 'moons:', 'xor:noise=1']) expect(isToy(source)).toBe(true);
    for (const source of ['moon', 'toString', 'demo-cats', './moons', '']) expect(isToy(source)).toBe(false);
  });

  it.each([
    ['moons:nose=1', 'moons:nose=1: nose=1: moons takes examples, test, noise, seed', 'Did you mean noise?'],
    ['moons:classes=3', 'moons takes examples, test, noise, seed', 'moons:examples=500,noise=0.1'],
    ['moons:', 'moons takes', 'moons:examples=500,noise=0.1'],
    ['moons:noise', 'noise is a number from 0 to 1000', 'The default is noise=0.2.'],
    ['moons:noise=-1', 'noise is a number from 0', 'noise=0.2'],
    ['moons:noise=1=2', 'noise=1=2: noise is a number', ''],
    ['moons:examples=1', 'examples is a whole number from 2 to 1000000', 'examples=300'],
    ['moons:examples=1e9', 'examples is a whole number from 2 to 1000000', ''],
    ['moons:seed=0.5', 'seed is a whole number from 0 to 4294967295', 'seed=3'],
    ['circles:factor=1', 'factor is a number from 0 up to, not including, 1', 'factor=0.8'],
    ['xor:noise=0,seed=2,noise=1', 'xor:noise=0,seed=2,noise=1: noise is given twice', ''],
    ['blobs:examples=4,classes=5', '4 examples for 5 classes', ''],
  ])('%s is refused', (source, message, hint) => {
    const error = dnnError('usage', () => makeToy(source));
    expect(error.message).toContain(message);
    expect(error.hint ?? '').toContain(hint);
  });
});

describe('a large set', () => {
  it('asks for its memory before it is made; a small one does not', () => {
    const asked: [string, number][] = [];
    const reserve = (where: string, bytes: number) => {
      asked.push([where, bytes]);
      throw new Error('refused');
    };
    expect(() => makeToy('moons:examples=1000000', {}, reserve)).toThrow('refused');
    expect(asked).toEqual([['moons:examples=1000000', 3e8]]);
    expect(makeToy('moons', {}, reserve).train.examples).toBe(300);
  });
});

describe('flags', () => {
  it('are named with the set, and their problem once', () => {
    const error = dnnError('usage', () => makeToy('moons', { classes: 4 }));
    expect(error.message).toBe('--classes 4: moons takes examples, test, noise, seed');
    expect(error.hint).not.toContain('examples, test');
    expect(error.option).toMatchObject({
      name: 'classes',
      problem: 'moons takes examples, test, noise, seed',
    });
  });
});
