/** The memory of a sweep's results: it grows by what a sweep needs of each, not by their costs. */
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Workspace } from '../helpers/cli.js';

const TRIALS = 20_000;

it(`${TRIALS} results of 50 costs each are opened, and told apart, in a heap of 64 MB`, () => {
  const workspace = new Workspace();
  const path = join(workspace.path, 'trials.jsonl');
  const line = (i: number) =>
    JSON.stringify({
      id: i.toString(16).padStart(64, '0'),
      outcome: 'done',
      measures: { cost: i / 7, accuracy: 0.5 + i / 1e6, f1: 0.5, precision: 0.5, recall: 0.5, auc: 0.5 },
      sha256: 'a'.repeat(64),
      iterations: 50,
      updates: 50,
      planned: 50,
      costs: Array.from({ length: 50 }, (_, k) => [k, i / (k + 3)]),
      seconds: 0.1,
      machine: 'here',
      index: i,
      rung: 0,
      part: 1,
      seed: 1,
      values: { learningRate: i / 9 },
      metric: i / 7,
    });
  writeFileSync(path, `${Array.from({ length: TRIALS }, (_, i) => line(i)).join('\n')}\n`);
  const journal = new URL('../../dist/tune/journal.js', import.meta.url).href;
  const script = `
    const { Journal } = await import(${JSON.stringify(journal)});
    const journal = new Journal(${JSON.stringify(path)});
    console.log(journal.get((${TRIALS} - 1).toString(16).padStart(64, '0')).metric);
    journal.close();`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--max-old-space-size=64', '--input-type=module', '--eval', script],
    { encoding: 'utf8' },
  );
  rmSync(path);
  expect({ status, stderr: stderr.slice(0, 500) }).toEqual({ status: 0, stderr: '' });
  expect(Number(stdout)).toBe((TRIALS - 1) / 7);
});
