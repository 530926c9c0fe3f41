/** A reader of stdout that does not read: the run waits, and a signal saves. */
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { BIN, toyArrays, Workspace } from '../helpers/cli.js';
import { LINUX_NOTICE } from '../helpers/skips.js';

const place = new Workspace();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
});

const MOONS = '--data moons --layers 2,3,1 --iterations 3000 --log-every 1';

describe.skipIf(LINUX_NOTICE !== '')(`a reader of stdout that does not read${LINUX_NOTICE}`, () => {
  it('fills no memory: the run waits for it, and a signal saves what has been trained', async () => {
    const args = `train ${MOONS} --iterations 100000000 --log-format json --out slow.json --quiet`.split(' ');
    const child = place.spawn(process.execPath, [BIN, ...args]);
    child.stdout.pause();
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    const closed = once(child, 'close');
    await untilAsleep(child.pid as number);
    child.kill('SIGTERM');
    while (!existsSync(place.at('slow.json'))) await new Promise((wake) => setTimeout(wake, 5));
    let text = '';
    child.stdout.on('data', (part) => {
      text += part;
    });
    child.stdout.resume();
    expect(await closed).toEqual([143, null]);
    expect(stderr).toContain('Interrupted at iteration ');
    const lines = text.trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) as string).event).toBe('interrupted');
    // every line is there: those of a buffer of 4 MiB, a pipe and what was printed before anyone looked
    const costs = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'cost');
    expect(costs.map(({ iteration }) => iteration)).toEqual(costs.map((_, i) => i));
    expect(text.length).toBeGreaterThan(2 ** 22);
    expect(text.length).toBeLessThan(2 ** 24);
  });

  /** Resolves when the process sleeps, and has used no processor, at ten looks in a row. */
  async function untilAsleep(pid: number): Promise<void> {
    let [before, quiet] = ['', 0];
    while (quiet < 10) {
      await new Promise((wake) => setTimeout(wake, 100));
      const [state, ...rest] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
      const used = rest.slice(10, 12).join();
      quiet = state === 'S' && used === before ? quiet + 1 : 0;
      before = used;
    }
  }
});
