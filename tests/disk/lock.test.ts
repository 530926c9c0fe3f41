import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockOutput } from '../../src/disk/lock.js';
import { temporaryPath } from '../../src/disk/partials.js';
import { dnnError } from '../helpers/errors.js';
import { LINUX_NOTICE, WINDOWS_NOTICE } from '../helpers/skips.js';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dnn-lock-'));
  path = join(directory, 'model.checkpoint');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const lockFile = () =>
  join(directory, readdirSync(directory).find((name) => name.endsWith('.lock')) as string);
const IN_USE = /^cannot write .*model\.checkpoint: another dnn train \(process \d+\) is writing it$/;

/** A number that was a process's, which is no more. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid as number;
}

/** Takes the lock, changes what it says of its holder, and forgets it as a crash would. */
function leftBehind(change: Record<string, unknown>): void {
  const lock = lockOutput(path);
  const content = readFileSync(lockFile(), 'utf8');
  const file = lockFile();
  lock.release();
  writeFileSync(file, JSON.stringify({ ...JSON.parse(content), ...change }));
}

function openedNew(file: string): string {
  writeFileSync(file, '');
  return file;
}

describe('the lock on an output', () => {
  it('is held until it is given free, also through a link, and leaves nothing', () => {
    const lock = lockOutput(path);
    expect(dnnError('io', () => lockOutput(path)).message).toMatch(IN_USE);
    writeFileSync(path, '');
    symlinkSync(path, join(directory, 'link'));
    dnnError('io', () => lockOutput(join(directory, 'link')));
    lockOutput(join(directory, 'other')).release();
    lock.release();
    lock.release();
    lockOutput(path).release();
    expect(readdirSync(directory).sort()).toEqual(['link', 'model.checkpoint']);
  });

  it('of a dead process blocks nobody, and its half-written files go', async () => {
    const pid = await deadPid();
    leftBehind({ pid });
    const [mine, partial] = [
      temporaryPath(path),
      temporaryPath(path).replace(`-${process.pid}-`, `-${pid}-`),
    ];
    writeFileSync(mine, 'of a living process');
    writeFileSync(partial, 'half');
    lockOutput(path).release();
    expect(readdirSync(directory).map((name) => join(directory, name))).toEqual([mine]);
  });

  it('of a number that another process has now blocks nobody', () => {
    leftBehind({ pid: process.ppid, began: '1' });
    lockOutput(path).release();
    leftBehind({ began: '1' });
    lockOutput(path).release();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('of a living process holds', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1e6)']);
    leftBehind({ pid: child.pid, began: undefined });
    expect(dnnError('io', () => lockOutput(path)).message).toContain(`process ${child.pid}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    lockOutput(path).release();
  });

  it.skipIf(LINUX_NOTICE !== '')(
    `of a process that has ended and still has a number blocks nobody${LINUX_NOTICE}`,
    async () => {
      // Its parent, which has become another program, never asks how it ended.
      const parent = spawn('bash', ['-c', 'sleep 1000 & echo $!; exec sleep 1000']);
      const [line] = await once(parent.stdout, 'data');
      const pid = Number(line);
      // Until then it is a shell, which asks.
      while (readFileSync(`/proc/${parent.pid}/comm`, 'utf8') !== 'sleep\n')
        await new Promise((done) => setImmediate(done));
      const stat = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ');
      leftBehind({ pid, began: stat()[21] });
      dnnError('io', () => lockOutput(path));
      process.kill(pid, 'SIGKILL');
      while (stat()[2] !== 'Z') await new Promise((done) => setImmediate(done));
      lockOutput(path).release();
      parent.kill('SIGKILL');
      await once(parent, 'exit');
    },
  );

  it('of another machine is told of, and does not block forever', () => {
    leftBehind({ pid: 7, place: 'elsewhere pid:[1]' });
    const lock = lockOutput(path);
    expect(lock.foreign).toBe('process 7 of elsewhere');
    lock.release();
  });

  it.each(['', '{', 'null', '7', '{"pid":"x"}', '{"pid":-1}', '{"pid":12345678}'])(
    'that says %j names nobody',
    (content) => {
      leftBehind({});
      const lock = lockOutput(path);
      const file = lockFile();
      lock.release();
      writeFileSync(file, content);
      lockOutput(path).release();
      expect(readdirSync(directory)).toEqual([]);
    },
  );

  it.each([
    '{"pid":4294967297}',
    '{"pid":4294967296}',
    '{"pid":9007199254740991}',
    '{"pid":1.5}',
    '{"pid":0}',
  ])('that says %j, with our place, is of no living process', (pid) => {
    leftBehind({ began: undefined, ...JSON.parse(pid) });
    lockOutput(path).release();
    expect(readdirSync(directory)).toEqual([]);
  });

  it.skipIf(WINDOWS_NOTICE !== '').each([
    ['a pipe', (lock: string) => execFileSync('mkfifo', [lock])],
    ['a directory', (lock: string) => mkdirSync(lock)],
    ['a link', (lock: string) => symlinkSync('/dev/zero', lock)],
    ['a link', (lock: string) => symlinkSync('nowhere', lock)],
    ['a file of 5368709120 bytes', (lock: string) => truncateSync(openedNew(lock), 5 * 2 ** 30)],
  ] as const)(`%s in its place is refused at once and stays${WINDOWS_NOTICE}`, (what, plant) => {
    leftBehind({});
    const lock = lockFile();
    rmSync(lock);
    plant(lock);
    const error = dnnError('io', () => lockOutput(path));
    expect(error.message).toBe(
      `cannot write ${path}: ${what} is in the place of its lock, ${realpathSync(directory)}/${basename(lock)}`,
    );
    expect(error.hint).toMatch(/^Remove it: rm -r \S+\.lock$/);
    expect(readdirSync(directory)).toEqual([basename(lock)]);
  });

  it.skipIf(WINDOWS_NOTICE !== '')(`can be read by others, whatever the umask${WINDOWS_NOTICE}`, () => {
    const before = process.umask(0o777);
    try {
      const lock = lockOutput(path);
      expect(statSync(lockFile()).mode & 0o777).toBe(0o644);
      lock.release();
    } finally {
      process.umask(before);
    }
  });

  it('is one for all names of a file, and names the output as it was typed', () => {
    symlinkSync('model.checkpoint', join(directory, 'dead-link'));
    symlinkSync(directory, join(directory, 'folder'));
    const others = ['dead-link', 'folder/model.checkpoint', 'folder/dead-link'].map((name) =>
      join(directory, name),
    );
    const lock = lockOutput('typed', [path, ...others]);
    for (const other of others) {
      const { message } = dnnError('io', () => lockOutput('named', [join(directory, 'free'), other]));
      expect(message).toBe(`cannot write named: another dnn train (process ${process.pid}) is writing it`);
    }
    lock.release();
    expect(readdirSync(directory).sort()).toEqual(['dead-link', 'folder']);
  });

  it('is not given free by who has lost it', () => {
    const lock = lockOutput(path);
    const file = lockFile();
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), token: 'of another' }));
    lock.release();
    expect(readFileSync(file, 'utf8')).toContain('of another');
  });

  it('is taken over by one of many that find it stale at once', async () => {
    const module = pathToFileURL(resolve('dist/disk/lock.js')).href;
    // Each says that it has started, tries when it is told to, and lives on until all have tried.
    const script = `import { lockOutput } from '${module}';
      import { once } from 'node:events';
      console.log('ready');
      await once(process.stdin, 'data');
      try { lockOutput(process.argv[1]); console.log('mine'); } catch (error) { console.log(error.code); }
      await once(process.stdin.resume(), 'end');`;
    leftBehind({ pid: await deadPid() });
    const runs = Array.from({ length: 8 }, () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, path]);
      return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
    });
    const next = () => Promise.all(runs.map(async ({ lines }) => (await lines.next()).value));
    expect(await next()).toEqual(new Array(8).fill('ready'));
    for (const { child } of runs) child.stdin.write('now');
    expect((await next()).sort()).toEqual([...new Array(7).fill('io'), 'mine']);
    await Promise.all(
      runs.map(({ child }) => {
        child.stdin.end();
        return once(child, 'close');
      }),
    );
    expect(readdirSync(directory)).toEqual([]);
  });
});
