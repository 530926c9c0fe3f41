/**
 * Loaded into a process with --import: the n-th file-system call on anything under the working directory fails, or
 * kills the process. FAULT_AT is n (0: none), FAULT_HOW an error code or `kill`; the calls are listed in FAULT_LOG.
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

const { FAULT_AT = '0', FAULT_HOW = 'EIO', FAULT_LOG } = process.env;
const original = { ...fs };
const home = process.cwd();
const handles = new Set();
const calls = [];

const isHere = (path) => typeof path === 'string' && !relative(home, resolve(path)).startsWith('..');

/** Counts a call and, when it is its turn, has it go wrong. */
function turn(name, args) {
  calls.push(name);
  if (FAULT_LOG) original.writeFileSync(FAULT_LOG, calls.join('\n'));
  if (calls.length !== Number(FAULT_AT)) return;
  if (FAULT_HOW === 'kill') {
    // A write that was under way has written a part.
    if (name === 'writeSync') {
      const bytes = Buffer.from(args[1]);
      original.writeSync(args[0], bytes.subarray(0, bytes.length >> 1));
    }
    process.kill(process.pid, 'SIGKILL');
    // It is not delivered before the next look at signals.
    for (;;);
  }
  if (name === 'closeSync') original.closeSync(args[0]);
  throw Object.assign(new Error(`${FAULT_HOW}: injected, ${name}`), { code: FAULT_HOW });
}

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
