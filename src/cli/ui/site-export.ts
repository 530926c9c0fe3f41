/**
 * `dnn ui --export`: the page as static files in a directory. Nobody's files are replaced: a directory that is not empty
 * is taken only if dnn has written it, and of its files only those that are still as they were written.
 */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { flushDirectory, makeDirectory } from '../../disk/directories.js';
import { writing } from '../../disk/fault.js';
import { assertNoInput } from '../../disk/inputs.js';
import { temporaryPath } from '../../disk/partials.js';
import { writeAtomically } from '../../disk/write.js';
import { DnnError } from '../../errors.js';
import type { SiteFile } from '../../serve/ui/site.js';
import { sha256 } from '../../sha256.js';
import { visible } from '../../visible.js';

/** The list of an export's files, by which it is known again. */
const LIST = 'dnn-site.json';
const FORMAT = 'dnn-site';

/** The digests that a file of an export may have: of an export that was killed in the middle, the old and the new. */
type Digests = Readonly<Record<string, readonly string[]>>;

/**
 * Writes the site to `directory`, which is made: a new one whole or not at all, an earlier export file by file, its list
 * at both ends, and what the page no longer has is removed.
 * @throws DnnError: usage where other files are in the way, io when it cannot be written.
 */
export function exportSite(directory: string, files: readonly SiteFile[], dnn: string): void {
  const digests = Object.fromEntries(files.map(({ name, bytes }) => [name, [sha256([bytes])]]));
  const list = (names: Digests) =>
    `${JSON.stringify({ format: FORMAT, version: 1, dnn, files: names }, null, 2)}\n`;
  if (isFree(directory)) {
    writeNew(directory, files, list(digests));
    return;
  }
  const before = earlierFiles(directory);
  for (const { name } of files) assertOwn(directory, name, [...(before[name] ?? []), ...digests[name]]);
  const both = (name: string) => [...new Set([...(before[name] ?? []), ...(digests[name] ?? [])])];
  const names = [...new Set([...Object.keys(before), ...Object.keys(digests)])];
  writeAtomically(join(directory, LIST), [list(Object.fromEntries(names.map((name) => [name, both(name)])))]);
  writeFiles(directory, files);
  removeOld(directory, before, digests);
  writeAtomically(join(directory, LIST), [list(digests)]);
}

/** True for a directory that is not there yet, or empty. @throws DnnError (usage) for a file. */
function isFree(directory: string): boolean {
  return writing(directory, () => {
    const stats = statSync(directory, { throwIfNoEntry: false });
    if (stats === undefined) return true;
    if (stats.isDirectory()) return readdirSync(directory).length === 0;
    throw new DnnError('usage', `cannot write ${directory}: it is a file`, 'Give the name of a directory.');
  });
}

/** Makes the whole site beside its place, then gives it its name. */
function writeNew(directory: string, files: readonly SiteFile[], list: string): void {
  const place = resolve(directory);
  makeDirectory(dirname(place));
  const temporary = temporaryPath(place);
  writing(directory, () => mkdirSync(temporary));
  try {
    writeFiles(temporary, files);
    writeAtomically(join(temporary, LIST), [list]);
    writing(directory, () => {
      if (existsSync(place)) rmdirSync(place);
      renameSync(temporary, place);
      flushDirectory(dirname(place));
    });
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** The page that loads the others is written last. */
function writeFiles(directory: string, files: readonly SiteFile[]): void {
  const order = files.toSorted((a, b) => Number(isIndex(a)) - Number(isIndex(b)));
  for (const { name, bytes } of order) {
    const path = join(directory, name);
    makeDirectory(dirname(path));
    writeAtomically(path, [bytes]);
  }
}

function isIndex({ name }: SiteFile): boolean {
  return basename(name) === 'index.html';
}

/** The files of the earlier export in `directory`. @throws DnnError (usage) if it is none. */
function earlierFiles(directory: string): Digests {
  const foreign = new DnnError(
    'usage',
    `cannot write ${directory}: it has files that dnn did not write there`,
    'Give the name of a new or empty directory, or that of an earlier export.',
  );
  const path = join(directory, LIST);
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) throw foreign;
  try {
    const list: unknown = JSON.parse(writing(path, () => readFileSync(path, 'utf8')));
    if (!isList(list)) throw foreign;
    return list.files;
  } catch (error) {
    if (error instanceof SyntaxError) throw foreign;
    throw error;
  }
}

/** True for what an export has in its list. */
function isList(list: unknown): list is { readonly files: Digests } {
  const { format, files } = (list ?? {}) as { format?: unknown; files?: unknown };
  if (format !== FORMAT || typeof files !== 'object' || files === null) return false;
  const isText = (digest: unknown) => typeof digest === 'string';
  return Object.values(files).every((digests) => Array.isArray(digests) && digests.every(isText));
}

/** @throws DnnError (usage) for a file that is not as an export wrote it. */
function assertOwn(directory: string, name: string, digests: readonly string[]): void {
  const path = join(directory, name);
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return;
  assertNoInput(path);
  if (stats.isFile() && digests.includes(sha256([readFileSync(path)]))) return;
  const what = stats.isFile() ? 'it is not as dnn wrote it' : 'it is no file that dnn wrote';
  throw new DnnError('usage', `cannot write ${path}: ${what}`, 'Move it away, or give another directory.');
}

/** Removes what an earlier page had and this one has not, as far as it is as it was written. */
function removeOld(directory: string, before: Digests, digests: Digests): void {
  for (const [name, known] of Object.entries(before)) {
    const path = join(directory, name);
    const isInside = resolve(path).startsWith(`${resolve(directory)}${sep}`);
    if (Object.hasOwn(digests, name) || !isInside || !lstatSync(path, { throwIfNoEntry: false })?.isFile())
      continue;
    if (known.includes(sha256([readFileSync(path)]))) writing(visible(path), () => rmSync(path));
  }
}
