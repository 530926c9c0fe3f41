/**
 * Builds dist/: makes the kernels when they are older than their sources, compiles what has changed since the last
 * build, bundles the command line, the browser's library and the page, and removes what has lost its source. Unchanged files
 * stay untouched, as other processes may be running them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
assertDevelopmentPackages();

const { BUNDLE, bundle } = await import('./bundle.mjs');
const { BROWSER_BUNDLE, bundleForBrowsers, IN_BROWSERS } = await import('./bundle-browser.mjs');
const { bundlePage, PAGE, PAGE_BUNDLE } = await import('./bundle-page.mjs');
const { buildKernels, KERNELS } = await import('./kernels.mjs');

const INFO = join('dist', '.tsbuildinfo');
/** Endings of the files that the compiler makes of `x.ts`. */
const OUTPUT = /(\.js|\.js\.map|\.d\.ts)$/;

/** After `npm ci --omit=dev`, which ends in `--prepare`, what has been built before is kept. */
function assertDevelopmentPackages() {
  const names = ['assemblyscript', 'htm', 'preact', 'rolldown', 'typescript', 'uplot'];
  const missing = names.filter((name) => !existsSync(join('node_modules', name)));
  if (missing.length === 0) return;
  const isKept = process.argv.includes('--prepare') && existsSync(join('dist', 'bin', 'dnn.js'));
  const what = `development packages are missing (${missing.join(', ')})`;
  process.stderr.write(
    isKept
      ? `Note: ${what}: dist/ stays as it was built.\n`
      : `Error: cannot build dnn: ${what}\nInstall them: npm ci --include=dev\n`,
  );
  process.exit(isKept ? 0 : 1);
}

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
    const bundled = [BUNDLE, BROWSER_BUNDLE, PAGE_BUNDLE].some((bundle) => path.startsWith(bundle + sep));
    if (OUTPUT.test(path) && !bundled && !existsSync(sourceOf(path))) rmSync(path);
  }
}

/** The compiler believes its notes, also when somebody has removed what it made. */
function forgetIfIncomplete() {
  const sources = filesIn('src').filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));
  const outputs = sources
    .filter(
      (path) => !path.startsWith(KERNELS) && !path.startsWith(PAGE + sep) && !path.endsWith(IN_BROWSERS),
    )
    .map((path) => join('dist', path.slice('src'.length).replace(/\.ts$/, '.js')));
  if (!outputs.every(existsSync)) rmSync(INFO, { force: true });
}

removeStale();
forgetIfIncomplete();
buildKernels(run);
run('typescript/bin/tsc', '-p', 'tsconfig.build.json', '--incremental', '--tsBuildInfoFile', INFO);
await bundle();
await bundleForBrowsers();
await bundlePage();
