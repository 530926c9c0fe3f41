/** Spaces around the best configurations: what is left of each kind of axis, and that it is a space again. */
import { describe, expect, it } from 'vitest';
import { TRAINING_OPTIONS } from '../../src/train/options/options.js';
import { configurationAt } from '../../src/tune/configuration.js';
import { finerSpaces } from '../../src/tune/finer.js';
import { isSpace, type Space } from '../../src/tune/space.js';
import { spaced } from '../../src/tune/spaced.js';

type Name = 'learningRate' | 'layers' | 'momentum' | 'batchSize' | 'activation' | 'keepProb' | 'batchNorm';

function read(name: Name, text: string): unknown {
  return spaced<unknown>(name, TRAINING_OPTIONS[name], name === 'layers' ? { isLayers: true } : {}).read(
    text,
  );
}

function spaceOf(name: Name, text: string): Space {
  const space = read(name, text);
  if (!isSpace(space)) throw new Error(`${text} is no space`);
  return space;
}

/** The finer spaces of one space, around configurations at these places, a list a configuration. */
function finer(name: Name, text: string, places: readonly (readonly number[])[]) {
  const space = spaceOf(name, text);
  const best = places.map((each, i) => configurationAt([space], i, each));
  return finerSpaces([space], best)?.[name];
}

describe('a finer space', () => {
  it.each<[Name, string, number[][], string]>([
    // Half the mean distance of neighbours, 0.05, is added at either side.
    ['learningRate', '1..2', [[0.4], [0.5], [0.6]], '1.35..1.65'],
    ['learningRate', 'log:1e-4..1', [[0.5], [0.75]], 'log:0.00316..0.316'],
    ['momentum', '1-log:0.001..0.1', [[0.45], [0.55]], '1-log:0.00631..0.0159'],
    ['batchSize', 'log2:8..128', [[0.1], [0.5]], 'log2:8..32'],
    ['activation', 'relu|tanh|gelu', [[0.9], [0.1]], 'relu|gelu'],
    [
      'layers',
      'auto,8..64,0|4|16,auto',
      [
        [0.5, 0.1],
        [0.75, 0.9],
      ],
      'auto,36..50,0|16,auto',
    ],
    // All of the best leave a layer out: 0 is no width.
    [
      'layers',
      'auto,8..64,0|16,auto',
      [
        [0.5, 0.1],
        [0.75, 0.2],
      ],
      'auto,36..50,auto',
    ],
    [
      'layers',
      'auto,0..32, 8..64, 0..3 ,auto',
      [
        [0.01, 0.5, 0.1],
        [0.02, 0.75, 0.2],
      ],
      'auto, 36..50,auto',
    ],
    // In three digits the end would be 1, which is none.
    ['momentum', '0.5..0.9999', [[0.98], [0.999]], '0.985..0.9999'],
    ['momentum', '1-log:0.0001234..0.1', [[0.98], [0.999]], '1-log:0.0001234..0.00015'],
  ])('of %s %s around %j is %s', (name, text, places, expected) => {
    expect(finer(name, text, places)).toBe(expected);
    expect(isSpace(read(name, expected))).toBe(true);
  });

  it('stays within the space', () => {
    expect(finer('learningRate', 'log:0.01..1', [[0], [0.999]])).toBe('log:0.01..1');
  });

  it('has every value of the best', () => {
    const places = [0.31, 0.35, 0.38, 0.44].map((place) => [place]);
    const space = spaceOf('learningRate', 'log:1e-4..1');
    const { dimensions } = spaceOf('learningRate', String(finer('learningRate', 'log:1e-4..1', places)));
    for (const [place] of places) {
      const value = space.dimensions[0].valueAt(place);
      expect(dimensions[0].valueAt(dimensions[0].placeOf(value))).toBeCloseTo(Number(value), 4);
    }
  });

  it('is a value where all of the best have it, and nothing where that leaves no space', () => {
    expect(
      finer('layers', 'auto,8..64,0|4|16,auto', [
        [0.5, 0.4],
        [0.75, 0.4],
      ]),
    ).toBe('auto,36..50,4,auto');
    expect(finer('activation', 'relu|tanh|gelu', [[0.1], [0.2]])).toBeUndefined();
    const spaces = [spaceOf('activation', 'relu|tanh'), spaceOf('learningRate', '1..2')];
    const best = [0.2, 0.4].map((place, i) => configurationAt(spaces, i, [0.1, place]));
    expect(finerSpaces(spaces, best)).toEqual({ activation: 'relu', learningRate: '1.1..1.5' });
  });
});
