/** A process that trains again and again does not grow: a short run of bench/endurance.mjs, and large runs uncollected. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createWasm } from '../../src/engine/wasm/wasm.js';

const MIB = 2 ** 20;

describe('memory of run after run', () => {
  it('is flat: heap, what it holds outside, resident memory, addresses', () => {
    const { status, stdout } = spawnSync(process.execPath, ['bench/endurance.mjs', '12', '60'], {
      encoding: 'utf8',
    });
    expect(stdout).not.toContain('GREW');
    expect(stdout.trimEnd().split('\n')).toHaveLength(5);
    expect(status, stdout).toBe(0);
  });

  it('of memories that V8 cannot see is collected without being asked to', async () => {
    // Each of 64 MiB, all of it written: 30 of them took 2 GB.
    const taken: number[] = [];
    for (let run = 0; run < 30; run++) {
      const backend = createWasm('float64');
      backend.zeros(64, MIB / 8).data.fill(1);
      await backend.close();
      taken.push(process.memoryUsage.rss() / MIB);
    }
    expect(Math.max(...taken) - taken[0]).toBeLessThan(20 * 64);
  });
});
