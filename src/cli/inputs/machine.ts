/** The cores and memory of this machine, or of the container that the process runs in. */

import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { lowest } from '../../engine/extremes.js';
import { shell } from '../../shell.js';
import type { Machine } from '../../train/plan.js';
import type { MemoryOption } from '../options/shared.js';

/** The folders in which Linux describes control groups; tests have their own. */
export interface SystemFolders {
  /** `/proc/self/cgroup` */
  readonly membership: string;
  /** `/sys/fs/cgroup` */
  readonly groups: string;
}

const LINUX: SystemFolders = { membership: '/proc/self/cgroup', groups: '/sys/fs/cgroup' };

/** Cores, and the memory that `--max-memory` gives a run, beside what the process holds at this moment. */
export function machine({ maxMemory }: MemoryOption): Machine {
  return {
    cores: availableParallelism(),
    memoryLimit: maxMemory.bytesOf(memoryOffered()),
    memoryTaken: process.memoryUsage.rss(),
    limitedBy: `${shell`--max-memory ${maxMemory.text}`} allows`,
  };
}

/** A description of this machine for people: `linux x64, AMD EPYC, 2 cores`. */
export function machineName(): string {
  const cores = availableParallelism();
  const processor = cpus()[0]?.model.trim() || 'unknown processor';
  return `${process.platform} ${arch()}, ${processor}, ${cores} ${cores === 1 ? 'core' : 'cores'}`;
}

/**
 * Bytes of memory: the machine's, or the least that a control group of this process or one around it may take.
 * Node's own process.constrainedMemory() looks at the innermost group alone.
 */
export function memoryOffered(folders: SystemFolders = LINUX, machineBytes = totalmem()): number {
  const constrained = process.constrainedMemory();
  const limits = [machineBytes, constrained, ...groupLimits(folders)];
  return lowest(limits.filter((bytes) => bytes > 0));
}

/** The files of a group that hold a limit, version 2 and 1; above `memory.high` a group is slowed to a crawl. */
const LIMIT_FILES = ['memory.max', 'memory.high', 'memory.limit_in_bytes'];

/** Lines are `number:controllers:/path`; version 2 has number 0 and no controllers. */
function groupLimits({ membership, groups }: SystemFolders): number[] {
  const lines = (read(membership) ?? '').split('\n').map((line) => line.split(':'));
  return lines.flatMap(([number, controllers, ...path]) => {
    const isSecond = number === '0' && controllers === '';
    if (!isSecond && !controllers?.split(',').includes('memory')) return [];
    const top = isSecond ? groups : join(groups, 'memory');
    return upwards(top, join(top, path.join(':'))).flatMap(limitsIn);
  });
}

/** `folder` and those around it up to `top`: in a container the path may be the host's, and `top` the group itself. */
function upwards(top: string, folder: string): string[] {
  return folder.length > top.length && folder.startsWith(top)
    ? [folder, ...upwards(top, dirname(folder))]
    : [top];
}

/** No limit is the word max, or a number beyond any machine. */
function limitsIn(folder: string): number[] {
  return LIMIT_FILES.map((file) => Number(read(join(folder, file))?.trim() || Number.NaN)).filter(
    (bytes) => bytes > 0,
  );
}

/** Undefined where there is no such file, or it may not be read. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
