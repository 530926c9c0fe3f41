/** Python with the other side's libraries: /usr/bin/python3, or what DNN_PYTHON names; tests skip without it. */
import { spawnSync } from 'node:child_process';
import { skipNotice } from './skips.js';

const PYTHON = process.env.DNN_PYTHON ?? '/usr/bin/python3';
const FIND = 'import importlib.util as u, sys; print(*[m for m in sys.argv[1:] if u.find_spec(m) is None])';
/** Modules that no test may be skipped for where DNN_REQUIRE_PYTHON is 1. */
const REQUIRED = process.env.DNN_REQUIRE_PYTHON === '1' ? ['numpy', 'h5py', 'pandas'] : [];

/** '' where Python can import all `modules`, else what a test's title says of its being skipped. */
export function pythonNotice(...modules: string[]): string {
  const { status, stdout } = spawnSync(PYTHON, ['-c', FIND, ...modules], { encoding: 'utf8' });
  const missing = status === 0 ? stdout.trim().split(' ').join(', ') : 'Python itself';
  const notice = skipNotice(missing !== '', `${PYTHON} lacks ${missing}`, 'DNN_PYTHON names another');
  if (notice === '') return '';
  if (modules.every((name) => REQUIRED.includes(name))) throw new Error(`DNN_REQUIRE_PYTHON is 1:${notice}`);
  return notice;
}

/** Returns the JSON that the script prints; `args` are its sys.argv[1:]. */
export function python(script: string, ...args: string[]): unknown {
  return JSON.parse(runPython(script, { args }));
}

/** Returns the output of the script. */
export function runPython(script: string, { args = [], cwd }: { args?: string[]; cwd?: string }): string {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', PYTHONWARNINGS: 'ignore' };
  const options = { encoding: 'utf8', env, ...(cwd && { cwd }) } as const;
  const { status, stdout, stderr, error } = spawnSync(PYTHON, ['-c', script, ...args], options);
  if (status !== 0) throw new Error(`Python failed: ${error?.message ?? stderr}`);
  return stdout;
}
