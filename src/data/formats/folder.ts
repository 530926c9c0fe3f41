/**
 * A directory with one sub-folder of pictures per class as a dataset, optionally split into `train/` and
 * `test/`. Every picture is stretched to one shape; none is left out silently, and nothing is written.
 */
import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { reading } from '../../disk/fault.js';
import { DnnError } from '../../errors.js';
import { type Dataset, featureCount, type Split } from '../dataset.js';
import { readPicture } from '../pictures/image.js';
import { isImageName } from '../pictures/image-format.js';
import { assertPictureShape, toValues } from '../pictures/resize.js';
import type { OnProgress } from '../progress.js';
import type { Reserve } from '../reserve.js';

/** Settings for reading a folder of pictures. */
export interface FolderOptions {
  /** Takes the place of 255, e.g. a model's own. */
  readonly divisor?: number | undefined;
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

/** The classes of a directory, and what is none. */
interface Found {
  readonly train: readonly ClassFolder[];
  readonly test?: readonly ClassFolder[];
  /** Paths that are neither a class nor a picture in one. */
  readonly skipped: readonly string[];
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
): Promise<Dataset> {
  const shape = options.shape ?? [64, 64, 3];
  assertPictureShape(shape);
  const { train, test, skipped } = findClasses(directory);
  assertClasses(directory, train);
  if (test !== undefined) assertSameClasses(directory, train, test);
  const total = pictureCount(train) + pictureCount(test ?? []);
  options.reserve?.(directory, total * featureCount({ shape }));
  let done = 0;
  const advance = () => options.onProgress?.(++done, total);
  return {
    name,
    shape,
    divisor: options.divisor ?? 255,
    classes: train.map((folder) => folder.name),
    train: await readSplit(train, shape, advance),
    ...(test !== undefined && { test: await readSplit(test, shape, advance) }),
    notes: skipped.length === 0 ? [] : [skippedNote(directory, skipped)],
  };
}

/** Tells whether `directory` has a class sub-folder with a picture in it, going by names only. Never throws. */
export function looksLikeImageFolder(directory: string): boolean {
  try {
    const folders = subFolders(directory);
    const train = folders.find((folder) => folder.name === 'train');
    const classes = train === undefined ? folders : [...subFolders(train.path), ...folders];
    return classes.some((folder) => list(folder.path).some(isPicture));
  } catch {
    return false;
  }
}

/** `train/` is a split, and not a class of that name, when it holds folders. */
function findClasses(directory: string): Found {
  const entries = list(directory);
  const parts = entries.filter(isFolder);
  const train = parts.find((part) => part.name === 'train' && subFolders(part.path).length > 0);
  const test = parts.find((part) => part.name === 'test' && subFolders(part.path).length > 0);
  if (train === undefined) {
    const { classes, skipped } = classesOf(entries);
    return { train: classes, skipped };
  }
  const others = entries.filter((entry) => entry !== train && entry !== test).map((entry) => entry.path);
  const training = classesOf(list(train.path));
  if (test === undefined) return { train: training.classes, skipped: [...others, ...training.skipped] };
  const testing = classesOf(list(test.path));
  return {
    train: training.classes,
    test: testing.classes,
    skipped: [...others, ...training.skipped, ...testing.skipped],
  };
}

function classesOf(entries: readonly Entry[]): { classes: ClassFolder[]; skipped: string[] } {
  const skipped = entries.filter((entry) => !isFolder(entry)).map((entry) => entry.path);
  const classes = entries.filter(isFolder).map(({ name, path }) => {
    const inside = list(path);
    for (const entry of inside) if (!isPicture(entry)) skipped.push(entry.path);
    return { name, pictures: inside.filter(isPicture).map((entry) => entry.path), path };
  });
  const empty = classes.find((folder) => folder.pictures.length === 0);
  if (empty === undefined) return { classes, skipped };
  throw new DnnError('data', `${empty.path}: no picture in this class folder`, LAYOUT_HINT);
}

function assertClasses(directory: string, classes: readonly ClassFolder[]): void {
  if (classes.length >= 2) return;
  const found = classes.length === 0 ? 'no sub-folder' : `only one sub-folder (${classes[0].name})`;
  const message = `${directory}: ${found}, expected one sub-folder of pictures per class, at least two`;
  throw new DnnError('data', message, LAYOUT_HINT);
}

function assertSameClasses(
  directory: string,
  train: readonly ClassFolder[],
  test: readonly ClassFolder[],
): void {
  const only = (some: readonly ClassFolder[], others: readonly ClassFolder[]) =>
    some.filter((a) => !others.some((b) => a.name === b.name)).map((folder) => folder.name);
  const problems = [
    ...only(train, test).map((name) => `${name} is in train/ only`),
    ...only(test, train).map((name) => `${name} is in test/ only`),
  ];
  if (problems.length === 0) return;
  throw new DnnError(
    'data',
    `${directory}: train/ and test/ have different classes: ${shortened(problems)}`,
    'Give both the same class sub-folders.',
  );
}

/** Reads one picture at a time, so that memory holds the dataset and one decoded picture. */
async function readSplit(
  folders: readonly ClassFolder[],
  shape: readonly number[],
  advance: () => void | Promise<void>,
): Promise<Split> {
  const features = featureCount({ shape });
  const examples = pictureCount(folders);
  const values = allocate(examples, features);
  const labels = new Int32Array(examples);
  let example = 0;
  for (const [label, { pictures }] of folders.entries()) {
    for (const path of pictures) {
      values.set(toValues(await readPicture(path), shape), example * features);
      labels[example++] = label;
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
    throw new DnnError('data', `${size} do not fit into memory`, 'Use a smaller shape.', { cause });
  }
}

/** Lists a directory in the order of the names' code units; a link counts as its target. */
function list(directory: string): Entry[] {
  return reading(directory, 'dataset', 'data', () => {
    const entries = readdirSync(directory, { withFileTypes: true }).map((entry) => {
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

/** A class, or a split; `__MACOSX` is what an archive of a Mac adds. */
function isFolder({ name, isDirectory }: Entry): boolean {
  return isDirectory && !name.startsWith('.') && name !== '__MACOSX';
}

function isPicture({ name, isDirectory }: Entry): boolean {
  return !isDirectory && isImageName(name);
}

function skippedNote(directory: string, skipped: readonly string[]): string {
  const names = shortened(skipped.map((path) => relative(directory, path)));
  return `Skipped ${skipped.length} that are not pictures in a class folder: ${names}.`;
}

function shortened(names: readonly string[]): string {
  const more = names.length > LISTED ? `, … (${names.length - LISTED} more)` : '';
  return names.slice(0, LISTED).join(', ') + more;
}
