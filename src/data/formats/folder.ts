/**
 * A directory with one sub-folder of pictures per class as a dataset, optionally split into `train/` and
 * `test/` or `validation/`. Every picture is stretched to one shape; none is left out silently, and nothing is
 * written.
 */
import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isReachable, reading } from '../../disk/fault.js';
import { DnnError } from '../../errors.js';
import { featureCount, type Split } from '../dataset.js';
import type { Unscaled } from '../divisor.js';
import { readPicture } from '../pictures/image.js';
import { isImageName } from '../pictures/image-format.js';
import { assertPictureShape, toValues } from '../pictures/resize.js';
import type { Preparation } from '../preparation.js';
import type { OnProgress } from '../progress.js';
import type { Reserve } from '../reserve.js';
import { type PartName, partOfFolder, validationNote } from '../split-names.js';

/** Settings for reading a folder of pictures. */
export interface FolderOptions {
  /** A model that the data are for: one class is enough, and the splits need not have the same. */
  readonly like?: Preparation | undefined;
  /** [height, width, 1 or 3] of an example; 64 × 64 RGB unless given. */
  readonly shape?: readonly [number, number, number] | undefined;
  /** Counts the pictures of both splits. */
  readonly onProgress?: OnProgress | undefined;
  /** Asked for the memory of both splits before any picture is read. */
  readonly reserve?: Reserve | undefined;
}

/** The number of names that a note lists before "…". */
const LISTED = 3;

const LAYOUT_HINT =
  'Put the pictures of each class into a sub-folder named after it, or such sub-folders into train/ and test/.';

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly isDirectory: boolean;
}

interface ClassFolder {
  readonly name: string;
  /** Paths, sorted by name. */
  readonly pictures: readonly string[];
}

/** The class folders of one split. */
interface Part {
  /** The folder for messages: "train/"; undefined if it is the directory itself. */
  readonly title: string | undefined;
  readonly classes: readonly ClassFolder[];
  /** Paths that are neither a class nor a picture in one. */
  readonly skipped: readonly string[];
}

/** The classes of a directory, and what is none. */
interface Found {
  readonly train: Part;
  readonly test?: Part | undefined;
  readonly skipped: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Reads `directory`: classes are its sub-folders' names, sorted, pictures are taken in the order of their
 * names, both by code unit so that every system agrees.
 * @throws DnnError data when the layout is another one or a picture cannot be read (it is named), io when
 * the system refuses.
 */
export async function readFolder(
  name: string,
  directory: string,
  options: FolderOptions = {},
): Promise<Unscaled> {
  const shape = options.shape ?? [64, 64, 3];
  assertPictureShape(shape);
  const isForModel = options.like?.classes !== undefined;
  const found = findClasses(directory, isForModel);
  assertClasses(directory, found.train.classes, isForModel ? 1 : 2);
  if (found.test !== undefined && !isForModel) assertKnownClasses(directory, found.train, found.test);
  const [train, test] = [found.train.classes, found.test?.classes];
  const classes = [...new Set([...train, ...(test ?? [])].map((folder) => folder.name))].sort();
  const total = pictureCount(train) + pictureCount(test ?? []);
  options.reserve?.(directory, total * featureCount({ shape }));
  let done = 0;
  const advance = () => options.onProgress?.(++done, total);
  const partOf = async (folders: readonly ClassFolder[]): Promise<Split> => ({
    ...(await readSplit(folders, classes, shape, advance)),
    ...(isForModel && { placeOf: (i) => folders.flatMap(({ pictures }) => pictures)[i] }),
  });
  return {
    name,
    shape,
    white: 255,
    classes,
    train: await partOf(train),
    ...(test !== undefined && { test: await partOf(test) }),
    notes: notesOf(directory, found),
  };
}

/** Tells whether `directory` has a class sub-folder with a picture in it, going by names only. Never throws. */
export function looksLikeImageFolder(directory: string): boolean {
  try {
    const folders = subFolders(directory);
    const inParts = folders.filter(isPart).flatMap((part) => subFolders(inner(part).path));
    const readable = [...inParts, ...folders].filter(({ path }) => isReachable(path));
    return readable.some((folder) => list(folder.path).some(isPicture));
  } catch {
    return false;
  }
}

/** `train/` is a split, and not a class of that name, when it holds folders. */
function findClasses(directory: string, isForModel: boolean): Found {
  const entries = list(directory);
  const parts = entries.filter((entry) => isFolder(entry) && isPart(entry));
  const part = (name: PartName) => parts.find((entry) => partOfFolder(entry.name) === name);
  const [train, test, validation] = [part('train'), part('test'), part('validation')];
  if (train === undefined)
    return { train: classesOf(undefined, entries, isForModel), skipped: [], notes: [] };
  const testing = test ?? validation;
  return {
    train: partAt(train, isForModel),
    test: testing && partAt(testing, true),
    skipped: entries.filter((entry) => ![train, test, validation].includes(entry)).map(({ path }) => path),
    notes: validation ? [validationNote(`${validation.name}/`, test && `${test.name}/`)] : [],
  };
}

/** True if a folder's name says a part and there are folders in it. */
function isPart({ name, path }: Entry): boolean {
  return partOfFolder(name) !== undefined && subFolders(path).length > 0;
}

function partAt(part: Entry, mayBeEmpty: boolean): Part {
  return classesOf(`${part.name}/`, list(inner(part).path), mayBeEmpty);
}

/** Archives often hold a folder in another of its name: training_set/training_set/cats. */
function inner(part: Entry): Entry {
  const inside = subFolders(part.path);
  const again = inside.length === 1 && partOfFolder(inside[0].name) === partOfFolder(part.name);
  return again && isPart(inside[0]) ? inner(inside[0]) : part;
}

/** The class folders among `entries`; one without pictures is an error unless they `mayBeEmpty`. */
function classesOf(title: string | undefined, entries: readonly Entry[], mayBeEmpty: boolean): Part {
  const skipped = entries.filter((entry) => !isFolder(entry)).map((entry) => entry.path);
  const classes = entries.filter(isFolder).map(({ name, path }) => {
    const inside = list(path);
    for (const entry of inside) if (!isPicture(entry)) skipped.push(entry.path);
    return { name, pictures: inside.filter(isPicture).map((entry) => entry.path), path };
  });
  const empty = classes.find((folder) => folder.pictures.length === 0);
  if (empty === undefined) return { title, classes, skipped };
  if (mayBeEmpty) return { title, classes: classes.filter(({ pictures }) => pictures.length > 0), skipped };
  throw new DnnError('data', `${empty.path}: no picture in this class folder`, LAYOUT_HINT);
}

function assertClasses(directory: string, classes: readonly ClassFolder[], least: number): void {
  if (classes.length >= least) return;
  const found = classes.length === 0 ? 'no sub-folder' : `only one sub-folder (${classes[0].name})`;
  const message = `${directory}: ${found}, expected one sub-folder of pictures per class, at least two`;
  throw new DnnError('data', message, LAYOUT_HINT);
}

/** @throws DnnError (data) naming the classes that only the test set has. */
function assertKnownClasses(directory: string, train: Part, test: Part): void {
  const known = new Set(train.classes.map(({ name }) => name));
  const strangers = test.classes.flatMap(({ name }) => (known.has(name) ? [] : name));
  if (strangers.length === 0) return;
  throw new DnnError(
    'data',
    `${directory}: ${test.title} has classes that ${train.title} lacks: ${shortened(strangers)}`,
    `Put pictures of these classes into ${train.title}, or remove them from ${test.title}.`,
  );
}

/** Reads one picture at a time, so that memory holds the dataset and one decoded picture. */
async function readSplit(
  folders: readonly ClassFolder[],
  classes: readonly string[],
  shape: readonly number[],
  advance: () => void | Promise<void>,
): Promise<Split> {
  const features = featureCount({ shape });
  const examples = pictureCount(folders);
  const values = allocate(examples, features);
  const labels = new Int32Array(examples);
  let example = 0;
  for (const { name, pictures } of folders) {
    for (const path of pictures) {
      values.set(toValues(await readPicture(path), shape), example * features);
      labels[example++] = classes.indexOf(name);
      await advance();
    }
  }
  return { examples, values, labels, dtype: 'uint8' };
}

function pictureCount(folders: readonly ClassFolder[]): number {
  return folders.reduce((sum, folder) => sum + folder.pictures.length, 0);
}

function allocate(examples: number, features: number): Uint8Array {
  try {
    return new Uint8Array(examples * features);
  } catch (cause) {
    const size = `${examples} pictures of ${features} values`;
    throw new DnnError(
      'usage',
      `${size} do not fit into memory`,
      'Bring them to a smaller size: --layers 64x64x3,… when training.',
      { cause },
    );
  }
}

/** Hidden files, such as .DS_Store, and what Windows, and archives of a Mac, add to folders. */
const LITTER = /^(\.|__MACOSX$|Thumbs\.db$|desktop\.ini$)/i;

/** Lists a directory but for litter, in the order of the names' code units; a link counts as its target. */
function list(directory: string): Entry[] {
  return reading(directory, 'dataset', 'data', () => {
    const there = readdirSync(directory, { withFileTypes: true }).filter(({ name }) => !LITTER.test(name));
    const entries = there.map((entry) => {
      const path = join(directory, entry.name);
      const kind = entry.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : entry;
      return { name: entry.name, path, isDirectory: kind?.isDirectory() ?? false };
    });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  });
}

function subFolders(directory: string): Entry[] {
  return list(directory).filter(isFolder);
}

/** A class, or a split. */
function isFolder({ isDirectory }: Entry): boolean {
  return isDirectory;
}

function isPicture({ name, path, isDirectory }: Entry): boolean {
  return !isDirectory && isImageName(name) && isReachable(path);
}

function notesOf(directory: string, { train, test, skipped, notes }: Found): readonly string[] {
  const all = [...skipped, ...train.skipped, ...(test?.skipped ?? [])];
  const [others, unreadable] = [all.filter(isReachable), all.filter((path) => !isReachable(path))];
  const skip = (paths: readonly string[], what: string) =>
    paths.length === 0
      ? []
      : [`Skipped ${paths.length} ${what}: ${shortened(paths.map((path) => relative(directory, path)))}.`];
  return [
    ...notes,
    ...skip(others, 'that are not pictures in a class folder'),
    ...skip(unreadable, 'whose names are not UTF-8; rename them to have them read'),
  ];
}

function shortened(names: readonly string[]): string {
  const more = names.length > LISTED ? `, … (${names.length - LISTED} more)` : '';
  return names.slice(0, LISTED).join(', ') + more;
}
