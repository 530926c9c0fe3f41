/** Spaces: what stands where a value stands, the values that are drawn from it, and what is said of wrong ones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TUNE } from '../../src/cli/commands/tune-command.js';
import { type Option, type Options, readValue } from '../../src/train/options/option.js';
import { TRAINING_OPTIONS } from '../../src/train/options/options.js';
import { settled } from '../../src/tune/configuration.js';
import { isSpace, type Space } from '../../src/tune/space.js';
import { dnnError } from '../helpers/errors.js';
import '../helpers/seed.js';

const OPTIONS: Options = TUNE.options;
const PLAIN: Options = TRAINING_OPTIONS;

function read(name: string, text: unknown): unknown {
  return readValue(OPTIONS[name], text, `--${name} ${text}`);
}

function spaceOf(name: string, text: unknown): Space {
  const space = read(name, text);
  if (!isSpace(space)) return expect.fail(`${text} was read as a value`);
  return space;
}

/** The values of the option with every dimension at each of these places. */
function valuesAt(space: Space, ...places: number[]): unknown[] {
  return places.map((place) => space.compose(space.dimensions.map(({ valueAt }) => valueAt(place))));
}

describe('a space', () => {
  it.each<[name: string, text: unknown, values: readonly unknown[]]>([
    ['learningRate', '1e-4..1', [1e-4, 0.2501, 0.5, 1]],
    ['learningRate', 'log:1e-4..1', [1e-4, 0.001, 0.01, 0.9999]],
    ['learningRate', 'LOG:1e-4..1', [1e-4, 0.001, 0.01, 0.9999]],
    ['learningRate', 'log2:0.25..4', [0.25, 0.5, 1, 4]],
    ['learningRate', '.1..0.3', [0.1, 0.15, 0.2, 0.3]],
    ['learningRate', '0.1|1|0.01', [0.01, 0.01, 0.1, 1]],
    ['momentum', '1-log:0.001..0.1', [0.9, 0.96838, 0.99, 0.999]],
    ['momentum', '0.9..0.999', [0.9, 0.92475, 0.9495, 0.999]],
    ['batchSize', '8..128', [8, 38, 68, 128]],
    ['batchSize', 'log2:8..128', [8, 16, 32, 128]],
    ['batchSize', 'log2:5..40', [8, 8, 16, 32]],
    ['batchSize', 'log:1..100', [1, 2, 7, 100]],
    [
      'layers',
      'auto,8..64,0..32,auto',
      ['auto,8,auto', 'auto,22,8,auto', 'auto,36,16,auto', 'auto,64,32,auto'],
    ],
    ['layers', 'auto,8|16,auto', ['auto,8,auto', 'auto,8,auto', 'auto,16,auto', 'auto,16,auto']],
    ['layers', 'auto,0|16,auto', ['auto,auto', 'auto,auto', 'auto,16,auto', 'auto,16,auto']],
    [
      'layers',
      'auto,8,auto|auto,16,4,auto',
      ['auto,8,auto', 'auto,8,auto', 'auto,16,4,auto', 'auto,16,4,auto'],
    ],
    ['layers', '8x8x1,conv3:4..8,pool2,auto', [4, 5, 6, 8].map((n) => `8x8x1,conv3:${n},pool2,auto`)],
    ['layers', ['auto', '8..64', 'auto'], ['auto,8,auto', 'auto,22,auto', 'auto,36,auto', 'auto,64,auto']],
    ['keepProb', '0.5..1,0.8', ['0.5,0.8', '0.625,0.8', '0.75,0.8', '1,0.8']],
    ['keepProb', '0.5,0.8|1', ['0.5,0.8', '0.5,0.8', 1, 1]],
    [
      'lrDecay',
      'inverse:log:0.001..0.1',
      ['inverse:0.001', 'inverse:0.003162', 'inverse:0.01', 'inverse:0.1'],
    ],
    ['lrDecay', 'none|cosine', [null, null, 'cosine', 'cosine']],
    ['earlyStopping', 'none|20', [null, null, 20, 20]],
    ['init', 'normal:log:0.01..1', ['normal:0.01', 'normal:0.03162', 'normal:0.1', 'normal:1']],
    ['augment', 'flip,shift:1..3', ['flip,shift:1', 'flip,shift:1', 'flip,shift:2', 'flip,shift:3']],
    ['batchNorm', 'true|false', [true, true, false, false]],
    ['scale', 'none|standard', ['none', 'none', 'standard', 'standard']],
  ])('%s %s', (name, text, values) => {
    expect(valuesAt(spaceOf(name, text), 0, 0.25, 0.5, 0.99999)).toEqual(values);
  });

  it('has a dimension a range, each with a name of its own', () => {
    const { dimensions } = spaceOf('layers', 'auto,8..64,conv3..5:4..8,0..32,auto');
    expect(dimensions.map(({ name, text, size }) => [name, text, size])).toEqual([
      ['layers[1]', '8..64', 57],
      ['layers[2]', '3..5', 3],
      ['layers[2][1]', '4..8', 5],
      ['layers[3]', '0..32', 33],
    ]);
    expect(spaceOf('lrDecay', 'inverse:0.1..1').dimensions[0].name).toBe('lrDecay');
  });

  it.each([
    ['learningRate', 0.1],
    ['layers', 'auto,20,auto'],
    ['keepProb', [0.5, 0.8]],
    ['batchNorm', true],
    ['classWeight', { 'a|b': 3, 'c..d': 1 }],
  ])('is not a value: %s %j', (name, value) => {
    expect(read(name, value)).toEqual(readValue(PLAIN[name], value, ''));
  });

  it('takes the place of the value that it gives', () => {
    const given = {
      learningRate: spaceOf('learningRate', '0.1|1'),
      earlyStopping: spaceOf('earlyStopping', 'none|5'),
      l2: 3,
    };
    expect(settled(given, { values: { learningRate: 0.1, earlyStopping: null } })).toEqual({
      learningRate: 0.1,
      earlyStopping: undefined,
      l2: 3,
    });
  });

  it('is offered by each option of training in a form that it takes', () => {
    const spaced = Object.entries(OPTIONS).filter(([, { takesSpaces }]) => takesSpaces);
    expect(spaced.length).toBeGreaterThan(25);
    for (const [name, { schema }] of spaced)
      for (const example of schema.anyOf?.[1].examples ?? expect.fail(name)) spaceOf(name, example);
  });
});

describe('every value of a space', () => {
  const positive = fc.double({ min: 1e-8, max: 1e4, noNaN: true }).map((x) => Number(x.toPrecision(5)));
  const below1 = fc.double({ min: 1e-6, max: 0.999, noNaN: true }).map((x) => Number(x.toPrecision(4)));
  const whole = fc.integer({ min: 1, max: 5000 });
  const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const axes: [name: string, scale: string, bound: fc.Arbitrary<number>][] = [
    ['learningRate', '', positive],
    ['learningRate', 'log:', positive],
    ['learningRate', 'log2:', positive],
    ['l2', '', positive],
    ['momentum', '', below1],
    ['momentum', '1-log:', below1],
    ['beta2', 'log:', below1],
    ['keepProb', '', below1],
    ['batchSize', '', whole],
    ['batchSize', 'log:', whole],
    ['iterations', '', whole],
  ];

  it.each(axes)(
    '%s %slow..high is within the bounds, taken by the option, short, and found again',
    (name, scale, bound) => {
      fc.assert(
        fc.property(bound, bound, place, place, (a, b, first, second) => {
          fc.pre(a !== b);
          const [low, high] = [Math.min(a, b), Math.max(a, b)];
          const [axis] = spaceOf(name, `${scale}${low}..${high}`).dimensions;
          const bounds = scale === '1-log:' ? [1 - high, 1 - low] : [low, high];
          const [x, y] = [first, second].map((each) => Number(axis.valueAt(each)));
          expect(x).toBeGreaterThanOrEqual(bounds[0] - 1e-15);
          expect(x).toBeLessThanOrEqual(bounds[1] + 1e-15);
          const option: Option = PLAIN[name];
          expect(option.read(String(x)), String(x)).toEqual(name === 'keepProb' ? [x] : x);
          const digits = String(x)
            .replace(/e.*|^-|\./g, '')
            .replace(/^0+/, '').length;
          expect(digits).toBeLessThanOrEqual(Number.isInteger(x) ? 16 : 15);
          // Equal steps of place, so that a larger place has no smaller value.
          expect(Math.sign(y - x) * Math.sign(second - first)).toBeGreaterThanOrEqual(0);
          const back = axis.placeOf(x);
          expect(back).toBeGreaterThanOrEqual(0);
          expect(back).toBeLessThanOrEqual(1);
          if (axis.size < Number.POSITIVE_INFINITY) expect(axis.valueAt(back)).toBe(x);
          else expect(Math.abs(back - first)).toBeLessThan(0.51);
        }),
      );
    },
  );

  it('of whole numbers is drawn, both bounds among them', () => {
    for (const text of ['3..9', 'log:3..9', 'log2:2..256', '5|7|11']) {
      const [axis] = spaceOf('batchSize', text).dimensions;
      const drawn = new Set(Array.from({ length: 2000 }, (_, i) => axis.valueAt(i / 2000)));
      const all = Array.from({ length: axis.size }, (_, i) => axis.nth?.(i));
      expect([...drawn]).toEqual(all);
      for (const value of all) expect(axis.valueAt(axis.placeOf(value as number))).toBe(value);
    }
  });

  it('has four digits, more where a range is narrow', () => {
    const digitsOf = (text: string) => String(valuesAt(spaceOf('learningRate', text), 1 / 3)[0]);
    expect(digitsOf('0.1..1')).toBe('0.4');
    expect(digitsOf('log:0.01..3')).toBe('0.06694');
    expect(digitsOf('0.1..0.11')).toBe('0.103333');
    expect(digitsOf('0.123456..0.123457')).toBe('0.123456333');
  });
});

describe('a wrong space', () => {
  it.each<[name: string, text: string, problem: string, hint: string]>([
    ['learningRate', 'log10:1e-4..1', '', 'Did you mean log:1e-4..1?'],
    ['learningRate', 'loguniform:1e-4..1', '', 'Did you mean log:1e-4..1?'],
    ['learningRate', 'loguniform(1e-4, 1)', '', 'Did you mean log:1e-4..1?'],
    ['learningRate', 'log_uniform[1e-4,1]', '', 'Did you mean log:1e-4..1?'],
    ['learningRate', 'uniform(0.1, 1)', '', 'Did you mean 0.1..1?'],
    ['learningRate', 'logg:1e-4..1', '', 'Did you mean log:1e-4..1?'],
    ['learningRate', 'lgo:1e-4..1', '', 'Did you mean log:1e-4..1?'],
    ['learningRate', 'log:1e-4-1', '', 'Did you mean log:1e-4..1?'],
    ['learningRate', '1e-4...1', 'expected two dots', 'Did you mean 1e-4..1?'],
    ['learningRate', '.1...5', 'expected two dots', 'Did you mean .1..5?'],
    ['learningRate', '1e-4…1', '', 'Did you mean 1e-4..1?'],
    ['learningRate', '1e-4-1', '', 'Did you mean 1e-4..1?'],
    ['learningRate', '1e-4:1', '', 'Did you mean 1e-4..1?'],
    ['learningRate', '1e-4 to 1', '', 'Did you mean 1e-4..1?'],
    ['learningRate', '[1e-4,1]', '', 'Did you mean 1e-4..1?'],
    ['learningRate', '0.1,0.01', '', 'Did you mean 0.1|0.01?'],
    ['learningRate', '{0.1,0.01}', '', 'Did you mean 0.1|0.01?'],
    ['learningRate', '1..1e-4', 'the lower bound 1 is above the upper bound 1e-4', 'Did you mean 1e-4..1?'],
    ['learningRate', 'log:1..1e-4', 'above', 'Did you mean log:1e-4..1?'],
    ['learningRate', '0.5..0.5', 'both bounds are 0.5', '--learning-rate 0.5'],
    ['learningRate', 'log:0.5..0.50', 'both bounds', '--learning-rate 0.50'],
    ['learningRate', 'log:0..1', 'a logarithmic scale has no 0', 'log:0.0001..1'],
    ['batchSize', 'log2:0..64', 'a logarithmic scale has no 0', 'log2:1..64'],
    ['l2', 'log:0..10', 'a logarithmic scale has no 0', 'log:0.001..10'],
    ['learningRate', 'log:-1..1', 'a logarithmic scale has no -1', 'Start above 0'],
    ['learningRate', '0..1', 'the bound 0: expected a number above 0', 'Each bound'],
    ['learningRate', '1..1e999', 'the bound 1e999', 'Each bound'],
    ['learningRate', '..1', 'expected a range', "'a|b|c'"],
    ['learningRate', '0.1|', 'a choice is empty', "'a|b|c'"],
    ['learningRate', '0.1|0.01|x', 'the choice x: expected a number above 0', "'a|b|c'"],
    ['learningRate', '0.1|0.10', '0.1 and 0.10 are the same', 'Remove one'],
    ['learningRate', '0.1|1..2', 'the choice 1..2 is a range', 'a range or a choice'],
    ['momentum', '1-log:0..0.1', 'above 0 and below 1', '1-log:0.001..0.1'],
    ['momentum', '1-log:0.1..1.5', 'above 0 and below 1', '1-log:0.001..0.1'],
    ['momentum', '1log:0.001..0.1', '', 'Did you mean 1-log:0.001..0.1?'],
    ['momentum', '0.5..1', 'the bound 1: expected a number from 0 up to, not including, 1', '1-log:'],
    ['batchSize', 'log2:9..15', 'no power of 2 from 9 to 15', 'log:9..15'],
    ['batchSize', 'log2:9..16', 'one power of 2', 'log:9..16'],
    ['batchSize', 'pow2:8..64', '', 'Did you mean log2:8..64?'],
    ['batchSize', '8.5..20', 'the bound 8.5: expected a whole number', 'Each bound'],
    ['batchSize', '1-log:0.1..0.5', 'expected a whole number', 'Each bound'],
    ['batchSize', 'none|32', 'the choice none: expected a whole number', "'a|b|c'"],
    ['layers', 'auto,8-64,auto', '', 'Did you mean auto,8..64,auto?'],
    ['layers', 'auto,64..8,auto', 'above', 'Did you mean auto,8..64,auto?'],
    ['layers', 'auto,0.5..3,auto', 'the bound 0.5: token 2', 'Write sizes'],
    ['layers', '12,8..9,1|12,4,1', 'the choice 12,8..9,1 is a range', ''],
    ['activation', 'relu|tahn', 'the choice tahn', 'Did you mean tanh?'],
    ['activation', 'relu/tanh', '', 'Did you mean relu|tanh?'],
    ['activation', 'rulu', 'expected one of relu', 'Did you mean relu?'],
    ['lrDecay', 'off|cosine', 'the choice off', 'Did you mean none?'],
    ['init', 'he|he-normal', 'he and he-normal are the same', 'Remove one'],
    ['batchNorm', 'true|true', 'true is given twice', 'Remove one'],
    ['seed', '1..5', 'expected one value, no space', '--seeds 3'],
    ['validationSplit', '0.1..0.3', 'expected one value, no space', 'the same examples'],
  ])('--%s %s', (name, text, problem, hint) => {
    const error = dnnError('usage', () => read(name, text));
    expect(error.message).toContain(`--${name} ${text}: `);
    expect(error.message).toContain(problem);
    expect(error.hint ?? '').toContain(hint);
    const meant = /^Did you mean (.*)\?$/.exec(error.hint ?? '')?.[1];
    if (meant?.includes('..')) spaceOf(name, meant);
  });

  it('of hostile length is refused at once', () => {
    for (const text of [
      `${'8..64,'.repeat(5000)}auto`,
      '0.1|'.repeat(20_000),
      `log:${'1'.repeat(50_000)}..x`,
    ])
      dnnError('usage', () => read('learningRate', text));
  });
});
