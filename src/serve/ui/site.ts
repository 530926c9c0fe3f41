/** The files of the page: a fixed list that the build has made, read once; no other file is served. */
import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { packageFile } from '../../disk/package.js';
import { DnnError } from '../../errors.js';
import { sha256 } from '../../sha256.js';

/** The list of the files by their names beside index.html, and where each lies in the package. */
const LIST = 'dist/page/files.json';
const INDEX = 'index.html';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};
const POLICY = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/;
/** The mark by which the page knows that nobody answers below `api/`, and the one of a server. */
const [UNSERVED, SERVED] = [
  '<meta name="dnn-server" content="none">',
  '<meta name="dnn-server" content="ui">',
];

/** A file of the page. */
export interface SiteFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The files of the page as the build has made them, index.html first. @throws DnnError (io) if there are none. */
export function pageFiles(): SiteFile[] {
  const list = packageFile(LIST);
  if (!existsSync(list)) throw new DnnError('io', `the page is missing: ${LIST}`, 'Build it: npm run build');
  const places = JSON.parse(readFileSync(list, 'utf8')) as Record<string, string>;
  const names = Object.keys(places).sort(
    (a, b) => Number(b === INDEX) - Number(a === INDEX) || (a < b ? -1 : 1),
  );
  return names.map((name) => ({ name, bytes: Uint8Array.from(readFileSync(packageFile(places[name]))) }));
}

/** A file with the headers of its answer. */
interface Served {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
}

export class Site {
  readonly #files: ReadonlyMap<string, Served>;

  /** The site of these files, whose index.html is told that a server answers. @throws DnnError (io) if it has no mark for that. */
  constructor(files: readonly SiteFile[]) {
    const index = files.find(({ name }) => name === INDEX);
    const text = index === undefined ? '' : Buffer.from(index.bytes).toString('utf8');
    const policy = POLICY.exec(text)?.[1];
    if (policy === undefined || !text.includes(UNSERVED))
      throw new DnnError(
        'io',
        `the page is damaged: ${INDEX} has not its marks`,
        'Build it again: npm run build',
      );
    const page = Uint8Array.from(Buffer.from(text.replace(UNSERVED, SERVED)));
    const served = files.map(
      ({ name, bytes }) => [name, servedFile(name, name === INDEX ? page : bytes, policy)] as const,
    );
    this.#files = new Map(served);
  }

  /** The answer to a GET of `path`, such as `/page.js`; undefined where there is no such file. */
  answer(path: string, request: Request): Response | undefined {
    const file = this.#files.get(path === '/' ? INDEX : path.slice(1));
    if (file === undefined) return undefined;
    const isKnown = request.headers.get('if-none-match')?.includes(file.etag) === true;
    return new Response(isKnown ? null : file.bytes, { status: isKnown ? 304 : 200, headers: file.headers });
  }
}

function servedFile(name: string, bytes: Uint8Array<ArrayBuffer>, policy: string): Served {
  const etag = `"${sha256([bytes]).slice(0, 32)}"`;
  const headers = {
    'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
    'content-security-policy': `${policy}; frame-ancestors 'none'`,
    etag,
    // It is asked for again each time: after an update of dnn nothing is mixed.
    'cache-control': 'no-cache',
    ...SAFE_HEADERS,
  };
  return { bytes, etag, headers };
}

/** Headers of every answer: nothing is guessed, embedded by others, or told to them. */
export const SAFE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
} as const;
