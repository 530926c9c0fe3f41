import { describe, expect, it } from 'vitest';
import { loadModel } from '../../src/model/file/load.js';
import { BIN, expectSuccess, type Result, Workspace } from '../helpers/cli.js';

const place = new Workspace();

/** Runs `dnn` with a heap of so many MiB. */
async function within(heap: number, command: string): Promise<Result> {
  const result = await place.run(
    process.execPath,
    [`--max-old-space-size=${heap}`, BIN, ...command.split(' ')],
    {},
  );
  expectSuccess(result);
  return result;
}

describe('a heap of 256 MB', () => {
  it('is enough for the cat job on the embedded set', async () => {
    await within(256, 'train --layers 12288,20,7,5,1 --iterations 2500 --out demo.json');
    expect(loadModel(place.at('demo.json')).training.config.iterations).toBe(2500);
  });
});
