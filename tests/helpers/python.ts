/** Python with the other side's libraries: /usr/bin/python3, or what DNN_PYTHON names; tests skip without it. */
import { spawnSync } from 'node:child_process';

const PYTHON = process.env.DNN_PYTHON ?? '/usr/bin/python3';
const FIND = 'import importlib.util as u, sys; sys.exit(any(u.find_spec(m) is None for m in sys.argv[1:]))';

/** '' where Python can import all `modules`, else what a test's title says of its being skipped. */
export function pythonNotice(...modules: string[]): string {
  const { status } = spawnSync(PYTHON, ['-c', FIND, ...modules]);
  return status === 0
    ? ''
    : ` (SKIPPED: ${PYTHON} lacks one of ${modules.join(', ')}; DNN_PYTHON names another)`;
}

/** What the script prints as JSON; `args` are its sys.argv[1:]. */
export function python(script: string, ...args: string[]): unknown {
  return JSON.parse(runPython(script, { args }));
}

/** What the script prints. */
export function runPython(script: string, { args = [], cwd }: { args?: string[]; cwd?: string }): string {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', PYTHONWARNINGS: 'ignore' };
  const options = { encoding: 'utf8', env, ...(cwd && { cwd }) } as const;
  const { status, stdout, stderr, error } = spawnSync(PYTHON, ['-c', script, ...args], options);
  if (status !== 0) throw new Error(`Python failed: ${error?.message ?? stderr}`);
  return stdout;
}
