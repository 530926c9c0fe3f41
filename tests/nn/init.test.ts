import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FloatArray } from '../../src/engine/matrix.js';
import { RandomState } from '../../src/engine/rng.js';
import { drawWeights, type InitName } from '../../src/nn/init.js';
import {
  type Checksum,
  expectChecksum,
  expectRelative,
  type GoldenArray,
  readGolden,
} from '../helpers/goldens.js';

const NAMES: Record<string, InitName> = {
  'x0.01': 'normal:0.01',
  scaled: 'lecun-normal',
  he: 'he-normal',
  xavier: 'lecun-normal',
  x10: 'normal:10',
  zeros: 'zeros',
};

type Case = { dims: number[]; seed: number; mode: string; W: (GoldenArray & Checksum)[] };
const { small, large } = readGolden('init.json') as { small: Case[]; large: Case[] };

const uniform: { init: InitName; seed: number; dims: number[]; W: number[][] }[] = JSON.parse(
  readFileSync('tests/nn/goldens/inits.json', 'utf8'),
);

function draw({ dims, seed, mode }: Case): FloatArray[] {
  const rng = new RandomState(seed);
  return dims.slice(1).map((n, l) => drawWeights(NAMES[mode], rng, n, dims[l]));
}

describe('initial weights against NumPy', () => {
  it.each(small)('$mode of $dims, seed $seed: relative error <= 2e-15', (golden) => {
    for (const [l, W] of draw(golden).entries()) expectRelative(W, golden.W[l].data, 2e-15, `W${l + 1}`);
  });
  it.each(large)('$mode of $dims, seed $seed: sums within 1e-9', (golden) => {
    for (const [l, W] of draw(golden).entries()) expectChecksum(W, golden.W[l], 1e-9, `W${l + 1}`);
  });
  it.each(uniform)('$init of $dims, seed $seed: every bit of RandomState.uniform', (golden) => {
    const rng = new RandomState(golden.seed);
    const drawn = golden.dims.slice(1).map((n, l) => drawWeights(golden.init, rng, n, golden.dims[l]));
    expect(drawn.map((W) => Array.from(W))).toEqual(golden.W);
  });
  it('glorot-normal has variance 2/(n_prev + n)', () => {
    const W = drawWeights('glorot-normal', new RandomState(1), 300, 100);
    const variance = Array.from(W).reduce((sum, w) => sum + w * w, 0) / W.length;
    expect(variance / (2 / 400)).toBeCloseTo(1, 1);
  });
});
