/**
 * Builds dist/: compiles what has changed since the last build, makes the kernels when they are older than their
 * sources, bundles the command line and the browser's library, and removes what has lost its source. Unchanged files stay untouched, for whoever runs them meanwhile.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUNDLE, bundle } from './bundle.mjs';
import { BROWSER_BUNDLE, bundleForBrowsers, IN_BROWSERS } from './bundle-browser.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const INFO = join('dist', '.tsbuildinfo');
const KERNELS = join('src', 'engine', 'kernels');
const WASM = join('dist', 'engine', 'kernels.wasm');
/** What the compiler makes of `x.ts`. */
const OUTPUT = /(\.js|\.js\.map|\.d\.ts)$/;

/** Ends the build when the tool fails. */
function run(tool, ...args) {
  const { status } = spawnSync(process.execPath, [join('node_modules', tool), ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function filesIn(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name));
}

function sourceOf(output) {
  return join('src', output.slice('dist'.length).replace(OUTPUT, '.ts'));
}

function removeStale() {
  for (const path of filesIn('dist')) {
    const bundled = path.startsWith(BUNDLE + sep) || path.startsWith(BROWSER_BUNDLE + sep);
    if (OUTPUT.test(path) && !bundled && !existsSync(sourceOf(path))) rmSync(path);
  }
}

/** The compiler believes its notes, also when somebody has removed what it made. */
function forgetIfIncomplete() {
  const sources = filesIn('src').filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));
  const outputs = sources
    .filter((path) => !path.startsWith(KERNELS) && !path.endsWith(IN_BROWSERS))
    .map((path) => join('dist', path.slice('src'.length).replace(/\.ts$/, '.js')));
  if (!outputs.every(existsSync)) rmSync(INFO, { force: true });
}

function kernelsAreOld() {
  if (!existsSync(WASM)) return true;
  const made = statSync(WASM).mtimeMs;
  return [KERNELS, ...filesIn(KERNELS)].some((path) => statSync(path).mtimeMs > made);
}

removeStale();
forgetIfIncomplete();
run('typescript/bin/tsc', '-p', 'tsconfig.build.json', '--incremental', '--tsBuildInfoFile', INFO);
if (kernelsAreOld()) {
  run(
    'assemblyscript/bin/asc.js',
    `${KERNELS}/index.ts`,
    '--config',
    `${KERNELS}/asconfig.json`,
    '--target',
    'release',
  );
}
await bundle();
await bundleForBrowsers();
