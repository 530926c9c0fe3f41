/**
 * The dataset formats. The entry of each holds all that dnn knows of it: its name for messages, how it is recognised
 * and how it is read. Readers that few runs need are loaded when there is such a file.
 */
import { fileSize, readStart } from '../../disk/read.js';
import { optionError } from '../../errors.js';
import type { ArrayFile, KeyOptions } from '../arrays/pairs.js';
import type { Task } from '../arrays/target.js';
import type { SplitName } from '../dataset.js';
import type { DivisorChoice, Unscaled } from '../divisor.js';
import type { Preparation } from '../preparation.js';
import type { OnProgress } from '../progress.js';
import type { Reserve } from '../reserve.js';
import type { OnFault } from '../tables/column-error.js';
import type { Unseen } from '../tables/parse.js';
import type { Beside } from './csv/beside.js';
import { isHdf5, readHdf5 } from './hdf5/hdf5.js';
import { looksLikeIdxDirectory, readIdxDirectory } from './idx.js';

/** Settings for reading a dataset; all are optional. */
export interface ReadOptions extends KeyOptions {
  /** The divisor, none, or auto: the one that the data suggest, or that makes them like a model's. */
  readonly divisor?: DivisorChoice | undefined;
  /** The kind of target, of data that are not for a model; `auto` tells it by the training labels. */
  readonly task?: Task | undefined;
  /** Columns of a table that are left out, by name, or without a header by number from 1. */
  readonly drop?: readonly string[] | undefined;
  /** The treatment of a category that training has not seen, in other data of a table; an error unless given. */
  readonly unseen?: Unseen | undefined;
  /** [height, width, channels] that pictures of a folder are resized to and flat examples are read as. */
  readonly shape?: readonly [number, number, number] | undefined;
  /** A model that the data are for, or what else is known of its training data: they are read as these were. */
  readonly like?: Preparation | undefined;
  /** Called after every picture of a folder. */
  readonly onProgress?: OnProgress | undefined;
  /** Told of each column of a training table that cannot be read, which is left out; without it that is an error. */
  readonly onFault?: OnFault | undefined;
  /** Asked before memory is taken for what is read; there is no limit unless given. */
  readonly reserve?: Reserve | undefined;
}

/** A format of files that hold named arrays, those of one split or of both. */
interface FileFormat {
  readonly kind: 'file';
  /** The name for messages. */
  readonly title: string;
  readonly extension: RegExp;
  /** Recognises a file with another extension by its first bytes. */
  readonly recognises?: (start: Uint8Array) => boolean;
  /** True if it reads pieces of the file, not the whole. */
  readonly inPieces?: boolean;
  /** Asks for the memory that it takes on top of the file's bytes. */
  readonly read: (path: string, split: SplitName, options: ReadOptions) => ArrayFile | Promise<ArrayFile>;
  /** Judges whether the file `test` beside `train` is its test set. */
  readonly besides?: (train: string, test: string, options: ReadOptions) => Promise<Beside>;
}

/** A format of directories that are one dataset. */
interface DirectoryFormat {
  readonly kind: 'directory';
  readonly title: string;
  /** Goes by names only and never throws. */
  readonly recognises: (directory: string) => boolean | Promise<boolean>;
  /** Asks for all the memory that it takes. */
  readonly read: (name: string, directory: string, options: ReadOptions) => Unscaled | Promise<Unscaled>;
}

type DatasetFormat = FileFormat | DirectoryFormat;

/** The formats, in the order in which a directory is searched: a csv file may be a list of its pictures. */
export const FORMATS = {
  hdf5: {
    kind: 'file',
    title: 'HDF5 (.h5)',
    extension: /\.(h5|hdf5)$/i,
    recognises: isHdf5,
    read: (path, _split, { reserve }) => ({ path, arrays: readHdf5(path, reserve) }),
  },
  idx: {
    kind: 'directory',
    title: "idx files named as MNIST's (train-images-idx3-ubyte, …)",
    recognises: looksLikeIdxDirectory,
    read: readIdxDirectory,
  },
  folder: {
    kind: 'directory',
    title: 'one sub-folder of pictures per class',
    recognises: async (directory) => (await import('./folder.js')).looksLikeImageFolder(directory),
    read: async (name, directory, options) =>
      (await import('./folder.js')).readFolder(name, directory, options),
  },
  npz: {
    kind: 'file',
    title: 'NumPy (.npz)',
    extension: /\.npz$/i,
    read: async (path, _split, { reserve }) => {
      const { readNpz } = await import('./npz/npz.js');
      return { path, arrays: readNpz(path, 'dataset', reserve) };
    },
  },
  csv: {
    kind: 'file',
    title: 'CSV (.csv)',
    inPieces: true,
    extension: /\.(csv|tsv)$/i,
    read: async (path, split, { xKey, ...options }) => {
      if (xKey !== undefined) {
        const message = `${path} has columns, of which all but the class are the example's`;
        throw optionError('xKey', xKey, message, 'Name the column of the target with --target.');
      }
      const { readCsv } = await import('./csv/csv.js');
      return { path, isTable: true, ...readCsv(path, split, options) };
    },
    besides: async (train, test, { yKey, drop, like }) => {
      const { besides } = await import('./csv/beside.js');
      const columns = like?.columns?.map(({ name }) => name);
      return besides(train, test, { yKey, drop, columns, target: like?.target });
    },
  },
} as const satisfies Record<string, DatasetFormat>;

const ALL: readonly DatasetFormat[] = Object.values(FORMATS);
const FILES = ALL.filter((format) => format.kind === 'file');
const DIRECTORIES = ALL.filter((format) => format.kind === 'directory');

/** Says what a dataset can be. */
export const FORMATS_HINT =
  `A dataset is a file of ${either(FILES)}, or a directory: with a train_* and a test_* file of these, ` +
  `with ${either(DIRECTORIES)}.`;

function either(formats: readonly DatasetFormat[]): string {
  const titles = formats.map(({ title }) => title);
  return [titles.slice(0, -1).join(', '), ...titles.slice(-1)].filter(Boolean).join(' or ');
}

/** Returns a name without the extension of a dataset file. */
export function withoutExtension(name: string): string {
  return FILES.reduce((rest, { extension }) => rest.replace(extension, ''), name);
}

/**
 * Returns the format of the file at `path`, by its extension, else by its first bytes; undefined if it is none.
 * @throws DnnError if the file cannot be read.
 */
export function formatOf(path: string): FileFormat | undefined {
  const named = FILES.find(({ extension }) => extension.test(path));
  if (named !== undefined) return named;
  const { start } = readStart(path, START_BYTES);
  return FILES.find((format) => format.recognises?.(start));
}

/** Enough for a superblock of HDF5, which may stand at byte 2048. */
const START_BYTES = 4096;

/** Reads the arrays of a file. @throws DnnError (data) as its format's reader does. */
export async function readArrayFile(
  path: string,
  split: SplitName,
  options: ReadOptions,
): Promise<ArrayFile> {
  const format: FileFormat = formatOf(path) ?? FORMATS.hdf5;
  if (!format.inPieces) options.reserve?.(path, fileSize(path));
  return format.read(path, split, options);
}
