/** A plain file server for the page, as any static host serves it: the files of dist/page/files.json and no `api/`. */
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { status, TestServer, whole } from './http-server.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

/** A page that is served; `requests` are asked of `server`. */
export interface ServedPage {
  readonly server: TestServer;
  /** The address of index.html. */
  readonly address: string;
}

/** Serves the built page below `/course/`, so that addresses which are not relative fail. */
export async function servePage(): Promise<ServedPage> {
  const server = await TestServer.start();
  const files: Record<string, string> = JSON.parse(readFileSync('dist/page/files.json', 'utf8'));
  for (const [name, path] of Object.entries(files)) {
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    server.serve(`/course/${name}`, whole(readFileSync(path), { 'content-type': type }));
  }
  const index = whole(readFileSync(files['index.html']), { 'content-type': TYPES['.html'] });
  server.serve('/favicon.ico', status(404));
  return { server, address: server.serve('/course/', index) };
}
