/** The examples: each is valid and described in docs/EXAMPLES.md; the quickest are run as processes. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const FILES = readdirSync('examples')
  .filter((file) => file.endsWith('.json'))
  .sort();
const TABLE = readFileSync('docs/EXAMPLES.md', 'utf8');

describe('examples/', () => {
  it('and the table of docs/EXAMPLES.md name the same files', () => {
    const named = [...TABLE.matchAll(/^\|[^|]*\| \[([^\]]+)\]\(\.\.\/examples\/([^)]+)\)/gm)];
    for (const [, title, file] of named) expect(title).toBe(file);
    expect(named.map(([, title]) => title).sort()).toEqual(FILES);
  });
});

describe('npm run examples', () => {
  const run = (...names: string[]) =>
    spawnSync(process.execPath, ['scripts/examples.mjs', ...names], { encoding: 'utf8' });

  it('runs examples, a line each, and counts them', () => {
    const { stdout, status } = run('gradient-check', 'plain-network');
    expect(stdout).toMatch(/^gradient-check +difference \S+ {2}\S+ s {2}ok$/m);
    expect(stdout).toMatch(/^plain-network +Train 1\.0000, cost \S+ {2}\S+ s {2}ok$/m);
    expect(stdout).toMatch(/^2 ok, 0 failed, 0 skipped$/m);
    expect(status).toBe(0);
  });

  it('refuses an unknown name', () => {
    const { stderr, status } = run('moons-sgd');
    expect(stderr).toContain('no such example: moons-sgd');
    expect(status).toBe(2);
  });
});
