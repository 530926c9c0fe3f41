/** A trace of pictures, whose first layer is in its dual form and reads them in blocks. */
import { expect, it } from 'vitest';
import { readNpz } from '../../src/data/formats/npz/npz.js';
import { openDataset } from '../../src/index.js';
import { expectSuccess } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';

const place = new InProcess();

it('has the pictures of the batch in its columns, and is right', async () => {
  const network = ['--data', 'demo-cats', '--layers', '12288,5,1', '--iterations', '40'];
  const flags = [...network, '--batch-size', '64', '--optimizer', 'momentum', '--l2', '0.7'];
  const run = await place.dnn(['train', ...flags, '--trace', '3']);
  expectSuccess(run);
  expect((await place.dnn(['train', ...flags, '--explain'])).stdout).toContain('dual');
  const check = ['check', 'model.trace-3.npz', '--optimizer', 'momentum', '--l2', '0.7'];
  expectSuccess(await place.dnn(check));
  const { train, divisor } = await openDataset('demo-cats');
  const X = readNpz(`${place.path}/model.trace-3.npz`, 'trace', () => {}).find(({ name }) => name === 'X');
  const values = X?.values() as Float64Array;
  // The fourth batch of 209 examples is the rest of the epoch.
  expect(X?.shape).toEqual([12288, 17]);
  const pictures = Array.from({ length: train.examples }, (_, i) =>
    train.values.subarray(i * 12288, (i + 1) * 12288),
  );
  for (const column of [0, 16]) {
    const isSame = (picture: ArrayLike<number>) =>
      Array.prototype.every.call(picture, (value, i) => value / divisor === values[i * 17 + column]);
    expect(pictures.filter(isSame)).toHaveLength(1);
  }
});
