/** A heap far smaller than the numbers: a model of 80 MB, and the course's cats. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BIN, expectSuccess, type Result, Workspace } from '../helpers/cli.js';
import { REAL_CATS, SKIP_NOTICE } from '../helpers/real-cats.js';

const place = new Workspace();
const CAT = resolve('datasets/samples/cat.png');

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
  it.skipIf(!REAL_CATS)(`… and on the real one, to the published accuracies${SKIP_NOTICE}`, async () => {
    const job = `train --data ${REAL_CATS} --layers 12288,20,7,5,1 --iterations 2500 --out real.json`;
    const { stdout } = await within(256, `${job} --expect train_accuracy>=0.98 --expect test_accuracy>=0.8`);
    expect(stdout).toContain('Cost after iteration 2400: 0.092878');
  });
});

describe('a heap of 64 MB', () => {
  it('is enough for a model of 80 MB: to train, checkpoint, resume, evaluate, predict and inspect it', async () => {
    const run = 'train --layers auto,300,auto --iterations 3 --checkpoint-every 2 --out big.json --quiet';
    await within(64, run);
    expect(statSync(place.at('big.json')).size).toBeGreaterThan(64 * 2 ** 20);
    await within(64, 'train --resume big.checkpoint --iterations 4 --quiet');
    const { stdout } = await within(64, 'evaluate --model big.json --split all --json');
    expect(JSON.parse(stdout)).toHaveLength(2);
    expect((await within(64, `predict --model big.json ${CAT}`)).stdout).toContain(
      'your 2-layer model predicts',
    );
    expect((await within(64, 'inspect big.json')).stdout).toContain('3687001 parameters');
  });
});
