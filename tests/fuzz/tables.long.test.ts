/**
 * Tables to train on and rows to predict, changed in thousands of ways: data or one message, nothing else.
 * `DNN_FUZZ_INPUTS=50000` tries more.
 */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const EACH = Number(process.env.DNN_FUZZ_INPUTS ?? 2_000);

it(`the readers of tables and of rows stand ${EACH} inputs each`, () => {
  const args = ['scripts/fuzz.mjs', 'csv', 'rows', '--inputs', String(EACH), '--seed', '13'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: '' });
  for (const target of ['csv', 'rows']) expect(stdout).toMatch(new RegExp(`^${target} +${EACH} `, 'm'));
}, 1_200_000);
