/**
 * The n-th file-system call on anything under a directory fails, or kills the process. Loaded into a process with
 * --import it takes the working directory, n from FAULT_AT (0: none), how from FAULT_HOW (an error code or `kill`),
 * and lists the calls in FAULT_LOG.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { relative, resolve } from 'node:path';

const ON_PATHS = [
  'accessSync',
  'linkSync',
  'lstatSync',
  'mkdirSync',
  'openSync',
  'readFileSync',
  'readdirSync',
  'realpathSync',
  'renameSync',
  'rmSync',
  'rmdirSync',
  'statSync',
  'unlinkSync',
  'writeFileSync',
];
const ON_HANDLES = ['closeSync', 'fstatSync', 'fsyncSync', 'readSync', 'writeSync'];

const original = { ...fs };

/** Counts the calls under `home` from now on and has number `at` go wrong; `restore` ends that. */
export function injectFaults(home, at, how, onCall = () => {}) {
  const handles = new Set();
  const calls = [];
  const isHere = (path) => typeof path === 'string' && !relative(home, resolve(path)).startsWith('..');

  const turn = (name, args) => {
    calls.push(name);
    onCall(calls);
    if (calls.length !== at) return;
    if (how === 'kill') die(name, args);
    if (name === 'closeSync') original.closeSync(args[0]);
    throw Object.assign(new Error(`${how}: injected, ${name}`), { code: how });
  };

  for (const name of ON_PATHS) {
    fs[name] = (...args) => {
      if (isHere(args[0])) turn(name, args);
      const result = original[name](...args);
      if (name === 'openSync' && isHere(args[0])) handles.add(result);
      return result;
    };
  }
  for (const name of ON_HANDLES) {
    fs[name] = (...args) => {
      const ours = handles.has(args[0]);
      if (name === 'closeSync') handles.delete(args[0]);
      if (ours) turn(name, args);
      return original[name](...args);
    };
  }
  syncBuiltinESMExports();
  const restore = () => {
    for (const name of [...ON_PATHS, ...ON_HANDLES]) fs[name] = original[name];
    syncBuiltinESMExports();
  };
  return { calls, restore };
}

/** A write that was under way has written a part. */
function die(name, args) {
  if (name === 'writeSync') {
    const bytes = Buffer.from(args[1]);
    original.writeSync(args[0], bytes.subarray(0, bytes.length >> 1));
  }
  process.kill(process.pid, 'SIGKILL');
  // It is not delivered before the next look at signals.
  for (;;);
}

const { FAULT_AT, FAULT_HOW = 'EIO', FAULT_LOG = '' } = process.env;
if (FAULT_AT !== undefined) {
  injectFaults(process.cwd(), Number(FAULT_AT), FAULT_HOW, (calls) => {
    original.writeFileSync(FAULT_LOG, calls.join('\n'));
  });
}
