/** Python with the other side's libraries: /usr/bin/python3, or what DNN_PYTHON names; tests skip without it. */
import { spawnSync } from 'node:child_process';

const PYTHON = process.env.DNN_PYTHON ?? '/usr/bin/python3';

/** '' where Python can import all `modules`, else what a test's title says of its being skipped. */
export function pythonNotice(...modules: string[]): string {
  const { status } = run(
    `import importlib.util as u, sys; sys.exit(any(u.find_spec(m) is None for m in sys.argv[1:]))`,
    modules,
  );
  return status === 0 ? '' : ` (SKIPPED: ${PYTHON} has no ${modules.join(', ')}; DNN_PYTHON names another)`;
}

/** What the script prints as JSON; `args` are its sys.argv[1:]. */
export function python(script: string, ...args: string[]): unknown {
  const { status, stdout, stderr, error } = run(script, args);
  if (status !== 0) throw new Error(`Python failed: ${error?.message ?? stderr}`);
  return JSON.parse(stdout);
}

function run(script: string, args: readonly string[]) {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', PYTHONWARNINGS: 'ignore' };
  return spawnSync(PYTHON, ['-c', script, ...args], { encoding: 'utf8', env });
}
