/** Compiles the TypeScript of the documents strictly. */
import { expect, it } from 'vitest';
import { Consumer } from '../helpers/consumer.js';
import { codeBlocks } from '../helpers/documents.js';

const consumer = new Consumer();
consumer.write('package.json', '{"type":"module"}');

/** Writes these examples; returns their names. */
const written = (runs: 'node' | 'browser', documents: readonly string[]) =>
  documents
    .flatMap((document) => codeBlocks(document, runs))
    .map((code, i) => {
      consumer.write(`${runs}-${i}.ts`, code);
      return `${runs}-${i}.ts`;
    });

it('the examples are valid TypeScript', () => {
  const names = written('node', ['README.md', 'docs/LIBRARY.md']);
  expect(names.length).toBeGreaterThan(3);
  expect(consumer.typeErrors(names, 'node')).toEqual([]);
});

it('those for pages, too', () => {
  const names = written('browser', ['docs/LIBRARY.md']);
  expect(names).toHaveLength(3);
  expect(consumer.typeErrors(names, 'browser')).toEqual([]);
});
