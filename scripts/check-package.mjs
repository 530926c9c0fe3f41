/** Packs the package and runs publint and "are the types wrong?" on the tarball. The build must have run before. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const folder = mkdtempSync(join(tmpdir(), 'dnn-package-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Returns what the command prints; prints it and ends with exit code 1 if the command fails. */
function run(command, ...args) {
  const stdio = ['ignore', 'pipe', 'inherit'];
  const { status, stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio,
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (status === 0) return stdout;
  process.stdout.write(stdout ?? '');
  process.exit(1);
}

const node = (script, ...args) => run(process.execPath, join('node_modules', script), ...args);

const file = run('npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder).trim();
const tarball = join(folder, file);
node('publint/src/cli.js', 'run', '--strict', tarball);
// ESM only: CommonJS loads the package with import().
node('@arethetypeswrong/cli/dist/index.js', '--profile', 'esm-only', '--no-emoji', tarball);
process.stdout.write(`publint and attw find nothing wrong with ${file}.\n`);
