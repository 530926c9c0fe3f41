/** More networks whose gradients agree. */
import { beforeAll, describe, expect, it } from 'vitest';
import { expectSuccess, toyArrays, Workspace } from '../helpers/cli.js';

const place = new Workspace();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  await place.writeHdf5('three.h5', toyArrays({ train: 90, classes: ['a', 'b', 'c'] }));
});

async function json(...args: string[]) {
  const result = await place.dnn(['gradcheck', '--json', ...args]);
  expectSuccess(result);
  expect(result.stderr).toBe('');
  return JSON.parse(result.stdout);
}

describe('on random data', () => {
  it.each([
    ['everything at once', '--l2 0.7 --keep-prob 0.8,0.6 --batch-norm --activation tanh,leaky-relu'],
    ['squared errors', '--loss mse --output-activation tanh --activation sigmoid'],
    ['the reference kernels', '--backend js --batch-norm'],
    ['weights that vanish', '--init normal:0.0001'],
    ['no weights at all', '--init zeros --l2 1'],
  ])('agrees: %s', async (_, flags) => {
    const report = await json('--layers', '7,6,5,4', ...flags.split(' '));
    expect(report.agrees).toBe(true);
    expect(report.checked).toBeGreaterThan(40);
  });
});
