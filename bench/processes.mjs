/** Runs whole programs, one after another: their wall-clock seconds, their output and their peak memory. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { python } from './peers.mjs';
import { scratch } from './scratch.mjs';

const GNU_TIME = '/usr/bin/time';
const LONGEST_MILLISECONDS = 15 * 60 * 1000;
const MOST_OUTPUT_BYTES = 64 * 2 ** 20;
/** Without DNN_* variables, which would be options of the program under test. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('DNN_')),
);

/**
 * @typedef {{ file: string, args: readonly string[], cwd?: string }} Command
 * @typedef {{ seconds: number, stdout: string, peakBytes: number | undefined }} Run
 */

/**
 * @param {Command} command
 * @returns {Run} without its peak memory
 * @throws Error with the program's last words when it fails or takes too long.
 */
export function runProcess({ file, args, cwd }) {
  const start = performance.now();
  const ended = spawnSync(file, args, {
    cwd,
    env: ENVIRONMENT,
    encoding: 'utf8',
    timeout: LONGEST_MILLISECONDS,
    maxBuffer: MOST_OUTPUT_BYTES,
  });
  const seconds = (performance.now() - start) / 1000;
  if (ended.error) throw ended.error;
  if (ended.status !== 0) throw new Error(lastWords(ended));
  return { seconds, stdout: ended.stdout, peakBytes: undefined };
}

/**
 * The same with the peak memory, where something here can tell it. A process inherits the peak of the one that
 * started it, ours, so a small program has to stand between: GNU time, else Python.
 * @param {Command} command
 * @returns {Run}
 */
export function runMeasured(command) {
  const report = join(scratch(), 'peak');
  const wrapped = memoryWrapper(report, command);
  if (wrapped === undefined) return runProcess(command);
  const run = runProcess({ ...wrapped, ...(command.cwd && { cwd: command.cwd }) });
  return { ...run, peakBytes: Number(readFileSync(report, 'utf8').trim().split('\n').at(-1)) * 1024 };
}

/** @returns {Command | undefined} a command that runs `command` and writes its peak in KiB to `report` */
function memoryWrapper(report, { file, args }) {
  if (isGnuTime()) return { file: GNU_TIME, args: ['-f', '%M', '-o', report, file, ...args] };
  if (python().missing === undefined) {
    return { file: python().file, args: ['-c', PYTHON_WRAPPER, report, file, ...args] };
  }
  return undefined;
}

let gnuTime;

/** macOS has another `time` there. */
function isGnuTime() {
  gnuTime ??= existsSync(GNU_TIME) && spawnSync(GNU_TIME, ['-f', '%M', 'true']).status === 0;
  return gnuTime;
}

/** ru_maxrss is in KiB, on macOS in bytes. */
const PYTHON_WRAPPER = `
import resource, subprocess, sys
status = subprocess.call(sys.argv[2:])
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
open(sys.argv[1], "w").write(str(peak // 1024 if sys.platform == "darwin" else peak))
sys.exit(status)
`;

function lastWords({ stderr, stdout, signal, status }) {
  const words = (stderr || stdout).trim().split('\n').at(-1);
  return words || (signal ? `ended by ${signal}` : `exit code ${status}`);
}
