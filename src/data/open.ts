/**
 * Opens a dataset: a file, a directory or a name of the catalogue. It downloads nothing and prints nothing; its
 * guesses are in the dataset's notes.
 */
import { readdirSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { reading } from '../disk/fault.js';
import { recogniseFile } from '../disk/file-kind.js';
import { readStart } from '../disk/read.js';
import { DnnError, optionError, withinMemory } from '../errors.js';
import { shell } from '../shell.js';
import { nearest } from '../suggest.js';
import { listed } from '../visible.js';
import { datasetFromArrays } from './arrays/from-arrays.js';
import { type ArrayFile, holdsSplit } from './arrays/pairs.js';
import { CATALOGUE, DEFAULT_DATASET, dataDirectory, findEntry, locateFiles } from './catalogue/catalogue.js';
import { withClasses } from './class-map.js';
import { assertClasses, type Dataset } from './dataset.js';
import { type Unscaled, withDivisor } from './divisor.js';
import { FORMATS, FORMATS_HINT, formatOf, type ReadOptions, withoutExtension } from './formats/formats.js';
import { readIdxDirectory } from './formats/idx.js';
import { readArraysOrTable } from './formats/records.js';
import { assertDivisor } from './given.js';
import { namesBeside, type PartName, partOfFile, validationNote } from './split-names.js';
import { selectClasses, splitAfter } from './subset.js';
import { isToy, makeToy } from './toys/toys.js';

/** First bytes that tell a kind of file. */
const KNOWN_BY = 512;

/** Settings for finding and reading a dataset; all are optional. */
export interface OpenOptions extends ReadOptions {
  /** The directory of downloaded datasets; `./datasets` unless given. */
  readonly dataDirectory?: string | undefined;
  /** The classes to keep, by name or number; all unless given. */
  readonly classes?: readonly string[] | undefined;
  /** The classes that a model was trained on, which are kept where the data have any of them and no others are asked for. */
  readonly trainedClasses?: readonly string[] | undefined;
  /** Throws where examples of this shape are not wanted; asked before their values are looked at. */
  readonly assertShape?: ((name: string, shape: readonly number[]) => void) | undefined;
}

/**
 * Opens `source`: a path that exists, else a name of the catalogue; the embedded demo if undefined.
 * @throws DnnError (data) with the next step.
 */
export async function openDataset(source?: string, given: OpenOptions = {}): Promise<Dataset> {
  const { task = 'auto', classes: wanted } = given;
  // Names of classes say that the target is one of them.
  const options = { ...given, task: task === 'auto' && wanted ? 'classification' : task };
  const { divisor = 'auto', like } = options;
  if (divisor !== 'auto' && divisor !== 'none') assertDivisor(divisor);
  const read = await withinMemory(source ?? DEFAULT_DATASET, () => openWhole(source, options));
  assertClasses(read);
  assertTask(read, options);
  options.assertShape?.(read.name, read.shape);
  const whole = withDivisor(read, divisor, like);
  const classes = presentClasses(whole, options);
  const dataset = classes === undefined ? whole : selectClasses(whole, classes);
  return like?.classes === undefined ? dataset : withClasses(dataset, like.classes, classes);
}

/** @throws DnnError (usage) where numbers are asked of data that have classes by their format, such as folders of pictures. */
function assertTask({ name, classes }: Unscaled, { task, like }: OpenOptions): void {
  if (task !== 'regression' || like?.classes !== undefined || classes.length === 0) return;
  const problem = `${name} has classes (${listed(classes)}), not a number an example`;
  throw optionError('task', task, problem, 'Leave it out, or give a table, a .npz or a .h5 file.');
}

/** The classes to keep, less those of a model that the data lack; if they lack all of them, those that were asked for. */
function presentClasses(
  dataset: Dataset,
  { classes, trainedClasses, like }: OpenOptions,
): readonly string[] | undefined {
  const lacks = (name: string) => like?.classes?.includes(name) && !dataset.classes.includes(name);
  const present = (classes ?? trainedClasses)?.filter((name) => !lacks(name));
  return present?.length === 0 ? classes : present;
}

async function openWhole(source: string | undefined, options: OpenOptions): Promise<Unscaled> {
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

async function openFile(path: string, stats: Stats, options: OpenOptions): Promise<Unscaled> {
  if (!stats.isFile() || formatOf(path) === undefined) {
    const kind = stats.isFile() ? recogniseFile(readStart(path, KNOWN_BY).start, path) : undefined;
    const what = kind === undefined ? ' that can be read' : `: it is ${kind.name}`;
    throw new DnnError('data', `${path} is not a dataset${what}`, kind?.hint ?? FORMATS_HINT);
  }
  const name = datasetName(path, withoutExtension(basename(path)));
  const found = await testBeside(path, options);
  if (found?.file === undefined) return withNotes(await readFiles(name, path, found, options), found);
  const train = await readArraysOrTable(path, 'train', options);
  const both = holdsSplit(train, 'test');
  const test = both ? undefined : await readArraysOrTable(found.file, 'test', likeTraining(options, train));
  const dataset = datasetFromArrays(name, train, test, options);
  return both ? dataset : withNotes(dataset, found);
}

/** The test set of a training file, and sentences on it. */
interface TestFile {
  readonly file?: string | undefined;
  /** The target that it tells where none is named. */
  readonly target?: string | undefined;
  readonly notes: readonly string[];
}

function withNotes(dataset: Unscaled, found: TestFile | undefined): Unscaled {
  return found === undefined ? dataset : { ...dataset, notes: [...found.notes, ...dataset.notes] };
}

/** Returns test_X.h5 beside train_X.h5, likewise for other names of a pair and the other formats. */
async function testBeside(path: string, options: OpenOptions): Promise<TestFile | undefined> {
  const name = basename(path);
  const stem = withoutExtension(name);
  const siblings = namesBeside(stem).map((other) =>
    join(
      dirname(path),
      name.replace(stem, () => other),
    ),
  );
  const file = siblings.find((sibling) => statusOf(sibling)?.isFile());
  if (file === undefined) return undefined;
  const found = `The test set is ${file}, found beside ${name}.`;
  return judged(path, { file, notes: [found] }, options);
}

/**
 * The test set of the table `train`, unless it is none, which is said.
 * @throws DnnError (data) for one of other columns, if it is `asked` for by its directory.
 */
async function judged(
  train: string,
  test: TestFile & { readonly file: string },
  options: OpenOptions,
  asked = false,
): Promise<TestFile> {
  const { file } = test;
  const areFiles = [train, file].every((path) => statusOf(path)?.isFile());
  const { fault, hint, target, isOther } =
    (areFiles && (await formatOf(file)?.besides?.(train, file, options))) || {};
  if (fault === undefined) return test;
  const next = hint === undefined ? '' : `. ${hint}`;
  if (isOther && asked) {
    const alone = shell`--data ${train}`;
    throw new DnnError('data', `${file} ${fault}`, `${hint}; or train without a test set: ${alone}`);
  }
  const why = `took ${target}, the only column that ${file} lacks, as the target. To take another: --target`;
  return {
    target,
    notes: [...(target ? [`${train}: ${why}.`] : []), `${file} is no test set: it ${fault}${next}.`],
  };
}

/** Returns the rest of the name behind the word that says the part, as "X" of train_X.h5; else `other`. */
function datasetName(file: string, other: string): string {
  const stem = withoutExtension(basename(file));
  return (partOfFile(stem)?.part === 'train' && partOfFile(stem)?.rest) || other;
}

async function readFiles(
  name: string,
  train: string,
  test: Partial<TestFile> | undefined,
  given: OpenOptions,
): Promise<Unscaled> {
  const { file, target } = test ?? {};
  const options = { ...given, yKey: given.yKey ?? target };
  const trainFile = await readArraysOrTable(train, 'train', options);
  const testFile = file && (await readArraysOrTable(file, 'test', likeTraining(options, trainFile)));
  return datasetFromArrays(name, trainFile, testFile || undefined, options);
}

/** Settings by which a test file is read: its columns are found by the names of the training file's. */
function likeTraining(options: OpenOptions, training: ArrayFile): OpenOptions {
  const { columns, target, targetDecimal } = options.like?.columns ? options.like : training;
  return { ...options, like: { ...options.like, columns, target, targetDecimal } };
}

async function openDirectory(directory: string, options: OpenOptions): Promise<Unscaled> {
  const names = reading(directory, 'dataset', 'data', () => readdirSync(directory))
    .filter((name) => !name.startsWith('.'))
    .sort();
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
): Promise<Unscaled> {
  const of = (part: PartName) => files.filter((name) => partOfFile(withoutExtension(name))?.part === part);
  const trains = of('train');
  if (trains.length > 1) throw several(directory, trains);
  if (trains.length === 0 && files.length > 1) throw several(directory, files);
  const [train] = trains.length === 1 ? trains : files;
  const path = join(directory, train);
  const name = datasetName(
    train,
    trains.length === 1 ? basename(resolve(directory)) : withoutExtension(train),
  );
  const found =
    trains.length === 1 ? await testAmong(path, of('test'), of('validation'), options) : undefined;
  return withNotes(await readFiles(name, path, found, options), found);
}

function several(directory: string, files: readonly string[]): DnnError {
  return new DnnError(
    'data',
    `${directory} holds several datasets: ${files.join(', ')}`,
    `Name one: ${shell`--data ${join(directory, files[0])}`}`,
  );
}

/** Returns the test file that belongs to the training file at `path`; without any, the validation file. */
async function testAmong(
  path: string,
  tests: readonly string[],
  validations: readonly string[],
  options: OpenOptions,
): Promise<TestFile | undefined> {
  const directory = dirname(path);
  const inDirectory = (name: string | undefined) => name && join(directory, name);
  const test = inDirectory(sameName(basename(path), tests));
  const validation = inDirectory(sameName(basename(path), validations));
  const file = test ?? validation;
  if (file === undefined) return undefined;
  const notes = validation === undefined ? [] : [validationNote(validation, test)];
  return judged(path, { file, notes }, options, true);
}

/** Returns the file of the same name but for the part, else the only one. */
function sameName(train: string, files: readonly string[]): string | undefined {
  const rest = (name: string) => partOfFile(withoutExtension(name))?.rest;
  return files.find((name) => rest(name) === rest(train)) ?? (files.length === 1 ? files[0] : undefined);
}

async function openEntry(name: string, options: OpenOptions): Promise<Unscaled> {
  if (isToy(name)) return makeToy(name, {}, options.reserve);
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
  const test = { file: files.test };
  if (reading === undefined) return readFiles(name, files.train, test, options);
  const { xKey = reading.xKey, yKey = reading.yKey } = options;
  // A column that is no feature is none beside others, either.
  const drop = [...new Set([...(reading.drop ?? []), ...(options.drop ?? [])])];
  const whole = await readFiles(name, files.train, test, { ...options, xKey, yKey, drop });
  return reading.trainExamples === undefined ? whole : splitAfter(whole, reading.trainExamples);
}

function unknown(name: string): DnnError {
  const names = CATALOGUE.map((entry) => entry.name);
  const near = nearest(name, names);
  const choice = /[\\/.]/.test(name) ? 'Check the path.' : `The catalogue has ${names.join(', ')}.`;
  const hint = near === undefined ? `${choice} ${FORMATS_HINT}` : `Did you mean ${near}?`;
  return new DnnError('data', `no dataset or file named ${name || '""'}`, hint);
}
