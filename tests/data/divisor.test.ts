/** The divisor of inputs: one rule whatever the file, and data on another scale than a model's. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredValues } from '../../src/data/dataset.js';
import { type DivisorChoice, type Unscaled, withDivisor } from '../../src/data/divisor.js';
import { dnnError } from '../helpers/errors.js';

/** Two examples or as many as there are values for. */
function data(values: StoredValues, dtype: string, shape: readonly number[]): Unscaled {
  const examples = values.length / shape.reduce((a, b) => a * b, 1);
  const labels = new Int32Array(examples);
  return { name: 'set', shape, classes: ['a'], train: { examples, values, labels, dtype }, notes: [] };
}

/** Values of two examples of which the last is `high`, all others from 0 below it. */
function upTo(high: number, features: number, step = 1): Float64Array {
  const values = Float64Array.from({ length: 2 * features }, (_, i) => (i * step) % high);
  values[values.length - 1] = high;
  return values;
}

/** One set of values in the types and shapes in which files have them. */
function containers(values: Float64Array, shape: readonly number[]): Unscaled[] {
  const flat = [shape.reduce((a, b) => a * b, 1)];
  return [
    data(Uint8Array.from(values), 'uint8', shape),
    data(Uint8Array.from(values), 'uint8', flat),
    data(Uint8Array.from(values), 'int64', flat),
    data(Int32Array.from(values), 'int64', shape),
    data(Float32Array.from(values), 'float32', shape),
    data(Float32Array.from(values), 'float32', flat),
    data(values, 'float64', flat),
  ];
}

describe('the rule', () => {
  it.each([
    [16, [8, 8, 1]],
    [255, [8, 8, 1]],
    [255, [28, 28, 1]],
    [1, [8, 8, 1]],
  ])('the same pictures from 0 to %i, %j, have one divisor in every type and shape', (high, shape) => {
    const values = upTo(high, shape[0] * shape[1]);
    expect(containers(values, shape).map((each) => withDivisor(each, 'auto').divisor)).toEqual(
      Array(7).fill(high),
    );
  });

  it.each<[string, StoredValues, readonly number[], number, string | undefined]>([
    ['uint8', Uint8Array.of(0, 17), [1, 1, 1], 255, 'bytes.'],
    ['uint8', Uint8Array.of(0, 255), [1], 255, 'bytes.'],
    ['uint8', Uint8Array.of(0, 16), [1, 1, 1], 16, 'bytes from 0 to 16'],
    ['uint16', Uint16Array.of(0, 255), [1, 1, 1], 255, 'pictures of whole numbers from 0 to 255'],
    ['uint16', Uint16Array.of(0, 256), [1, 1, 1], 65535, 'from 0 to 256'],
    ['float32', Float32Array.of(0, 254.5), [1, 1, 1], 255, 'pictures of numbers from 0 to 254.5'],
    ['float32', Float32Array.of(0, 1.0000002), [1, 1, 1], 1, undefined],
    ['float32', Float32Array.of(0, 1.5), [1, 1, 1], 1, undefined],
    ['float64', Float64Array.of(-1, 1), [1, 1, 1], 1, undefined],
    ['float64', upTo(255, 784, 0.5), [784], 1, undefined],
    ['int64', Int32Array.of(-5, 70), [1], 1, undefined],
    ['int64', Int32Array.of(0, 255), [1], 1, undefined],
  ])('of %s values %#, examples of %3$j', (dtype, values, shape, divisor, reason) => {
    const dataset = withDivisor(data(values, dtype, shape), 'auto');
    expect(dataset.divisor).toBe(divisor);
    if (reason === undefined) expect(dataset.scaling).toBeUndefined();
    else expect(dataset.scaling).toContain(`Inputs are divided by ${divisor} (--divisor auto): `);
    expect(dataset.scaling ?? '').toContain(reason ?? '');
  });

  it.each([64, 100, 192])('%i columns of counts are no picture, which is told', (features) => {
    const counts = withDivisor(data(upTo(50, features), 'float64', [features]), 'auto');
    expect(counts.divisor).toBe(1);
    expect(counts.notes).toEqual([
      'The training values lie from 0 to 50 and are not divided (--divisor auto): they are not on the scale of pictures.',
    ]);
  });

  it('notes values that are all the same; of wide ones --scale says more', () => {
    const notes = (...values: number[]) =>
      withDivisor(data(Float64Array.from(values), 'float64', [1]), 'auto').notes;
    expect(notes(0, 101)).toEqual([]);
    expect(notes(7, 7)).toEqual(['All training values are 7: the examples cannot be told apart.']);
    expect(notes(0, 99)).toEqual([]);
  });

  it('of pictures of files is 255, however dark they are', () => {
    const dark = { ...data(Uint8Array.of(0, 3), 'uint8', [1, 1, 1]), white: 255 };
    expect(withDivisor(dark, 'auto')).not.toHaveProperty('white');
    expect(withDivisor(dark, 'auto').divisor).toBe(255);
  });

  it.each<[DivisorChoice, number, string]>([
    ['none', 1, 'Inputs are not divided (--divisor none).'],
    [100, 100, 'Inputs are divided by 100 (--divisor 100).'],
  ])('gives way to --divisor %s', (choice, divisor, scaling) => {
    expect(withDivisor(data(Uint8Array.of(0, 255), 'uint8', [1]), choice)).toMatchObject({
      divisor,
      scaling,
      notes: [],
    });
  });
});

describe("a model's other data", () => {
  const trained = (divisor: number, high: number) => ({ divisor, range: [0, high] as const });
  const inputs = ({ train }: ReturnType<typeof withDivisor>) =>
    Array.from(train.values, (value) => value / (train.divisor as number));

  it('give the same inputs on every scale of pictures', () => {
    const scales = [16, 255, 65535];
    const fractions = fc.array(fc.integer({ min: 0, max: 16 }), { minLength: 15, maxLength: 15 });
    fc.assert(
      fc.property(
        fractions,
        fc.constantFrom(1, ...scales),
        fc.constantFrom(1, ...scales),
        (sixteenths, theirs, ours) => {
          // Whole numbers up to 16 are refused there: they may be few dark shades.
          fc.pre(theirs !== 16 || ours <= 16);
          const values = [...sixteenths, 16].map((n) => (n / 16) * theirs);
          const stored = Float64Array.from(values, theirs === 1 ? (v) => v * 0.999 : Math.round);
          const dataset = withDivisor(data(stored, 'float64', [4, 4, 1]), 'auto', trained(ours, ours));
          expect(dataset.divisor).toBe(ours);
          for (const [i, input] of inputs(dataset).entries()) {
            expect(Math.abs(input - values[i] / theirs)).toBeLessThan(0.003);
          }
          expect(dataset.notes).toHaveLength(theirs === ours ? 0 : 1);
        },
      ),
    );
  });

  it('of a model of undivided bytes are brought to its bytes', () => {
    const fractions = data(Float32Array.of(0, 0.5), 'float32', [1, 1, 1]);
    expect(inputs(withDivisor(fractions, 'auto', trained(1, 255)))).toEqual([0, 127.5]);
  });

  it.each<[string, StoredValues, string, number, number]>([
    ['a black picture', Float64Array.of(0, 0), 'int64', 255, 255],
    ['dark bytes', Uint8Array.of(0, 3), 'uint8', 255, 255],
    ['a little beyond white', Float64Array.of(0, 256.5), 'float64', 255, 255],
    ['measurements beyond those of the training', Float64Array.of(0, 7), 'float64', 1, 0.9],
    ['negative measurements', Float64Array.of(-4, 7), 'float64', 1, 0.9],
  ])('%s keep the divisor', (_, values, dtype, divisor, high) => {
    const dataset = withDivisor(data(values, dtype, [1]), 'auto', trained(divisor, high));
    expect(dataset).toMatchObject({ train: { divisor }, notes: [] });
  });

  it.each<[string, StoredValues, readonly number[]]>([
    ['few dark shades', Int32Array.of(0, 12), [1]],
    ['zeros and ones', Int32Array.of(0, 1), [1]],
    ['negative', Float64Array.of(-1, 1), [1]],
    ['beyond all', Float64Array.of(0, 4000.5), [1]],
  ])('that are %s are refused, unless the divisor is given', (_, values, shape) => {
    const dark = data(values, 'int64', shape);
    const { message, hint, exitCode } = dnnError('data', () => withDivisor(dark, 'auto', trained(255, 255)));
    expect(message).toContain('the training values from 0 to 255: whether they are on the same scale');
    expect(hint).toContain('--divisor 255, as in training');
    expect(exitCode).toBe(3);
    expect(withDivisor(dark, 16, trained(255, 255)).train.divisor).toBe(16);
  });

  it('of a model that does not know its range keep its divisor', () => {
    const floats = data(Float32Array.of(0, 0.5), 'float32', [1]);
    expect(withDivisor(floats, 'auto', { divisor: 255 }).train.divisor).toBe(255);
  });
});

describe('a test set', () => {
  const both = (train: Unscaled, test: Unscaled) => withDivisor({ ...train, test: test.train }, 'auto');
  const bytes = data(Uint8Array.of(0, 255), 'uint8', [1]);
  const floats = data(Float32Array.of(0, 0.5), 'float32', [1]);

  it('on another scale has a divisor of its own, which is told', () => {
    const dataset = both(bytes, floats);
    expect([dataset.divisor, dataset.train.divisor, dataset.test?.divisor]).toEqual([255, undefined, 1]);
    expect(dataset.notes).toEqual([
      'set: the test values lie from 0 to 0.5, the training values from 0 to 255: they are divided by 1, not by 255.',
    ]);
    expect(both(floats, bytes).test?.divisor).toBe(255);
  });

  it('of the same integers is on the same scale', () => {
    expect(both(bytes, data(Uint8Array.of(0, 1), 'uint8', [1])).test?.divisor).toBeUndefined();
  });
});
