/**
 * Opens a dataset: a file, a directory or a name of the catalogue. It downloads nothing and prints nothing; its
 * guesses are in the dataset's notes.
 */
import { readdirSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { reading } from '../disk/fault.js';
import { DnnError } from '../errors.js';
import { shell } from '../shell.js';
import { nearest } from '../suggest.js';
import { datasetFromArrays } from './arrays/from-arrays.js';
import { holdsSplit } from './arrays/pairs.js';
import { CATALOGUE, DEFAULT_DATASET, dataDirectory, findEntry, locateFiles } from './catalogue/catalogue.js';
import type { Dataset } from './dataset.js';
import {
  FORMATS,
  FORMATS_HINT,
  formatOf,
  type ReadOptions,
  readArrayFile,
  withoutExtension,
} from './formats/formats.js';
import { readIdxDirectory } from './formats/idx.js';
import { selectClasses, splitAfter } from './subset.js';
import { isToy, makeToy } from './toys/toys.js';

/** Settings for finding and reading a dataset; all are optional. */
export interface OpenOptions extends ReadOptions {
  /** The directory of downloaded datasets; `./datasets` unless given. */
  readonly dataDirectory?: string | undefined;
  /** The classes to keep, by name or number; all unless given. */
  readonly classes?: readonly string[] | undefined;
}

/**
 * Opens `source`: a path that exists, else a name of the catalogue; the embedded demo if undefined.
 * @throws DnnError (data) with the next step.
 */
export async function openDataset(source?: string, options: OpenOptions = {}): Promise<Dataset> {
  const dataset = await openWhole(source, options);
  return options.classes === undefined ? dataset : selectClasses(dataset, options.classes);
}

async function openWhole(source: string | undefined, options: OpenOptions): Promise<Dataset> {
  if (source === undefined) return openEntry(DEFAULT_DATASET, options);
  const stats = statusOf(source);
  if (stats === undefined) return openEntry(source, options);
  const dataset = await (stats.isDirectory()
    ? openDirectory(source, options)
    : openFile(source, stats, options));
  if (findEntry(source) === undefined) return dataset;
  const note = `${source} is read from ./${source}, not from the catalogue: move or rename it to get the catalogue's ${source}.`;
  return { ...dataset, notes: [note, ...dataset.notes] };
}

/** Undefined if nothing is there. */
function statusOf(path: string): Stats | undefined {
  return reading(path, 'dataset', 'data', () => statSync(path, { throwIfNoEntry: false }));
}

async function openFile(path: string, stats: Stats, options: OpenOptions): Promise<Dataset> {
  if (!stats.isFile() || formatOf(path) === undefined) {
    throw new DnnError('data', `${path} is not a dataset that can be read`, FORMATS_HINT);
  }
  const sibling = testBeside(path);
  const name = datasetName(path);
  if (sibling === undefined) return readFiles(name, path, undefined, options);
  const train = await readArrayFile(path, 'train', options);
  const both = holdsSplit(train, 'test');
  const test = both ? undefined : await readArrayFile(sibling, 'test', options);
  const dataset = datasetFromArrays(name, train, test, options);
  if (both) return dataset;
  return {
    ...dataset,
    notes: [`The test set is ${sibling}, found beside ${basename(path)}.`, ...dataset.notes],
  };
}

/** Returns the path of test_X.h5 beside train_X.h5, likewise for the other formats. */
function testBeside(path: string): string | undefined {
  const name = basename(path);
  if (!name.startsWith('train_')) return undefined;
  const sibling = join(dirname(path), name.replace('train_', 'test_'));
  return statusOf(sibling)?.isFile() ? sibling : undefined;
}

/** Returns the base name without `train_` and extension. */
function datasetName(path: string): string {
  return withoutExtension(basename(path)).replace(/^train_/, '');
}

async function readFiles(
  name: string,
  train: string,
  test: string | undefined,
  options: OpenOptions,
): Promise<Dataset> {
  const testFile = test === undefined ? undefined : await readArrayFile(test, 'test', options);
  return datasetFromArrays(name, await readArrayFile(train, 'train', options), testFile, options);
}

async function openDirectory(directory: string, options: OpenOptions): Promise<Dataset> {
  const names = reading(directory, 'dataset', 'data', () => readdirSync(directory)).sort();
  for (const format of Object.values(FORMATS)) {
    if (format.kind === 'file') {
      const files = names.filter((name) => format.extension.test(name));
      if (files.length > 0) return openArrays(directory, files, options);
    } else if (await format.recognises(directory)) {
      return format.read(basename(resolve(directory)), directory, options);
    }
  }
  throw new DnnError('data', `${directory} holds no dataset`, FORMATS_HINT);
}

/** Opens the one dataset among `files` of a directory, all of one format. */
async function openArrays(
  directory: string,
  files: readonly string[],
  options: OpenOptions,
): Promise<Dataset> {
  const trains = files.filter((name) => name.startsWith('train_'));
  if (trains.length > 1) throw several(directory, trains);
  if (trains.length === 0 && files.length > 1) throw several(directory, files);
  const [train] = trains.length === 1 ? trains : files;
  const test = trains.length === 1 ? testFor(train, files) : undefined;
  return readFiles(datasetName(train), join(directory, train), test && join(directory, test), options);
}

function several(directory: string, files: readonly string[]): DnnError {
  return new DnnError(
    'data',
    `${directory} holds several datasets: ${files.join(', ')}`,
    `Name one: ${shell`--data ${join(directory, files[0])}`}`,
  );
}

/** Returns the test file of the same name, else the only one. */
function testFor(train: string, files: readonly string[]): string | undefined {
  const tests = files.filter((name) => name.startsWith('test_'));
  const same = tests.find((name) => datasetName(train) === withoutExtension(name).replace(/^test_/, ''));
  return same ?? (tests.length === 1 ? tests[0] : undefined);
}

function withDivisor(dataset: Dataset, { divisor }: OpenOptions): Dataset {
  return divisor === undefined ? dataset : { ...dataset, divisor };
}

async function openEntry(name: string, options: OpenOptions): Promise<Dataset> {
  if (isToy(name)) return withDivisor(makeToy(name), options);
  const entry = findEntry(name);
  if (entry === undefined) throw unknown(name);
  const directory = options.dataDirectory ?? dataDirectory({});
  const files = locateFiles(entry, directory);
  if (files === undefined || 'made' in files) {
    throw new DnnError(
      'data',
      `the dataset ${name} is not on this machine (looked in ${directory})`,
      `Download it: ${shell`dnn data pull ${name}`}`,
    );
  }
  if ('directory' in files) return readIdxDirectory(name, files.directory, options);
  const { reading } = entry;
  if (reading === undefined) return readFiles(name, files.train, files.test, options);
  const { xKey = reading.xKey, yKey = reading.yKey, divisor = reading.divisor } = options;
  const whole = await readFiles(name, files.train, files.test, { ...options, xKey, yKey, divisor });
  return splitAfter(whole, reading.trainExamples);
}

function unknown(name: string): DnnError {
  const names = CATALOGUE.map((entry) => entry.name);
  const near = nearest(name, names);
  const choice = /[\\/.]/.test(name) ? 'Check the path.' : `The catalogue has ${names.join(', ')}.`;
  const hint = near === undefined ? `${choice} ${FORMATS_HINT}` : `Did you mean ${near}?`;
  return new DnnError('data', `no dataset or file named ${name || '""'}`, hint);
}
