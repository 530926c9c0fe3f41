/** The directory of runs that a page looks at: names to files, and never to one outside of it. */
import { constants, readdirSync, realpathSync } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { systemCode } from '../../disk/fault.js';

/** Errors of the system that mean there is no such file to read. */
const ABSENT = ['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'ENXIO', 'ERR_INVALID_ARG_VALUE'];
/** A link that took the file's place just now is not followed, and a pipe is not waited for. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Directories within that of a run or sweep whose files are read. */
const PARTS = ['best'];

export class RunFolder {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** The directory of the run or sweep of this name; undefined for what is no name, such as a path. */
  pathOf(name: string): string | undefined {
    const isName = name !== '' && basename(name) === name && !name.startsWith('.') && !/[\\/\0]/.test(name);
    return isName ? join(this.directory, name) : undefined;
  }

  /**
   * False for the name of what leads out of the directory: a link to a run elsewhere, or a run with a link to a file
   * elsewhere. What reads runs follows links.
   */
  holds(name: string): boolean {
    const path = this.pathOf(name);
    if (path === undefined) return false;
    const root = realOf(this.directory);
    const isWithin = (place: string) => root === undefined || isIn(root, realOf(place) ?? root);
    const directories = [path, ...PARTS.map((part) => join(path, part))];
    return directories.every(
      (directory) =>
        isWithin(directory) && linksIn(directory).every((link) => isWithin(join(directory, link))),
    );
  }

  /**
   * Opens a file of a run to read; undefined where there is none, or it lies outside of the directory, as the target of
   * a link may. The caller closes it.
   * @throws the system's error where it may not be read.
   */
  async open(name: string, ...file: readonly string[]): Promise<FileHandle | undefined> {
    const directory = this.pathOf(name);
    if (directory === undefined) return undefined;
    try {
      const [root, path] = await Promise.all([realpath(this.directory), realpath(join(directory, ...file))]);
      if (path === root || !isIn(root, path)) return undefined;
      const handle = await open(path, FLAGS);
      if ((await handle.stat()).isFile()) return handle;
      await handle.close();
      return undefined;
    } catch (error) {
      if (ABSENT.includes(systemCode(error))) return undefined;
      throw error;
    }
  }
}

/** True for the directory itself and all within, both without links. */
function isIn(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** The place that a path leads to; undefined if there is nothing to read. */
function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function linksIn(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isSymbolicLink()).map(({ name }) => name);
  } catch {
    return [];
  }
}
