/** A process in poor circumstances: few descriptors, no working directory, a full disk behind stdout, an old Node.js. */
import { describe, expect, it } from 'vitest';
import { BIN, expectError, Workspace } from '../helpers/cli.js';
import { LINUX_NOTICE, WINDOWS_NOTICE } from '../helpers/skips.js';

const place = new Workspace();

it('an older Node.js is told which one it takes', async () => {
  const old = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"20.18.3"}})';
  const result = await place.run(process.execPath, ['--import', old, BIN, '--help'], {});
  expect(result.stderr).toBe(
    'Error: dnn needs Node.js 20.19 or later, this is 20.18.3\nGet it from https://nodejs.org/\n',
  );
  expect([result.code, result.stdout]).toEqual([1, '']);
});

it.skipIf(LINUX_NOTICE !== '')(`a full stdout is noticed by the shortest answer${LINUX_NOTICE}`, async () => {
  expectError(await place.shell('$DNN --version > /dev/full'), 7, ['cannot write to stdout: ENOSPC']);
});

describe.skipIf(WINDOWS_NOTICE !== '')(`on a POSIX system${WINDOWS_NOTICE}`, () => {
  it('too few descriptors for the modules of a command are an error of the system', async () => {
    const result = await place.shell('ulimit -n 21; $DNN train --data moons --layers 2,2,1 --iterations 3');
    expectError(result, 7, ['too many open files', 'Raise the limit (ulimit -n).']);
  });

  it('a deleted working directory is named as the cause', async () => {
    const result = await place.shell('mkdir gone; cd gone; rmdir ../gone; $DNN data make moons');
    expectError(result, 7, [': the working directory does not exist any more', 'Change to a directory that']);
  });
});
