/** Files of named arrays (HDF5, npz, csv), each read by its own reader. */
import { closeSync, openSync, readSync } from 'node:fs';
import { fileError } from '../../disk/fault.js';
import { fileSize } from '../../disk/read.js';
import { optionError } from '../../errors.js';
import type { ArrayFile, KeyOptions } from '../arrays/pairs.js';
import type { SplitName } from '../dataset.js';
import type { Reserve } from '../reserve.js';
import { isHdf5, readHdf5 } from './hdf5/hdf5.js';

/** Kinds of files by their names; a directory's datasets are looked for in this order. */
export const ARRAY_FILES = { hdf5: /\.(h5|hdf5)$/i, npz: /\.npz$/i, csv: /\.(csv|tsv)$/i } as const;

/** A name without the extension of one of these files. */
export function withoutExtension(name: string): string {
  return Object.values(ARRAY_FILES).reduce((rest, extension) => rest.replace(extension, ''), name);
}

/** Whether the file at `path` is one of these by its name, or HDF5 by how it starts. */
export function isArrayFile(path: string): boolean {
  return withoutExtension(path) !== path || startsAsHdf5(path);
}

/**
 * The arrays of the file at `path`. The columns of a csv file are made the pair of `split`.
 * @throws DnnError as the readers do.
 */
export async function readArrayFile(
  path: string,
  split: SplitName,
  { xKey, yKey, reserve }: KeyOptions & { readonly reserve?: Reserve | undefined },
): Promise<ArrayFile> {
  // It is read whole.
  reserve?.(path, fileSize(path));
  // Loaded when there is such a file: most runs have none.
  if (ARRAY_FILES.npz.test(path)) {
    return { path, arrays: (await import('./npz/npz.js')).readNpz(path, 'dataset', reserve) };
  }
  if (!ARRAY_FILES.csv.test(path)) return { path, arrays: readHdf5(path, reserve) };
  if (xKey === undefined)
    return { path, ...(await import('./csv/csv.js')).readCsv(path, split, yKey, reserve) };
  throw optionError(
    'xKey',
    xKey,
    `${path} has columns, of which all but the class are the example's`,
    'Name the column of the class with --y-key.',
  );
}

function startsAsHdf5(path: string): boolean {
  try {
    const file = openSync(path, 'r');
    try {
      const start = Buffer.alloc(4096);
      return isHdf5(start.subarray(0, readSync(file, start)));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw fileError(error, 'read', path, 'dataset', 'data');
  }
}
