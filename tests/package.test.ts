/** What is published: the files of the package, and types that any TypeScript project can read. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
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

/** Paths in the tarball. */
function packed(): string[] {
  const npm = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: copy,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  expect(npm.status, npm.stderr).toBe(0);
  const [{ files }] = JSON.parse(npm.stdout) as [{ files: { path: string }[] }];
  return files.map(({ path }) => path);
}

describe('the package', () => {
  it('holds the program and the embedded set, and nothing that was downloaded', { timeout: 60_000 }, () => {
    const downloads = [
      'train_catvnoncat.h5',
      'test_catvnoncat.h5',
      'train-images-idx3-ubyte',
      'x.h5.partial',
    ];
    for (const name of downloads) writeFileSync(join(copy, 'datasets', name), 'not ours to pass on');
    const files = packed();
    expect(files).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'bin/dnn.js',
        'dist/bin/LICENSES.txt',
        'dist/bin/dnn.js',
        'dist/engine/kernels.wasm',
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
    expect(others).toEqual(['LICENSE', 'README.md', 'package.json']);
    expect(files.filter((path) => /test\.|tsbuildinfo|\.map$/.test(path))).toEqual([]);
  });

  it("is used from strict TypeScript that has no types of Node.js's and checks the types of libraries", () => {
    const library = join(copy, 'node_modules', 'dnn');
    mkdirSync(library, { recursive: true });
    cpSync('package.json', join(library, 'package.json'));
    cpSync('dist', join(library, 'dist'), { recursive: true, filter: (path) => !/\.js$/.test(path) });
    const consumer = join(copy, 'consumer.mts');
    writeFileSync(
      consumer,
      `import { decodePicture, encodePng, hdf5Bytes, loadModel, openDataset, Predictor, resizePicture } from 'dnn';
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
