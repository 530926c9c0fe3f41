/** Types of the package that any TypeScript project can read. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'dnn-package-'));
});
afterAll(() => rmSync(copy, { recursive: true }));

describe('the package', () => {
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
      export const result: [Uint8Array, Uint8Array, string | undefined] = [bytes, file, label];`,
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
