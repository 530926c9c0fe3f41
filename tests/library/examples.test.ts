/** Compiles the TypeScript of the documents strictly and runs it; it must print what its comments say. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../src/data/open.js';
import { saveModel } from '../../src/model/file/save.js';
import { createModel } from '../../src/model/model.js';
import { defaultTrainingOptions } from '../../src/train/options/options.js';
import { Consumer } from '../helpers/consumer.js';
import { codeBlocks } from '../helpers/documents.js';
import { runTraining } from '../helpers/runs.js';

const EXAMPLES = ['README.md', 'docs/LIBRARY.md'].flatMap((document) =>
  codeBlocks(document, 'node').map((code, i) => ({ name: `${document}, example ${i + 1}`, code })),
);

const consumer = new Consumer();

describe('the examples', () => {
  beforeAll(async () => {
    // The examples expect a model of 1,000 iterations and a picture.
    const dataset = await openDataset('demo-cats');
    const options = { ...defaultTrainingOptions(), iterations: 1000 };
    saveModel(
      join(consumer.path, 'model.json'),
      createModel(dataset, options, await runTraining(dataset, options)),
    );
    copyFileSync('datasets/samples/cat.png', join(consumer.path, 'cat.png'));
  });

  it('are valid TypeScript', () => {
    consumer.write('package.json', '{"type":"module"}');
    for (const [i, { code }] of EXAMPLES.entries()) consumer.write(`example-${i}.ts`, code);
    expect(EXAMPLES.length).toBeGreaterThan(3);
    expect(
      consumer.typeErrors(
        EXAMPLES.map((_, i) => `example-${i}.ts`),
        'node',
      ),
    ).toEqual([]);
  });

  it.each(EXAMPLES)('$name', ({ code }) => {
    const { status, stdout, stderr } = consumer.run('example', code);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const promised = [...code.matchAll(/\/\/ prints (.*)$/gm)].map(([, line]) => line);
    expect(stdout.split('\n').filter((line) => promised.includes(line))).toEqual(promised);
  });

  it('trains in ten lines', () => {
    const [first] = codeBlocks('docs/LIBRARY.md', 'node');
    expect(first.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(10);
  });
});
