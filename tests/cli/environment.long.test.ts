/** Every command in poor circumstances: an error of the system is one message with exit code 7, never a stack trace. */

import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectError, expectSuccess, Workspace } from '../helpers/cli.js';
import { sampled } from '../helpers/sample.js';
import { LINUX_NOTICE, skipNotice, WINDOWS_NOTICE } from '../helpers/skips.js';

const place = new Workspace();
const TRAIN = 'train --data moons --layers 2,2,1 --iterations 3';

describe.skipIf(LINUX_NOTICE !== '')(`a full stdout${LINUX_NOTICE}`, () => {
  it.each(['', '--help', '--version', 'train --help', 'help predict', 'data', 'data ls', 'completion bash'])(
    'dnn %s notices it',
    async (command) => {
      const result = await place.shell(`$DNN ${command} > /dev/full`);
      expectError(result, 7, ['cannot write to stdout: ENOSPC']);
    },
  );
});

/** With fewer than 19 Node.js itself does not start; with 40 a run ends well. */
const LIMITS = Array.from({ length: 22 }, (_, i) => 40 - i);

describe.skipIf(WINDOWS_NOTICE !== '')(`few descriptors${WINDOWS_NOTICE}`, () => {
  it('however few, a run ends well or with the cause', { timeout: 120_000 }, async () => {
    const codes = new Set<number | null>();
    for (const limit of sampled(LIMITS)) {
      const result = await place.shell(`ulimit -n ${limit}; $DNN ${TRAIN} --name limit-${limit}`);
      codes.add(result.code);
      if (result.code !== 0) expectError(result, 7, ['too many open files', 'Raise the limit (ulimit -n).']);
    }
    expect([...codes]).toEqual([0, 7]);
  });
});

describe.skipIf(WINDOWS_NOTICE !== '')(`a deleted working directory${WINDOWS_NOTICE}`, () => {
  it.concurrent.each([
    TRAIN,
    `${TRAIN} --name a`,
    `${TRAIN} --out sub/k.json`,
    'train --config c.json',
    'predict x.png',
    'ls',
    'data make moons',
    'data pull catvnoncat',
  ])('is the cause why this fails: dnn %s', async (command) => {
    const folder = `gone-${command.replaceAll(/\W/g, '')}`;
    const result = await place.shell(`mkdir ${folder}; cd ${folder}; rmdir ../${folder}; $DNN ${command}`);
    expectError(result, 7, [': the working directory does not exist any more']);
  });

  it('does not matter to a run whose output is elsewhere', async () => {
    mkdirSync(place.at('out'));
    const script = `mkdir gone; cd gone; rmdir ../gone; $DNN ${TRAIN} --out ${place.at('out')}/k.json`;
    expectSuccess(await place.shell(script));
  });
});

const OTHER_NOTICE = skipNotice(
  process.platform !== 'linux' || process.getuid?.() !== 0,
  'it takes root to become another user with setpriv',
  'run the tests as root on Linux',
);

describe.skipIf(OTHER_NOTICE !== '')(`a umask that takes the owner's permissions${OTHER_NOTICE}`, () => {
  const UNREADABLE = 'your umask takes them from your own new files. Change it: umask 022';

  it.each(['0100', '0200', '0400', '0777'])('%s: a run by name says so', async (umask) => {
    mkdirSync(place.at(umask));
    const command = `umask ${umask}; exec $DNN ${TRAIN} --name a`;
    const script = `chmod 755 .; chmod 777 ${umask}; cd ${umask}; setpriv --reuid=65534 --regid=65534 --clear-groups bash -c '${command}'`;
    const result = await place.shell(script);
    expectError(result, 7, ['directory runs/a: permission denied', UNREADABLE]);
  });
});
