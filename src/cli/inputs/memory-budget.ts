/** Refuses what would pass --max-memory before it is read. */
import { DnnError } from '../../errors.js';
import type { MemoryLimit } from '../../train/memory/memory-limit.js';
import { memoryText } from '../../train/memory/memory-size.js';
import type { MemoryOption } from '../options/shared.js';
import { machine } from './machine.js';

/**
 * `bytes` is the least that reading what is at `where` takes beside what the process holds; 0 for what is not there:
 * who reads it says so.
 * @throws DnnError (usage) whose hint is `advice`.
 */
export function assertRoom(
  where: string,
  bytes: number,
  options: MemoryOption | MemoryLimit,
  advice: string,
): void {
  if (bytes === 0) return;
  const limit = 'maxMemory' in options ? machine(options) : options;
  const {
    memoryLimit = Number.POSITIVE_INFINITY,
    memoryTaken = process.memoryUsage.rss(),
    limitedBy,
  } = limit;
  const needed = bytes + memoryTaken;
  if (needed <= memoryLimit) return;
  const message = `${where}: to read it takes ${memoryText(needed)} of memory at least`;
  throw new DnnError('usage', `${message}, ${limitedBy} ${memoryText(memoryLimit)}`, advice);
}
