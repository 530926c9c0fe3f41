import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MAX_SEED, RandomState, type Shufflable } from '../../src/engine/rng.js';
import { expectChecksum, expectRelative, readGolden } from '../helpers/goldens.js';

// biome-ignore lint/suspicious/noExplicitAny: three checksums of three shapes
type Golden = { seed: number; single: Operation[]; sequences: Operation[][]; long: Record<string, any> };
type Operation = { op: string; args: never[]; out: { data: number[] } };

/** Each golden operation on our generator; gaussians are compared at 1e-15 relative, all else exactly. */
const OPERATIONS: Record<string, (rng: RandomState, args: never[]) => ArrayLike<number>> = {
  raw_uint32: (rng, [n]) => Array.from({ length: n }, () => rng.word()),
  random_sample: (rng, [n]) => rng.randomSample(n),
  rand: (rng, shape) => rng.rand(...(shape as number[])),
  randn: (rng, shape) => rng.randn(...(shape as number[])),
  standard_normal: (rng, [n]) => rng.randn(n),
  permutation: (rng, [n]) => rng.permutation(n),
  shuffle: (rng, [items]) => shuffled(rng, [...(items as number[])]),
  shuffle_list: (rng, [items]) => shuffled(rng, [...(items as number[])]),
  shuffle_rows: (rng, [rows]) => shuffled(rng, [...(rows as number[][])]).flat(),
  randint: (rng, [low, high, n]) => rng.randint(low, high, n),
  uniform: (rng, [low, high, n]) => rng.uniform(low, high, n),
  normal: (rng, [mean, deviation, n]) => rng.normal(mean, deviation, n),
  mask: (rng, [rows, cols, p]) => Array.from(rng.rand(rows, cols), (u) => Number(u < p)),
  choice: (rng, [n, k]) => rng.choice(n, k),
  choice_no_replace: (rng, [n, k]) => rng.choiceWithoutReplacement(n, k),
  choice_p: (rng, [p, k]) => rng.choiceWeighted(p, k),
};
const GAUSSIAN = new Set(['randn', 'standard_normal', 'normal']);

function shuffled<T>(rng: RandomState, items: T[]): T[] {
  rng.shuffle(items as Shufflable);
  return items;
}

function check(rng: RandomState, { op, args, out }: Operation): void {
  if (op === 'seed') {
    rng.seed(args[0]);
    return;
  }
  const got = OPERATIONS[op](rng, args);
  if (GAUSSIAN.has(op)) expectRelative(got, out.data, 1e-15, `${op}(${args})`);
  else expect(Array.from(got), `${op}(${args})`).toEqual(out.data);
}

describe.each(readGolden('rng.json').cases as Golden[])(
  'NumPy RandomState($seed): words, uniforms, integers exact; gaussians within 1e-15',
  (golden) => {
    it.each(golden.single)('$op $args', (operation) => check(new RandomState(golden.seed), operation));

    it.each([...golden.sequences.entries()])('interleaved sequence %i', (_, operations) => {
      const rng = new RandomState(golden.seed);
      for (const operation of operations) check(rng, operation);
    });

    it('streams of 100000', () => {
      const { random_sample, randn, permutation } = golden.long;
      expectChecksum(
        new RandomState(golden.seed).randomSample(100000),
        random_sample,
        1e-12,
        'random_sample',
      );
      expectChecksum(new RandomState(golden.seed).randn(100000), randn, 1e-11, 'randn');
      const order = new RandomState(golden.seed).permutation(100000);
      expect(Array.from(order.subarray(0, 10))).toEqual(permutation.first10);
      expect(Array.from(order.subarray(-10))).toEqual(permutation.last10);
      let weighted = 0n;
      order.forEach((p, i) => {
        weighted += BigInt(p) * BigInt(i);
      });
      expect(Number(weighted % 1000000007n)).toBe(permutation['sum_i_times_p_i_mod_1e9+7']);
    });
  },
);

interface Gaussians {
  draws: number;
  cases: { seed: number; sha256: string; differences: [index: number, units: number][] }[];
}

describe("1,000,000 Gaussians of 50 seeds against NumPy's bytes: 99.96 % are equal in every bit", () => {
  const gaussians: Gaussians = JSON.parse(readFileSync('tests/engine/goldens/gaussians.json', 'utf8'));
  const { draws, cases } = gaussians;

  it.each(cases)('seed $seed', ({ seed, sha256, differences }) => {
    const drawn = new RandomState(seed).randn(draws);
    const units = new BigInt64Array(drawn.buffer);
    for (const [index, difference] of differences) units[index] += BigInt(difference);
    expect(createHash('sha256').update(units).digest('hex')).toBe(sha256);
  });

  it('357 differ, by at most 3 units in the last place', () => {
    const differences = cases.flatMap((each) => each.differences.map(([, units]) => Math.abs(units)));
    expect([cases.length * draws, differences.length]).toEqual([1_000_000, 357]);
    expect(Math.max(...differences)).toBe(3);
  });
});

describe('state', () => {
  it('a restored snapshot, kept Gaussian included, continues as the original', () => {
    const original = new RandomState(7);
    original.randn(3);
    original.randomSample(700);
    const snapshot = JSON.parse(JSON.stringify(original.snapshot()));
    expect(snapshot.gaussian).not.toBeNull();
    const copy = new RandomState(0);
    copy.restore(snapshot);
    expect(copy.randn(5)).toEqual(original.randn(5));
    expect(copy.permutation(50)).toEqual(original.permutation(50));
  });

  it('a snapshot is a copy', () => {
    const rng = new RandomState(1);
    const before = rng.snapshot();
    rng.randomSample(1000);
    expect(new RandomState(1).snapshot()).toEqual(before);
  });

  it.each([
    ['too few words', { key: [1, 2], position: 0, gaussian: null }],
    ['a position beyond the end', { key: new Array(624).fill(1), position: 625, gaussian: null }],
    ['a word over 32 bits', { key: new Array(624).fill(2 ** 33), position: 0, gaussian: null }],
    ['an infinite Gaussian', { key: new Array(624).fill(1), position: 0, gaussian: Number.NaN }],
  ])('refuses %s', (_, snapshot) => {
    expect(() => new RandomState(1).restore(snapshot)).toThrow(/not one of MT19937/);
  });
});

describe('seeds', () => {
  it.each([0, 1, MAX_SEED])('%i is a seed', (seed) => {
    const [u] = new RandomState(seed).randomSample(1);
    expect(u).toBeGreaterThanOrEqual(0);
    expect(u).toBeLessThan(1);
  });
  it.each([-1, 1.5, MAX_SEED + 1, Number.NaN])('%d is refused', (seed) => {
    expect(() => new RandomState(seed)).toThrow(/whole number from 0 to 4294967295/);
  });
  it('the last seed draws what NumPy draws', () => {
    // python3 -c "import numpy as np; print(np.random.RandomState(2**32-1).random_sample(2).tolist())"
    expect(Array.from(new RandomState(MAX_SEED).randomSample(2))).toEqual([
      0.0976320289940138, 0.9123828453026218,
    ]);
  });
});
