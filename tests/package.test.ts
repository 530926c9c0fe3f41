/** The published package: its files, its manifest, and types that any TypeScript project can read. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, resolve } from 'node:path';
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
  'docs',
  'tests',
];

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'dnn-package-'));
  for (const name of COPIED) cpSync(name, join(copy, name), { recursive: true });
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
    const downloads = [
      'train_catvnoncat.h5',
      'test_catvnoncat.h5',
      'train-images-idx3-ubyte',
      'x.h5.partial',
    ];
    for (const name of downloads) writeFileSync(join(copy, 'datasets', name), 'not ours to pass on');
    const { paths: files, size, unpackedSize } = pack();
    expect(files).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'bin/dnn.js',
        'dist/bin/LICENSES.txt',
        'dist/bin/dnn.js',
        'dist/engine/kernels-float64.wasm',
        'dist/engine/kernels-float32.wasm',
        'dist/engine/kernels-bytes.wasm',
        'dist/index.d.ts',
        'package.json',
        'schema/config.schema.json',
      ]),
    );
    const samples = readdirSync('datasets/samples').map((name) => `datasets/samples/${name}`);
    expect(files.filter((path) => path.startsWith('datasets/')).sort()).toEqual(
      ['README.md', 'digits.h5', 'test_demo-cats.h5', 'train_demo-cats.h5']
        .map((name) => `datasets/${name}`)
        .concat(samples)
        .sort(),
    );
    const others = files.filter((path) => !/^(bin|dist|datasets|schema)\//.test(path)).sort();
    expect(others).toEqual(['LICENSE', 'README.md', 'THIRD-PARTY.md', 'package.json']);
    expect(files.filter((path) => /test\.|tests|shared|catvnoncat|tsbuildinfo|\.map$/.test(path))).toEqual(
      [],
    );
    expect(files.filter((path) => /\.ts$/.test(path) && !/\.d\.ts$/.test(path))).toEqual([]);
    expect(size).toBeLessThan(2_500_000);
    expect(unpackedSize).toBeLessThan(5_000_000);
  });

  it('contains every file that its package.json and its modules name', () => {
    const { paths } = pack();
    const { bin, exports, types } = JSON.parse(readFileSync('package.json', 'utf8'));
    const named = leaves([bin, exports, types]).map((path) => posix.normalize(path));
    const imported = paths
      .filter((path) => /\.(js|d\.ts)$/.test(path))
      .flatMap((path) => {
        const { importedFiles } = ts.preProcessFile(readFileSync(path, 'utf8'));
        const targets = importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith('.'));
        return targets.map((target) => posix.join(posix.dirname(path), target));
      });
    expect(imported.length).toBeGreaterThan(300);
    const missing = [...named, ...imported].filter((path) => !paths.includes(path));
    expect([...new Set(missing)]).toEqual([]);
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

  it('compiles in strict TypeScript without Node.js types and with checks of library types', () => {
    const library = join(copy, 'node_modules', '@l-layer', 'dnn');
    mkdirSync(library, { recursive: true });
    cpSync('package.json', join(library, 'package.json'));
    cpSync('dist', join(library, 'dist'), { recursive: true, filter: (path) => !/\.js$/.test(path) });
    const consumer = join(copy, 'consumer.mts');
    writeFileSync(
      consumer,
      `import { decodePicture, encodePng, hdf5Bytes, loadModel, openDataset, Predictor, resizePicture } from '@l-layer/dnn';
      const dataset = await openDataset('demo-cats');
      const picture = await decodePicture(new Uint8Array(8), 'cat.png');
      const bytes: Uint8Array = encodePng(resizePicture(picture, 64, 64));
      const file: Uint8Array = await hdf5Bytes([{ name: 'x', shape: [1], values: dataset.train.labels }]);
      const { label } = new Predictor(loadModel('model.json')).predictPicture(picture);
      export const result: [Uint8Array, Uint8Array, string] = [bytes, file, label];`,
    );
    const program = ts.createProgram([consumer], {
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: [],
    });
    expect(program.getSourceFile(consumer)?.fileName).toBe(resolve(consumer));
    const messages = ts
      .getPreEmitDiagnostics(program)
      .map(
        ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      );
    expect(messages).toEqual([]);
  });
});
