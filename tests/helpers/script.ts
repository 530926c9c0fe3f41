/** The built command on a real terminal, which util-linux's `script` makes. */
import { spawnSync } from 'node:child_process';
import { BIN, type Result, type Variables, type Workspace } from './cli.js';
import { skipNotice } from './skips.js';

export const HAS_SCRIPT = spawnSync('script', ['--version']).stdout?.includes('util-linux') ?? false;
export const SCRIPT_NOTICE = skipNotice(!HAS_SCRIPT, 'there is no util-linux `script`', 'install util-linux');

/** Runs `command` (after `$DNN`) in `place` on a terminal of `columns`; stdout and stderr arrive as one. */
export function onTerminal(
  place: Workspace,
  columns: number,
  command: string,
  env: Variables = {},
): Promise<Result> {
  const inside = `stty cols ${columns}; $DNN ${command}`;
  return place.run('script', ['-qec', inside, '/dev/null'], {
    DNN: `${process.execPath} ${BIN}`,
    TERM: 'xterm',
    SHELL: '/bin/sh',
    ...env,
  });
}

/** A run that is long enough for a bar. */
export const LONG = 'train --data toy.h5 --out t.json --iterations 4000 --log-every 500';
