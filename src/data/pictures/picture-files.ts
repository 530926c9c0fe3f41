/**
 * The picture files that a word of a command line means: a file, all pictures in a folder, or what a pattern
 * matches. They come one at a time, in the order of their names by code unit, and nothing is opened.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { fileError } from '../../disk/fault.js';
import { DnnError } from '../../errors.js';
import { isImageName } from './image-format.js';

/** A path, or why something could not be looked into. */
export type Found = string | DnnError;

/**
 * The files of `word`. What exists is taken as it is named: a file itself, a folder with those in it. Else a
 * word with `*`, `?`, `[…]` or `{…}` is a pattern as shells have it, `**` for any folders. Hidden files are left
 * out, links to folders are not followed.
 */
export function* pictureFiles(word: string): Generator<Found> {
  const kind = kindOf(word);
  if (kind === 'folder') yield* orNone(inFolder(word), `no picture in the directory ${word}`);
  else if (kind === 'none' && picomatch.scan(word, RULES).isGlob) {
    yield* orNone(matching(word), `no file matches ${word}`);
  } else yield word;
}

/** `!` is a letter as any other: it means something in front of shells' patterns only. */
const RULES = { nonegate: true } as const;

function kindOf(path: string): 'folder' | 'other' | 'none' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'other';
  } catch {
    // Reading it reports why it cannot be examined.
    return 'none';
  }
}

function* orNone(files: Generator<Found>, message: string): Generator<Found> {
  let count = 0;
  for (const file of files) {
    count++;
    yield file;
  }
  if (count === 0) yield new DnnError('data', message, 'Check the path.');
}

function* inFolder(folder: string): Generator<Found> {
  for (const file of walk(folder, '', Number.POSITIVE_INFINITY)) {
    if (file instanceof DnnError) yield file;
    else if (isImageName(file)) yield join(folder, file);
  }
}

function* matching(pattern: string): Generator<Found> {
  const { prefix, base, glob } = picomatch.scan(pattern, RULES);
  const matches = picomatch(glob, RULES);
  const depth = glob.includes('**') ? Number.POSITIVE_INFINITY : glob.split('/').length - 1;
  const root = base === '' || base.endsWith('/') ? base : `${base}/`;
  for (const file of walk(root === '' ? '.' : root, '', depth)) {
    if (file instanceof DnnError) yield file;
    else if (matches(file)) yield `${prefix}${root}${file}`;
  }
}

/** The paths, below `root`, of the files in its folder `inside` and in those down to `depth` levels further. */
function* walk(root: string, inside: string, depth: number): Generator<Found> {
  const folder = join(root, inside);
  try {
    const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory()) {
        if (depth > 0) yield* walk(root, path, depth - 1);
      } else if (!entry.isSymbolicLink() || kindOf(join(root, path)) !== 'folder') yield path;
    }
  } catch (error) {
    yield fileError(error, 'read', folder, 'folder', 'data');
  }
}
