/** The published package: its files, its manifest, and types that any TypeScript project can read. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const COPIED = [
  'bin',
  'dist',
  'datasets',
  'schema',
  'package.json',
  'README.md',
  'LICENSE',
  'THIRD-PARTY.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'docs',
  'examples',
  'tests',
];

/** Files that users download, and that no package may hold. */
const DOWNLOADS = ['train_catvnoncat.h5', 'test_catvnoncat.h5', 'train-images-idx3-ubyte', 'x.h5.partial'];

let copy: string;
let tarball: Tarball;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'dnn-package-'));
  for (const name of COPIED) cpSync(name, join(copy, name), { recursive: true });
  for (const name of DOWNLOADS) writeFileSync(join(copy, 'datasets', name), 'not ours to pass on');
  tarball = pack();
});
afterAll(() => rmSync(copy, { recursive: true }));

interface Tarball {
  /** Bytes of the archive, and of its files. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly paths: readonly string[];
}

/** The tarball that `npm publish` would send. */
function pack(): Tarball {
  const npm = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: copy,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  expect(npm.status, npm.stderr).toBe(0);
  const [{ files, ...sizes }] = JSON.parse(npm.stdout) as [
    Omit<Tarball, 'paths'> & { files: { path: string }[] },
  ];
  return { ...sizes, paths: files.map(({ path }) => path) };
}

/** All strings in `value`, a tree of objects such as a package's `exports`. */
function leaves(value: unknown): string[] {
  return typeof value === 'string' ? [value] : Object.values(value as object).flatMap(leaves);
}

describe('the package', () => {
  it('contains the program and the embedded datasets, and no downloaded file', () => {
    const { paths: files, size, unpackedSize } = tarball;
    expect(files).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'bin/dnn.js',
        'dist/bin/LICENSES.txt',
        'dist/bin/dnn.js',
        'dist/bin/trial-process.js',
        'dist/engine/kernels-float64.wasm',
        'dist/engine/kernels-float32.wasm',
        'dist/engine/kernels-bytes.wasm',
        'dist/index.d.ts',
        'dist/page/files.json',
        'dist/page/index.html',
        'package.json',
        'schema/config.schema.json',
      ]),
    );
    const samples = readdirSync('datasets/samples').map((name) => `datasets/samples/${name}`);
    const tables = ['breast-cancer', 'churn', 'iris', 'rents', 'wine'];
    expect(files.filter((path) => path.startsWith('datasets/')).sort()).toEqual(
      ['README.md', 'digits.h5', 'test_demo-cats.h5', 'train_demo-cats.h5']
        .concat(tables.flatMap((name) => [`test_${name}.csv`, `train_${name}.csv`]))
        .map((name) => `datasets/${name}`)
        .concat(samples)
        .sort(),
    );
    const others = files.filter((path) => !/^(bin|dist|datasets|schema|docs|examples)\//.test(path)).sort();
    const pages = ['CHANGELOG.md', 'CONTRIBUTING.md', 'README.md', 'THIRD-PARTY.md'];
    expect(others).toEqual([...pages, 'LICENSE', 'package.json'].sort());
    expect(files.filter((path) => /test\.|tests|shared|catvnoncat|tsbuildinfo|\.map$/.test(path))).toEqual(
      [],
    );
    expect(files.filter((path) => /\.ts$/.test(path) && !/\.d\.ts$/.test(path))).toEqual([]);
    // The page has 220 kB of it, its pictures in docs/UI.md 600 kB, the reader of tables in dist/browser 110 kB.
    expect(size).toBeLessThan(4_400_000);
    expect(unpackedSize).toBeLessThan(9_900_000);
  });

  it('contains every file that its package.json and its modules name', () => {
    const { paths } = tarball;
    const { bin, exports, types } = JSON.parse(readFileSync('package.json', 'utf8'));
    const named = leaves([bin, exports, types]).map((path) => posix.normalize(path));
    // The page's files lie together where it is served, as files.json says, not in the package.
    const served: Record<string, string> = JSON.parse(readFileSync('dist/page/files.json', 'utf8'));
    const imported = paths
      .filter((path) => /\.(js|d\.ts)$/.test(path))
      .flatMap((path) => {
        const { importedFiles } = ts.preProcessFile(readFileSync(path, 'utf8'));
        const targets = importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith('.'));
        const placed = targets.map((target) => posix.join(posix.dirname(path), target));
        return placed.map((target) => served[target.replace(/^dist\/page\//, '')] ?? target);
      });
    expect(imported.length).toBeGreaterThan(300);
    const missing = [...named, ...imported, ...Object.values(served)].filter((path) => !paths.includes(path));
    expect([...new Set(missing)]).toEqual([]);
  });

  it('contains every page and picture that its README links to', () => {
    const links = [...readFileSync('README.md', 'utf8').matchAll(/\]\(([^)#:]+)[^):]*\)/g)].map(
      ([, to]) => to,
    );
    expect(links.length).toBeGreaterThan(15);
    const missing = links.filter(
      (to) => !tarball.paths.some((path) => path === to || path.startsWith(`${to}/`)),
    );
    expect(missing).toEqual([]);
  });

  it('has a true manifest', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(manifest.name).toBe('@l-layer/dnn');
    expect(manifest.bin).toEqual({ dnn: 'bin/dnn.js' });
    expect(manifest.sideEffects).toBe(false);
    expect(manifest.engines.node).toBe('>=20.19');
    // npm runs these when a package is installed; a packed package is built already.
    const ran = ['preinstall', 'install', 'postinstall'].filter((script) => script in manifest.scripts);
    expect(ran).toEqual([]);
    // Types come first: compilers use the first condition that they know.
    for (const [name, target] of Object.entries(manifest.exports)) {
      if (!name.endsWith('.json')) expect(Object.keys(target as object)[0], name).toBe('types');
    }
  });
});
