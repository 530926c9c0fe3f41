/** Sweeps of the built command that take a second: what tests of `dnn tune` share. */
import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { expectSuccess, type Result, type Workspace } from '../helpers/cli.js';

/** Twelve configurations in two rungs. */
export const SWEEP = [
  'tune',
  ...['--data', 'moons', '--layers', 'auto,3..8,auto', '--lr', 'log:0.05..2', '--activation', 'relu|tanh'],
  ...['--iterations', '90', '--trials', '12'],
];

/** The digest in the last line. */
export function digestIn({ stdout }: Result): string {
  const [, digest] = /^Sweep digest: ([0-9a-f]{64})$/.exec(stdout.trimEnd().split('\n').at(-1) ?? '') ?? [];
  expect(digest, stdout).toBeDefined();
  return digest;
}

/** Runs a sweep to its end and returns its digest. */
export async function digestOf(field: Workspace, args: readonly string[]): Promise<string> {
  const result = await field.ownProcess(args);
  expectSuccess(result);
  return digestIn(result);
}

/** The whole lines of a sweep's journal. */
export function resultsIn(field: Workspace, name: string): number {
  const path = field.at(`runs/${name}/trials.jsonl`);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;
}
