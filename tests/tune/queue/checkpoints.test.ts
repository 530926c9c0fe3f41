/** The folder of a worker's checkpoints. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { placeMark } from '../../../src/disk/process.js';
import { Checkpoints } from '../../../src/tune/queue/checkpoints.js';
import type { Store } from '../../../src/tune/queue/store.js';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'dnn-folders-'));
  vi.stubEnv('TMPDIR', place);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(place, { recursive: true });
});

const folderOf = (pid: number, mark = placeMark()) => join(place, `dnn-worker-${mark}-${pid}-abcdef`);

it('removes what killed workers of this machine have left, and nothing else', () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  const kept = [folderOf(process.ppid), folderOf(pid, '01234567'), join(place, 'mine')];
  const link = folderOf(pid).replace('abcdef', 'ghijkl');
  for (const folder of [folderOf(pid), ...kept]) mkdirSync(folder);
  for (const folder of [folderOf(pid), ...kept]) writeFileSync(join(folder, 'a.checkpoint'), 'state');
  symlinkSync(join(place, 'mine'), link);
  const checkpoints = new Checkpoints({} as Store, () => {});
  expect(existsSync(folderOf(pid))).toBe(false);
  for (const folder of [...kept, link]) expect(readdirSync(folder)).toEqual(['a.checkpoint']);
  expect(readdirSync(checkpoints.directory)).toEqual([]);
  const again = new Checkpoints({} as Store, () => {});
  expect(existsSync(checkpoints.directory)).toBe(true);
  for (const each of [checkpoints, again]) each.remove();
  expect(readdirSync(place)).toHaveLength(kept.length + 1);
});
