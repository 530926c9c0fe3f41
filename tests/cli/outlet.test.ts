import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { Outlet } from '../../src/cli/terminal/outlet.js';
import { loadModel } from '../../src/model/file/load.js';
import { expectError, toyArrays, Workspace } from '../helpers/cli.js';
import { LINUX_NOTICE, WINDOWS_NOTICE } from '../helpers/skips.js';

const place = new Workspace();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
});

const MOONS = '--data moons --layers 2,3,1 --iterations 500 --log-every 1';

/** Runs `dnn` where no file may pass 1 MiB, with a log that is `left` bytes from it. */
function withLittleRoom(left: number, command: string) {
  place.write('log', 'x'.repeat(2 ** 20 - left));
  return place.shell(`ulimit -f 1024; $DNN ${command} >> log`);
}

describe.skipIf(WINDOWS_NOTICE !== '')(`a disk that is full${WINDOWS_NOTICE}`, () => {
  it.each([
    ['', 'at once', 0],
    ['', 'in the middle of a line', 1000],
    [' --log-format json', 'at once', 0],
    [' --log-format json', 'in the middle of a line', 1003],
    [' --quiet', 'at the first byte', 1],
  ])('does not end the training: log%s, %s', async (more, _, left) => {
    rmSync(place.at('full.json'), { force: true });
    const result = await withLittleRoom(left, `train ${MOONS} --out full.json${more}`);
    expectError(result, 7, ['cannot write to stdout: ', 'The model was saved to full.json.']);
    expect(loadModel(place.at('full.json')).training.config.iterations).toBe(500);
    expect(readFileSync(place.at('log'))).toHaveLength(2 ** 20);
  });

  it('is told also when it takes a part of the very last bytes', async () => {
    expect((await place.shell(`$DNN train ${MOONS} --quiet > all.txt`)).code).toBe(0);
    const { stdout } = await place.dnn(['inspect', '--json']);
    expect((await withLittleRoom(stdout.length, 'inspect --json')).code).toBe(0);
    const result = await withLittleRoom(stdout.length - 1, 'inspect --json');
    expectError(result, 7, ['cannot write to stdout']);
    expect(result.stderr).not.toContain('saved');
  });

  it.skipIf(LINUX_NOTICE !== '')(
    `also where stderr is full: the model is there, and the exit code says it${LINUX_NOTICE}`,
    async () => {
      const result = await place.shell(`$DNN train ${MOONS} --out both.json > /dev/full 2> /dev/full`);
      expect(result.code).toBe(7);
      expect(loadModel(place.at('both.json')).training.config.iterations).toBe(500);
    },
  );

  it.skipIf(LINUX_NOTICE !== '')(`full or closed, stderr alone costs nothing${LINUX_NOTICE}`, async () => {
    for (const stderr of ['/dev/full', '&-']) {
      const result = await place.shell(`$DNN train ${MOONS} --out silent.json 2> /dev/full 2>${stderr}`);
      expect(result.code).toBe(0);
      expect(result.stdout).toContain('Saved silent.json');
    }
  });
});

/** A reader that takes what it is told to. */
class Reader extends Writable {
  readonly waiting: (() => void)[] = [];
  override _write(_chunk: Buffer, _encoding: string, done: () => void): void {
    this.waiting.push(done);
  }
  async readAll(): Promise<void> {
    for (let done = this.waiting.shift(); done; done = this.waiting.shift()) {
      done();
      await turn();
    }
  }
}

/** Whether it has resolved some turns later. */
async function isOver(promise: Promise<void>): Promise<boolean> {
  let over = false;
  void promise.then(() => {
    over = true;
  });
  for (let turns = 0; turns < 5; turns++) await turn();
  return over;
}

const BIG = 'x'.repeat(2 ** 22 + 1);

describe('Outlet', () => {
  it('waits when more than 4 MiB are unread, until they are read', async () => {
    const reader = new Reader();
    const outlet = new Outlet(reader, -1);
    outlet.write('a little\n');
    expect(await isOver(outlet.relieved())).toBe(true);
    outlet.write(BIG);
    const relieved = outlet.relieved();
    expect(await isOver(relieved)).toBe(false);
    await reader.readAll();
    expect(await isOver(relieved)).toBe(true);
    expect(outlet.failure).toBeUndefined();
  });

  it('does not wait when there is something to save', async () => {
    const outlet = new Outlet(new Reader(), -1);
    outlet.write(BIG);
    const relieved = outlet.relieved();
    expect(await isOver(relieved)).toBe(false);
    outlet.hurry();
    expect(await isOver(relieved)).toBe(true);
    expect(await isOver(outlet.relieved())).toBe(true);
  });

  it.each([
    ['EPIPE', false],
    ['EIO', true],
  ])('nor for a reader who is gone; %s is a failure: %s', async (code, fails) => {
    const reader = new Reader();
    const outlet = new Outlet(reader, -1);
    outlet.write(BIG);
    const relieved = outlet.relieved();
    expect(await isOver(relieved)).toBe(false);
    reader.destroy(Object.assign(new Error(code), { code }));
    expect(await isOver(relieved)).toBe(true);
    outlet.write('to nobody\n');
    await outlet.delivered();
    expect(outlet.failure !== undefined).toBe(fails);
  });

  it('writes files whole and in order', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'dnn-outlet-')), 'log');
    const outlet = new Outlet(new Reader(), openSync(path, 'w'));
    const lines = Array.from({ length: 100 }, (_, i) => `${i} ${'é'.repeat(i)}\n`);
    for (const line of lines) outlet.write(line);
    expect(readFileSync(path, 'utf8')).toBe(lines.join(''));
    rmSync(join(path, '..'), { recursive: true });
  });
});
