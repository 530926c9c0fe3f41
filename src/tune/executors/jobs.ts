/** How many trials a machine trains at a time. */
import type { Machine } from '../../train/plan.js';

/** Bytes that a process for trials grows to beside data and matrices: 121 MB after 2000 trials of moons, Node.js 20. */
const PROCESS_BYTES = 128 * 2 ** 20;

/** Trials at a time, and the bytes that each process may hold. */
export interface Jobs {
  readonly jobs: number;
  readonly bytes: number;
}

/**
 * As many trials as are `wanted`, else as there are cores and the memory limit allows of `memory` bytes of matrices, the
 * largest of their plans, and `dataBytes` of data each; at least one.
 */
export function jobsThatFit(
  { cores = 1, memoryLimit = Number.POSITIVE_INFINITY, memoryTaken = 0 }: Machine,
  memory: number,
  dataBytes: number,
  wanted?: number,
): Jobs {
  const room = Math.max(0, memoryLimit - memoryTaken);
  const each = PROCESS_BYTES + dataBytes + memory;
  const jobs = wanted ?? Math.max(1, Math.min(cores, Math.floor(room / each)));
  return { jobs, bytes: Math.floor(room / jobs) };
}
