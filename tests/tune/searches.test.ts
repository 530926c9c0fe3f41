/** Searches: random draws that are the same everywhere, and grids; no configuration twice. */
import { describe, expect, it } from 'vitest';
import { TUNE } from '../../src/cli/commands/tune-command.js';
import { type Options, readValue } from '../../src/train/options/option.js';
import { type Configuration, keyOf } from '../../src/tune/configuration.js';
import { SEARCHES } from '../../src/tune/searches/searches.js';
import { isSpace, type Space } from '../../src/tune/space.js';
import { dnnError } from '../helpers/errors.js';

const OPTIONS: Options = TUNE.options;

function spaces(texts: Readonly<Record<string, string>>): Space[] {
  const values = Object.entries(texts).map(([name, text]) => readValue<unknown>(OPTIONS[name], text, name));
  return values.filter(isSpace);
}

function proposed(
  name: keyof typeof SEARCHES,
  texts: Readonly<Record<string, string>>,
  trials: number,
  seed = 1,
) {
  const search = SEARCHES[name](spaces(texts), seed, trials);
  expect(search.generations).toHaveLength(1);
  return search.propose(0, []);
}

const valuesOf = (configurations: readonly Configuration[]) =>
  configurations.map(({ values }) => Object.values(values));

describe('the random search', () => {
  const COURSE = {
    layers: 'auto,8..64,0..32,auto',
    activation: 'relu|tanh|gelu',
    learningRate: 'log:1e-4..1',
    momentum: '1-log:0.001..0.1',
    batchSize: 'log2:8..128',
    keepProb: '0.5..1',
  };

  // By hashlib.sha256 and math.exp of Python: float('%.4g' % x), place = int(hexdigest[:14], 16) >> 3, over 2**53.
  it('draws these twenty with seed 7, as Python does', () => {
    expect(valuesOf(proposed('random', COURSE, 20, 7))).toEqual([
      ['auto,40,9,auto', 'relu', 0.1859, 0.994696, 64, 0.7012],
      ['auto,37,6,auto', 'gelu', 0.1534, 0.97228, 32, 0.7316],
      ['auto,22,6,auto', 'tanh', 0.002721, 0.995423, 16, 0.8149],
      ['auto,41,7,auto', 'tanh', 0.4427, 0.994079, 64, 0.5167],
      ['auto,8,20,auto', 'relu', 0.3019, 0.997229, 16, 0.8394],
      ['auto,30,auto', 'relu', 0.002073, 0.997211, 128, 0.9925],
      ['auto,17,16,auto', 'gelu', 0.02976, 0.92483, 16, 0.7409],
      ['auto,56,5,auto', 'gelu', 0.0003683, 0.998251, 128, 0.7378],
      ['auto,63,5,auto', 'tanh', 0.07589, 0.92595, 128, 0.5745],
      ['auto,55,31,auto', 'gelu', 0.2311, 0.997595, 16, 0.6218],
      ['auto,17,18,auto', 'relu', 0.0007814, 0.97683, 128, 0.8156],
      ['auto,56,14,auto', 'tanh', 0.2409, 0.97705, 128, 0.7637],
      ['auto,32,26,auto', 'relu', 0.0005349, 0.994817, 128, 0.5286],
      ['auto,17,2,auto', 'relu', 0.0006814, 0.994619, 128, 0.7012],
      ['auto,50,27,auto', 'tanh', 0.07181, 0.998563, 8, 0.5148],
      ['auto,20,12,auto', 'relu', 0.0001319, 0.92474, 128, 0.815],
      ['auto,37,21,auto', 'gelu', 0.001173, 0.997708, 8, 0.7399],
      ['auto,62,20,auto', 'gelu', 0.006669, 0.993077, 16, 0.9316],
      ['auto,27,2,auto', 'gelu', 0.00016, 0.96871, 64, 0.8015],
      ['auto,42,12,auto', 'tanh', 0.0005878, 0.990844, 8, 0.7303],
    ]);
  });

  it('draws a configuration whatever the number of trials, and an option whatever the others', () => {
    const all = proposed('random', COURSE, 200);
    expect(proposed('random', COURSE, 30)).toEqual(all.slice(0, 30));
    const alone = proposed('random', { learningRate: COURSE.learningRate }, 200);
    expect(alone.map(({ values }) => values.learningRate)).toEqual(
      all.map(({ values }) => values.learningRate),
    );
    expect(all.map(({ index }) => index)).toEqual(Array.from({ length: 200 }, (_, i) => i));
  });

  it('draws every tenth of a scale as often as the others, within four deviations', () => {
    const drawn = proposed('random', { learningRate: 'log:1e-5..1e5' }, 2000);
    const decades = drawn.map(({ values }) =>
      Number(Number(values.learningRate).toExponential().split('e')[1]),
    );
    for (let decade = -5; decade < 5; decade++) {
      const count = decades.filter((each) => each === decade).length;
      expect(Math.abs(count - 200)).toBeLessThan(4 * Math.sqrt(2000 * 0.1 * 0.9));
    }
  });

  it('takes no configuration twice, and all that there are', () => {
    const all = proposed('random', { activation: 'relu|tanh', batchSize: 'log2:8..64' }, 30);
    expect(all).toHaveLength(8);
    expect(new Set(all.map(keyOf)).size).toBe(8);
    // 16 widths in two layers of which each may be left out: 5,auto and auto,5 are the same network.
    const same = proposed('random', { layers: 'auto,0..3,0..3,auto' }, 100);
    expect(same).toHaveLength(1 + 3 + 9);
    expect(new Set(same.map(keyOf)).size).toBe(13);
    // The rarest value is drawn once in 1600 times.
    expect(proposed('random', { batchSize: 'log:1..400' }, 400)).toHaveLength(400);
  });
});

describe('the grid search', () => {
  it('takes the product of all values, the last option first', () => {
    const grid = proposed('grid', { activation: 'relu|tanh', learningRate: '1|0.1', batchSize: '8..10' }, 12);
    expect(valuesOf(grid)).toEqual(
      ['relu', 'tanh'].flatMap((activation) =>
        [0.1, 1].flatMap((rate) => [8, 9, 10].map((size) => [activation, rate, size])),
      ),
    );
    expect(valuesOf(proposed('grid', { batchSize: 'log:8..12' }, 30)).flat()).toEqual([8, 9, 10, 11, 12]);
  });

  it('has no network twice', () => {
    expect(valuesOf(proposed('grid', { layers: 'auto,0..1,0..1,auto' }, 4)).flat()).toEqual([
      'auto,auto',
      'auto,1,auto',
      'auto,1,1,auto',
    ]);
  });

  it('refuses ranges of endlessly many values, and offers some', () => {
    const error = dnnError('usage', () => proposed('grid', { learningRate: 'log:0.01..1' }, 30));
    expect(error.message).toContain('--learning-rate log:0.01..1: a grid takes every value');
    expect(error.hint).toContain("--learning-rate '0.01|0.1|1'");
    dnnError('usage', () => proposed('grid', { keepProb: '0.5..1,0.8' }, 30));
  });

  it('refuses more configurations than --trials, with their number', () => {
    const error = dnnError('usage', () => proposed('grid', { batchSize: '1..1000', epochs: '1..1000' }, 30));
    expect(error.message).toContain(
      'the grid has more than 100000 configurations, expected at most --trials 30',
    );
    expect(error.hint).toBe('Give fewer values; or draw 30: --search random.');
    const small = dnnError('usage', () => proposed('grid', { layers: 'auto,0..9,0..9,auto' }, 30));
    expect(small.message).toContain('the grid has 91 configurations');
    expect(small.hint).toContain('--trials 91;');
  });
});
