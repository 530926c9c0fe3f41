/** The decision between classes and numbers, by the training labels. */
import { describe, expect, it } from 'vitest';
import { readTarget, type TargetOptions } from '../../../src/data/arrays/target.js';
import { dnnError } from '../../helpers/errors.js';

const numbers = (...values: number[]) => ({
  values: Float64Array.from(values),
  where: 'rows.csv: column 3 (price)',
  isColumn: true,
});
const texts = (...values: string[]) => ({ values, where: 'rows.csv: column 3 (kind)', isColumn: true });
const counted = (n: number, from = 0) => numbers(...Array.from({ length: n }, (_, i) => i + from));
const read = (train: ReturnType<typeof numbers> | ReturnType<typeof texts>, options: TargetOptions = {}) =>
  readTarget(train, undefined, options);

describe('a target', () => {
  it.each([
    ['not whole', numbers(1, 2.5, 2), '2.5 is not whole'],
    ['more than 20 different numbers', numbers(...counted(21, 1).values, 5), '21 different numbers'],
  ])('is of numbers where they are %s', (_, train, reason) => {
    const { classes, train: labels, notes } = read(train);
    expect([classes, labels]).toEqual([[], train.values]);
    expect(notes).toEqual([
      expect.stringContaining(`column 3 (price) is taken as a number to predict (regression): ${reason}`),
    ]);
    // Classes are whole numbers.
    expect(notes[0].includes('--task classification')).toBe(train.values.every(Number.isInteger));
  });

  it.each([
    ['0 … K−1', counted(30), 30],
    ['20 different whole numbers', counted(20, 7), 20],
    ['words', texts('no', 'yes', 'no'), 2],
  ])('is of classes where labels are %s', (_, train, classes) => {
    expect(read(train).classes).toHaveLength(classes);
  });

  it('is what --task says, and what a model has learned', () => {
    const ratings = numbers(3, 4, 5, 3);
    expect(read(ratings).classes).toEqual(['3', '4', '5']);
    expect(read(ratings, { task: 'regression' }).train).toEqual(ratings.values);
    expect(read(ratings, { known: [] }).classes).toEqual([]);
    expect(read(numbers(1.5, 2), { known: [] }).notes).toEqual([]);
    expect(dnnError('data', () => read(numbers(1.5, 2), { task: 'classification' })).hint).toContain(
      '--task regression',
    );
  });

  it('is of numbers for the test set, too, whatever it looks like', () => {
    const { test, classes } = readTarget(numbers(1.5, 2), numbers(0, 1), {});
    expect([test, classes]).toEqual([Float64Array.of(0, 1), []]);
  });

  it.each([
    ['text', texts('1', 'high', '2'), 'row 2 is "high", expected a number'],
    [
      'a missing number',
      numbers(1.5, Number.NaN),
      'row 2 is NaN, expected a finite number; of 2 labels 1 is none',
    ],
  ])('of numbers is refused for %s', (_, train, message) => {
    const error = dnnError('data', () => read(train, { task: 'regression' }));
    expect(error.message).toContain(message);
    expect(error.hint).toContain('name another column: --target');
  });

  it('for a model has no other kind to offer', () => {
    const ofModel = { known: [] };
    const odd = { ...texts('high'), isForModel: true };
    expect(dnnError('data', () => readTarget(odd, undefined, ofModel)).hint).toBe(
      'Correct it; or name another column: --target.',
    );
    const broken = { ...numbers(0.5), isForModel: true };
    expect(dnnError('data', () => readTarget(broken, undefined, { known: ['0', '1'] })).hint).toBe(
      'Correct it; or name another column: --target.',
    );
  });

  it('of more whole numbers than classes may be is not offered as classes, nor text as numbers', () => {
    expect(read(numbers(...counted(1000, 1).values)).notes[0]).toContain('--task classification');
    expect(read(numbers(...counted(1001, 1).values)).notes[0]).not.toContain('--task');
    const names = texts(
      ...counted(1001)
        .values.toString()
        .split(',')
        .map((n) => `n${n}`),
    );
    expect(dnnError('data', () => read(names)).hint).not.toContain('--task');
  });

  it('that is always the same has a note', () => {
    expect(read(numbers(7, 7), { task: 'regression' }).notes).toEqual([
      expect.stringContaining('is 7 in every training example: there is nothing to learn'),
    ]);
  });
});
