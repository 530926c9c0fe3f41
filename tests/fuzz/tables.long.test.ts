/** Tables to train on and rows to predict, changed in a hundred thousand ways: data or one message, nothing else. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const EACH = 50_000;

it('the readers of tables and of rows stand 50,000 inputs each', () => {
  const args = ['scripts/fuzz.mjs', 'csv', 'rows', '--inputs', String(EACH), '--seed', '13'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: '' });
  for (const target of ['csv', 'rows']) expect(stdout).toMatch(new RegExp(`^${target} +${EACH} `, 'm'));
}, 1_200_000);
