import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectSuccess, Workspace } from './helpers/cli.js';

const place = new Workspace();
const FILES = readdirSync('examples').sort();

describe('examples/', () => {
  it.each(FILES)('%s is a valid configuration with conditions', async (file) => {
    const path = resolve('examples', file);
    const command = file === 'gradient-check.json' ? 'gradcheck' : 'train';
    const result = await place.dnn([command, '--config', path, '--print-config']);
    expectSuccess(result);
    if (command === 'train') expect(JSON.parse(result.stdout).expect.length).toBeGreaterThan(0);
  });
});

it('npm run examples has the published accuracies of digits', () => {
  const { stdout } = spawnSync(process.execPath, ['scripts/examples.mjs', 'digits-softmax'], {
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/^digits-softmax +Train 0\.9937, .*Test 0\.9167, cost \S+ {2}\S+ s {2}ok$/m);
});
