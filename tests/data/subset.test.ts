/** Parts of a dataset: classes chosen by name or number, the first examples split off. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classCounts, type Dataset, type Split } from '../../src/data/dataset.js';
import { openDataset } from '../../src/data/open.js';
import { selectClasses, splitAfter } from '../../src/data/subset.js';
import { dnnError } from '../helpers/errors.js';

/** Examples of two values, 10·class and the example's own number. */
function split(labels: number[]): Split {
  const values = Float32Array.from(labels.flatMap((label, i) => [10 * label, i]));
  return { examples: labels.length, values, labels: Int32Array.from(labels), dtype: 'float32' };
}
const animals: Dataset = {
  name: 'animals',
  shape: [2],
  divisor: 3,
  classes: ['cat', 'dog', 'cow'],
  train: split([0, 1, 2, 0, 1, 2, 2]),
  test: split([2, 0, 0]),
  notes: ['a note'],
};

describe('selectClasses', () => {
  it('keeps their examples in order, numbers them anew as they are named', () => {
    const some = selectClasses(animals, ['cow', 'cat']);
    expect(some).toMatchObject({ name: 'animals', divisor: 3, classes: ['cow', 'cat'], notes: ['a note'] });
    expect(Array.from(some.train.labels)).toEqual([1, 0, 1, 0, 0]);
    expect(Array.from(some.train.values)).toEqual([0, 0, 20, 2, 0, 3, 20, 5, 20, 6]);
    expect(some.train.values).toBeInstanceOf(Float32Array);
    expect(Array.from(some.test?.labels ?? [])).toEqual([0, 1, 1]);
  });

  it('takes numbers where no class has that name', () => {
    expect(selectClasses(animals, ['2', '0'])).toEqual(selectClasses(animals, ['cow', 'cat']));
    const odd = { ...animals, classes: ['2', '1', '0'] };
    expect(selectClasses(odd, ['0']).train.labels).toHaveLength(3);
  });

  it('leaves a test set out that has none of them', () => {
    expect(selectClasses(animals, ['dog']).test).toBeUndefined();
    expect(selectClasses({ ...animals, test: split([1]) }, ['dog']).test?.examples).toBe(1);
  });

  it('notes that one class leaves nothing to tell apart, once', () => {
    const note = 'All 3 training examples are of one class, "cow".';
    const cows = selectClasses(animals, ['cow']);
    expect(cows.notes).toEqual(['a note', note]);
    expect(selectClasses(cows, ['cow']).notes).toEqual(['a note', note]);
    const lacking = { ...animals, train: split([0, 0, 2]) };
    expect(selectClasses(lacking, ['dog', 'cat']).notes).toContain(
      'All 2 training examples are of one class, "cat".',
    );
  });

  it('all classes in order are the dataset itself; every choice keeps the examples of its classes', () => {
    expect(selectClasses(animals, animals.classes)).toEqual(animals);
    const choices = fc.shuffledSubarray([...animals.classes], { minLength: 1 });
    fc.assert(
      fc.property(choices, (names) => {
        const { train, classes } = selectClasses(animals, names);
        const whole = classCounts(animals.train, 3);
        const expected = names.map((name) => whole[animals.classes.indexOf(name)]);
        expect(classes).toEqual(names);
        expect(classCounts(train, names.length)).toEqual(expected);
        train.labels.forEach((label, i) => {
          expect(train.values[2 * i]).toBe(10 * animals.classes.indexOf(names[label]));
        });
      }),
    );
  });

  it.each([
    [['cat', 'dogs'], '--classes cat,dogs: animals has no class dogs, it has cat, dog, cow', 'mean dog?'],
    [['3'], '--classes 3: animals has no class 3', '--classes cat,dog'],
    [['cat', '0'], '--classes cat,0: 0 is given twice', ''],
  ])('refuses %j', (names, message, hint) => {
    const error = dnnError('usage', () => selectClasses(animals, names));
    expect(error.message).toContain(message);
    expect(error.hint ?? '').toContain(hint);
  });

  it('refuses a class without training examples', () => {
    const lacking = { ...animals, train: split([0, 2]) };
    expect(dnnError('data', () => selectClasses(lacking, ['dog'])).message).toContain(
      'animals has no training example of dog',
    );
  });
});

describe('splitAfter', () => {
  it('takes the first examples for training and the rest for testing', () => {
    const { train, test } = splitAfter(animals, 5);
    expect(train).toEqual({ ...split([0, 1, 2, 0, 1]) });
    expect(Array.from(test?.values ?? [])).toEqual([20, 5, 20, 6]);
    expect(Array.from(test?.labels ?? [])).toEqual([2, 2]);
  });
});

describe('digits', () => {
  it('come with dnn: 1,437 + 360 in the order of the file, without a word', async () => {
    const digits = await openDataset('digits', { dataDirectory: '/nowhere' });
    expect(digits).toMatchObject({ shape: [8, 8, 1], divisor: 16, notes: [] });
    expect(digits.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect([digits.train.examples, digits.test?.examples]).toEqual([1437, 360]);
    expect(Array.from(digits.train.labels.subarray(0, 12))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
  });

  it('0 against 1: 289 + 71', async () => {
    const { train, test, classes } = await openDataset('digits', { classes: ['0', '1'] });
    expect(classes).toEqual(['0', '1']);
    expect([train.examples, test?.examples]).toEqual([289, 71]);
    expect(train.values).toHaveLength(289 * 64);
  });
});
