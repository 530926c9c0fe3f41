import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectSuccess, Workspace } from './helpers/cli.js';

const place = new Workspace();
const FILES = readdirSync('examples')
  .filter((file) => file.endsWith('.json'))
  .sort();

/** The command that an example is for. */
function commandOf(file: string): string {
  if (file === 'gradient-check.json') return 'gradcheck';
  return file.startsWith('tune-') ? 'tune' : 'train';
}

describe('examples/', () => {
  it.each(FILES)('%s is a valid configuration with conditions', async (file) => {
    const path = resolve('examples', file);
    const command = commandOf(file);
    const result = await place.dnn([command, '--config', path, '--print-config']);
    expectSuccess(result);
    if (command !== 'gradcheck') expect(JSON.parse(result.stdout).expect.length).toBeGreaterThan(0);
  });
});

it('npm run examples has the published accuracies of digits', () => {
  const { stdout } = spawnSync(process.execPath, ['scripts/examples.mjs', 'digits-softmax'], {
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/^digits-softmax +Train 0\.9937, .*Test 0\.9167, cost \S+ {2}\S+ s {2}ok$/m);
});

it('the fine search has the spaces that the report of the coarse one prints', async () => {
  const config = (name: string) => JSON.parse(readFileSync(`examples/${name}.json`, 'utf8'));
  expectSuccess(
    await place.dnn(['tune', '--config', resolve('examples/tune-coarse.json'), '--name', 'coarse']),
  );
  const { stdout } = await place.dnn(['report', 'runs/coarse', '--json', '--out', 'report.html']);
  const { commands } = JSON.parse(stdout).sweep;
  const { layers, 'learning-rate': rate, momentum } = config('tune-fine');
  expect(commands.finer).toContain(
    ` --layers ${layers} --optimizer momentum --lr ${rate} --momentum ${momentum} `,
  );
  expect(readFileSync('docs/TUNE.md', 'utf8')).toContain(commands.finer.replace(/ --expect .*/, ''));
});

it('npm run examples searches, and trains the best', () => {
  const { stdout } = spawnSync(process.execPath, ['scripts/examples.mjs', 'tune-coarse'], {
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/^tune-coarse +Train 0\.9986, .*Test 0\.9083, cost \S+ {2}\S+ s {2}ok$/m);
});
