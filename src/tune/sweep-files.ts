/** The files of a sweep in its directory, `runs/sweep-1/`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const SWEEP_FILES = {
  sweep: 'sweep.json',
  trials: 'trials.jsonl',
  checkpoints: 'checkpoints',
  best: 'best',
  report: 'report.html',
} as const;

/** True if `directory` is one of a sweep. */
export function isSweep(directory: string): boolean {
  return existsSync(join(directory, SWEEP_FILES.sweep));
}
