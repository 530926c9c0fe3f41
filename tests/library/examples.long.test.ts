/** The examples for pages are valid TypeScript. */
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

  it('for pages are valid TypeScript, too', () => {
    const blocks = codeBlocks('docs/LIBRARY.md', 'browser');
    expect(blocks).toHaveLength(2);
    for (const [i, block] of blocks.entries()) consumer.write(`page-${i}.ts`, block);
    expect(consumer.typeErrors(['page-0.ts', 'page-1.ts'], 'browser')).toEqual([]);
  });
});
