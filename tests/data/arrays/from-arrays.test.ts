/** Arrays as a dataset: which are taken, how labels and values are read, and every way in which they are refused. */
import { describe, expect, it } from 'vitest';
import { type ArrayOptions, datasetFromArrays } from '../../../src/data/arrays/from-arrays.js';
import type { NamedArray } from '../../../src/data/arrays/named-array.js';
import type { StoredValues } from '../../../src/data/dataset.js';
import type { Unscaled } from '../../../src/data/divisor.js';
import { DnnError } from '../../../src/errors.js';

function numbers(name: string, shape: readonly number[], values: StoredValues, dtype = 'uint8'): NamedArray {
  return {
    name,
    shape,
    dtype,
    values: () => values,
    strings: () => {
      throw new Error('no strings');
    },
  };
}

function text(name: string, strings: string[]): NamedArray {
  const values = (): never => {
    throw new DnnError('data', 'no numbers');
  };
  return { name, shape: [strings.length], dtype: 'string', values, strings: () => strings };
}

/** `m` 2×2 pictures of 0 … 255. */
function pictures(name: string, m: number): NamedArray {
  return numbers(
    name,
    [m, 2, 2],
    Uint8Array.from({ length: 4 * m }, (_, i) => 255 - i),
  );
}

function labels(name: string, ...values: number[]): NamedArray {
  return numbers(name, [values.length], Float64Array.from(values), 'int64');
}

function open(train: NamedArray[], test?: NamedArray[], options: ArrayOptions = {}): Unscaled {
  const testFile = test && { path: 'test.h5', arrays: test };
  return datasetFromArrays('set', { path: 'train.h5', arrays: train }, testFile, options);
}

function refusal(train: NamedArray[], test?: NamedArray[], options: ArrayOptions = {}): string {
  try {
    open(train, test, options);
  } catch (error) {
    if (!(error instanceof DnnError)) throw error;
    expect(error.code).toBe('data');
    return `${error.message} | ${error.hint}`;
  }
  throw new Error('expected a DnnError');
}

const X = pictures('train_set_x', 3);
const Y = labels('train_set_y', 0, 1, 1);

describe('which arrays', () => {
  it("takes the course's names, from two files or from one", () => {
    const test = [pictures('test_set_x', 2), labels('test_set_y', 1, 0)];
    for (const dataset of [open([X, Y], test), open([X, Y, ...test])]) {
      expect(dataset).toMatchObject({ shape: [2, 2, 1], classes: ['0', '1'], notes: [] });
      expect(dataset.train).toMatchObject({ examples: 3, dtype: 'uint8', labels: Int32Array.of(0, 1, 1) });
      expect(dataset.test).toMatchObject({ examples: 2, labels: Int32Array.of(1, 0) });
    }
    expect(open([X, Y])).not.toHaveProperty('test');
  });

  it('reads a lone test set as the training set and says so', () => {
    const dataset = open([pictures('test_set_x', 2), labels('test_set_y', 1, 0)]);
    expect(dataset.train.examples).toBe(2);
    expect(dataset.notes).toEqual([expect.stringContaining('test set only')]);
  });

  it('guesses the only pair that fits and says so', () => {
    const arrays = [
      pictures('images', 3),
      labels('labels', 0, 1, 0),
      labels('other', 1),
      text('names', ['a']),
    ];
    const dataset = open(arrays);
    expect(dataset.train.labels).toEqual(Int32Array.of(0, 1, 0));
    expect(dataset.notes).toEqual([
      'train.h5: took images (3, 2, 2) as the training examples and labels (3) as their labels.',
    ]);
  });

  it('takes the names given, and their test counterparts', () => {
    const arrays = [
      pictures('x_train', 3),
      labels('y_train', 0, 1, 0),
      pictures('x_test', 2),
      labels('y_test', 1, 1),
    ];
    const dataset = open(arrays, undefined, { xKey: 'x_train', yKey: 'y_train' });
    expect(dataset.train.examples).toBe(3);
    expect(dataset.test?.examples).toBe(2);
    expect(dataset.notes).toEqual([]);
    const same = open(arrays.slice(0, 2), arrays.slice(2), { xKey: 'x_train', yKey: 'y_train' });
    expect(same.test?.examples).toBe(2);
  });

  it('takes the one name given and guesses the other', () => {
    const arrays = [pictures('a', 3), pictures('b', 3), labels('y', 0, 1, 0)];
    expect(open(arrays, undefined, { xKey: 'b' }).notes[0]).toContain('took b (3, 2, 2)');
  });

  it('lists what there is when it cannot tell', () => {
    const message = refusal([pictures('a', 3), pictures('b', 3), labels('y', 0, 1, 0)]);
    expect(message).toContain('no train_set_x and no train_set_y');
    expect(message).toContain('a (3, 2, 2) uint8, b (3, 2, 2) uint8, y (3) int64');
    expect(message).toContain('--x-key NAME --y-key NAME');
    expect(refusal([X])).toContain('train.h5 has no train_set_y');
  });

  it('says so when the file holds nothing to name', () => {
    expect(refusal([])).toBe(
      'train.h5 holds no arrays, expected an array of examples and one of their labels | undefined',
    );
    expect(refusal([pictures('images', 3)])).toBe(
      'train.h5 has no train_set_x and no train_set_y; it holds images (3, 2, 2) uint8, expected an array of ' +
        'examples and one of their labels | Give a file that holds both.',
    );
  });

  it.each<[string, NamedArray[], string]>([
    [
      'lengths that differ',
      [pictures('images', 3), labels('labels', 0, 1)],
      'images holds 3 examples, but labels 2 labels',
    ],
    [
      'too few names of classes',
      [pictures('images', 3), text('labels', ['cat', 'dog'])],
      'images holds 3 examples, but labels 2 labels',
    ],
    [
      'one column a class',
      [pictures('images', 3), numbers('labels', [3, 2], new Uint8Array(6))],
      'labels of shape (3, 2), expected (m)',
    ],
    [
      'one column a class, beside flat examples',
      [numbers('labels', [3, 2], new Uint8Array(6)), numbers('images', [3, 4], new Uint8Array(12))],
      'labels: labels of shape (3, 2), expected (m)',
    ],
    [
      'one number for all',
      [pictures('images', 3), numbers('labels', [], Uint8Array.of(1))],
      'labels of shape (), expected (m), (m, 1) or (1, m): the class number of each example | Store one number an',
    ],
    ['a file with one known name', [X, labels('labels', 0, 1)], 'train_set_x holds 3 examples, but labels 2'],
  ])('of two arrays says what is wrong with them: %s', (_, arrays, message) => {
    for (const order of [arrays, [...arrays].reverse()]) {
      expect(refusal(order)).toContain(message);
      expect(refusal([...order, text('list_classes', ['a', 'b'])])).toContain(message);
    }
  });

  it('takes the only two arrays when the labels are whole numbers in floats', () => {
    const y = numbers('y', [3], Float64Array.of(0, 1, 1), 'float64');
    expect(open([y, pictures('images', 3)]).train.labels).toEqual(Int32Array.of(0, 1, 1));
  });

  it('does not take an array of the test set for one of the training set', () => {
    expect(refusal([X, labels('test_set_y', 0, 1, 1)])).toContain('train.h5 has no train_set_y; it holds');
  });

  it('suggests to swap names that are swapped', () => {
    const arrays = [pictures('images', 3), labels('labels', 0, 1, 1)];
    const message = refusal(arrays, undefined, { xKey: 'labels', yKey: 'images' });
    expect(message).toContain(
      'labels (3) (--x-key) has one number an example and images (3, 2, 2) (--y-key) several',
    );
    expect(message).toContain('Swap them: --x-key images --y-key labels');
  });

  it('suggests the nearest of a mistyped name', () => {
    const message = refusal([pictures('images', 3), labels('labels', 0, 1, 0)], undefined, { xKey: 'imges' });
    expect(message).toContain('no array imges (--x-key)');
    expect(message).toContain('images (3, 2, 2) uint8');
    expect(message).toContain('Did you mean --x-key images?');
  });
});

describe('labels', () => {
  it.each([[[3]], [[3, 1]], [[1, 3]]])('of shape (%s)', (shape) => {
    const y = numbers('train_set_y', shape, Float32Array.of(1, 0, 1), 'float32');
    expect(open([X, y]).train.labels).toEqual(Int32Array.of(1, 0, 1));
  });

  it('with gaps are classes by their order, with a note', () => {
    const dataset = open([X, labels('train_set_y', 3, 1, 2)]);
    expect(dataset).toMatchObject({ classes: ['1', '2', '3'], train: { labels: Int32Array.of(2, 0, 1) } });
    expect(dataset.notes).toEqual(['The labels {1, 2, 3} are the classes, in this order.']);
  });

  it('are named by list_classes, which may have classes without an example', () => {
    const dataset = open([X, Y, text('list_classes', ['non-cat', 'cat', 'dog'])]);
    expect(dataset).toMatchObject({
      classes: ['non-cat', 'cat', 'dog'],
      train: { labels: Int32Array.of(0, 1, 1) },
    });
    expect(dataset.notes).toEqual([]);
  });

  it('of one class only are noted', () => {
    const dataset = open([X, labels('train_set_y', 1, 1, 1), text('list_classes', ['non-cat', 'cat'])]);
    expect(dataset.notes).toEqual(['All 3 training examples are of one class, "cat".']);
    const single = open([pictures('train_set_x', 1), labels('train_set_y', 7)]);
    expect(single.notes).toContain('The only training example is of class "7".');
  });

  const test = (...values: number[]) => [
    pictures('test_set_x', values.length),
    labels('test_set_y', ...values),
  ];
  const names = text('list_classes', ['non-cat', 'cat']);

  it('of the test set may be classes that the training set lacks only where they are listed', () => {
    const ones = labels('train_set_y', 1, 1, 1);
    expect(open([X, ones, names], test(0)).test?.labels).toEqual(Int32Array.of(0));
    expect(refusal([X, Y], test(0, 2))).toContain(
      'test.h5: test_set_y: label 1 is 2, expected one of the 2 classes',
    );
  });

  it.each<[string, NamedArray[], NamedArray[] | undefined, string]>([
    [
      'of another length',
      [pictures('train_set_x', 4), Y],
      undefined,
      'train_set_x holds 4 examples, but train_set_y 3',
    ],
    ['that are no number', [X, labels('train_set_y', 0, 1, Number.NaN)], undefined, 'label 2 is NaN'],
    [
      'outside list_classes',
      [X, labels('train_set_y', 0, 1, 2), names],
      undefined,
      'label 2 is 2, expected one of the 2',
    ],
    ['below 0', [X, labels('train_set_y', -1, 1, 0), names], undefined, 'label 0 is -1'],
    [
      'one-hot',
      [X, numbers('train_set_y', [3, 2], new Uint8Array(6))],
      undefined,
      'shape (3, 2), expected (m), (m, 1)',
    ],
    [
      'other lists of classes',
      [X, Y, names],
      [...test(0), text('list_classes', ['dog'])],
      '(dog), but in train.h5',
    ],
    ['an empty list of classes', [X, Y, text('list_classes', [])], undefined, 'list_classes is empty'],
  ])('are refused: %s', (_, train, testArrays, message) => {
    expect(refusal(train, testArrays)).toContain(message);
  });

  it('of as many examples as the other side of the array has tell that it is stored as columns', () => {
    const columns = [numbers('X', [4, 3], new Float64Array(12), 'float64'), labels('y', 0, 1, 1)];
    expect(() => open(columns)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('X holds 4 examples, but y 3 labels'),
        hint: 'X looks as if each example were a column: save it with a row an example, X.T',
      }),
    );
  });

  describe('of too many classes are told by their looks', () => {
    const x = (m: number) =>
      numbers(
        'train_set_x',
        [m, 1],
        Float32Array.from({ length: m }, (_, i) => i),
        'float32',
      );
    const every = <T>(m: number, label: (i: number) => T) => Array.from({ length: m }, (_, i) => label(i));
    const target = (m: number, label: (i: number) => number) => labels('train_set_y', ...every(m, label));

    it.each<[string, NamedArray]>([
      ['numbers of rows (ids)', target(1001, (i) => i)],
      [
        'names, ids or free text',
        text(
          'train_set_y',
          every(1001, (i) => `row ${i}`),
        ),
      ],
    ])('more than 1000: refused as %s', (looks, y) => {
      const message = refusal([x(1001), y]);
      expect(message).toContain(
        'train_set_y: 1001 distinct labels of 1001 examples, expected at most 1000 classes',
      );
      expect(message).toContain(`this looks like ${looks}`);
    });

    it('one for most examples: read with a note', () => {
      const [note] = open([x(30), target(30, (i) => i)]).notes;
      expect(note).toContain('train_set_y: 30 classes of 30 examples: this looks like numbers of rows (ids)');
      expect(note).toContain('--y-key');
      expect(open([x(30), target(30, (i) => i % 14)]).notes).toEqual([]);
      expect(open([x(20), target(20, (i) => i)]).notes).toEqual([]);
    });

    it('with names that are listed: as many as they are', () => {
      const y = target(4, (i) => i * 500);
      const names = text(
        'list_classes',
        every(2000, (i) => `class ${i}`),
      );
      expect(open([x(4), y, names]).classes).toHaveLength(2000);
      expect(refusal([x(2), labels('train_set_y', 0, 2000), names]).length).toBeLessThan(300);
    });
  });
});

describe('shapes', () => {
  const y = labels('train_set_y', 0, 1);
  const zeros = (...shape: number[]) => numbers('train_set_x', shape, new Uint8Array(24));

  it.each([
    [
      [2, 2, 2, 3],
      [2, 2, 3],
    ],
    [
      [2, 3, 4],
      [3, 4, 1],
    ],
    [[2, 12], [12]],
  ])('(%s) gives examples of %s', (shape, expected) => {
    expect(open([zeros(...shape), y]).shape).toEqual(expected);
  });

  it('flat examples take the shape asked for, others keep theirs', () => {
    expect(open([zeros(2, 12), y], undefined, { shape: [2, 2, 3] }).shape).toEqual([2, 2, 3]);
    expect(open([zeros(2, 12), y], undefined, { shape: [2, 2, 1] }).shape).toEqual([12]);
    expect(open([zeros(2, 3, 4), y], undefined, { shape: [2, 2, 3] }).shape).toEqual([3, 4, 1]);
  });

  it('are refused: one dimension, no example, nothing in an example, another in the test set', () => {
    expect(refusal([zeros(2), y])).toContain(
      'train_set_x has shape (2), expected (m, height, width, channels)',
    );
    expect(refusal([zeros(0, 12), labels('train_set_y')])).toContain('train_set_x holds no example');
    expect(refusal([zeros(2, 0), y])).toContain('shape (2, 0)');
    const test = [pictures('test_set_x', 1), labels('test_set_y', 0)];
    expect(refusal([zeros(2, 3, 4), y], test)).toContain(
      '2x2x1, but those of train_set_x in train.h5 are 3x4x1',
    );
  });
});

describe('channels first', () => {
  const notes = (...shape: number[]) => {
    const values = Uint8Array.from({ length: shape.reduce((a, b) => a * b, 2) }, (_, i) => i % 256);
    return open([numbers('train_set_x', [2, ...shape], values), labels('train_set_y', 0, 1)]).notes;
  };

  it.each([[[3, 8, 8]], [[1, 28, 28]], [[4, 9, 7]]])('%j are told of', (shape) => {
    expect(notes(...shape)).toEqual([
      `train.h5: examples of ${shape.join('x')} look like pictures with their channels first; expected height x ` +
        'width x channels, as np.moveaxis(x, 1, -1) makes them.',
    ]);
  });

  it.each([[[8, 8, 3]], [[3, 3, 3]], [[1, 28, 1]], [[4, 4, 5]], [[5, 8, 8]], [[3, 4, 16]]])(
    '%j are not',
    (shape) => {
      expect(notes(...shape)).toEqual([]);
    },
  );
});

describe('values', () => {
  it('are refused when one is not finite', () => {
    const x = numbers('train_set_x', [2, 2], Float32Array.of(0, 1, 2, Number.NaN), 'float32');
    expect(refusal([x, labels('train_set_y', 0, 1)])).toContain('value 1 of example 1 is NaN');
  });
});

describe('labels that are text', () => {
  const named = (split: string, ...names: string[]) => [
    pictures(`${split}_set_x`, names.length),
    text(`${split}_set_y`, names),
  ];

  it('are the names of their classes, in the order of their characters', () => {
    const dataset = open(named('train', 'dog', 'Cat', 'dog'), named('test', 'Cat'));
    expect(dataset).toMatchObject({ classes: ['Cat', 'dog'], notes: [] });
    expect(Array.from(dataset.train.labels)).toEqual([1, 0, 1]);
    expect(Array.from(dataset.test?.labels ?? [])).toEqual([0]);
  });

  it('have the order of list_classes where there is one', () => {
    const list = text('list_classes', ['dog', 'cow', 'cat']);
    const dataset = open([...named('train', 'cat', 'dog'), list]);
    expect(dataset.classes).toEqual(['dog', 'cow', 'cat']);
    expect(Array.from(dataset.train.labels)).toEqual([2, 0]);
  });

  it('of one class are told of', () => {
    expect(open(named('train', 'cat', 'cat')).notes).toEqual([
      'All 2 training examples are of one class, "cat".',
    ]);
  });

  it('that the training set has not are refused', () => {
    expect(refusal(named('train', 'cat', 'dog'), named('test', 'cow'))).toContain(
      'test.h5: test_set_y: label 0 is "cow", expected one of the 2 classes (cat, dog)',
    );
    expect(
      refusal(named('train', 'cat', 'dog'), [pictures('test_set_x', 1), labels('test_set_y', 1)]),
    ).toContain('label 0 is "1"');
  });
});

describe('the names of Keras', () => {
  it('x_train, y_train, x_test, y_test need no flags', () => {
    const arrays = [
      pictures('x_train', 2),
      labels('y_train', 0, 1),
      pictures('x_test', 1),
      labels('y_test', 1),
    ];
    expect(open(arrays)).toMatchObject({ train: { examples: 2 }, test: { examples: 1 }, notes: [] });
    expect(open(arrays.slice(2)).notes[0]).toContain('holds a test set only');
  });

  it('the course’s come before them', () => {
    expect(open([pictures('x_train', 2), labels('y_train', 0, 1), X, Y]).train.examples).toBe(3);
  });

  it('x_val, y_val are the test set where there is none, else they are named', () => {
    const train = [pictures('x_train', 2), labels('y_train', 0, 1)];
    const validation = [pictures('X_val', 1), labels('y_valid', 1)];
    const two = open([...train, ...validation]);
    expect(two).toMatchObject({ train: { examples: 2 }, test: { examples: 1 } });
    expect(two.notes).toEqual(['The test set is X_val, y_valid of train.h5.']);
    const three = open([...train, ...validation, pictures('x_test', 3), labels('y_test', 0, 1, 0)]);
    expect(three).toMatchObject({ train: { examples: 2 }, test: { examples: 3 } });
    expect(three.notes[0]).toMatch(
      /^dnn does not read X_val, y_valid of train.h5: the test set is x_test, y_test of/,
    );
  });

  it('X, y beside X_val, y_val are told apart', () => {
    const arrays = [pictures('X', 2), labels('y', 0, 1), pictures('X_val', 1), labels('y_val', 1)];
    expect(open(arrays)).toMatchObject({ train: { examples: 2 }, test: { examples: 1 } });
  });
});

describe('parameters of a network, given as data', () => {
  it.each(['W1', 'fc1.weight', 'dense/dense/kernel:0', 'layers/dense/vars/0'])(
    '%s: says what takes them',
    (name) => {
      const arrays = [
        numbers(name, [4, 2], new Float32Array(8), 'float32'),
        numbers(`${name}b`, [4], new Float32Array(4), 'float32'),
        numbers(`${name}c`, [4, 2], new Float32Array(8), 'float32'),
      ];
      const text = refusal(arrays);
      expect(text).toContain('parameters of a network');
      expect(text).toContain('Make a model of them: dnn import train.h5 --data <source>');
    },
  );
});
