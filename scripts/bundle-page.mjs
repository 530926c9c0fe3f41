/**
 * Bundles src/page/ into dist/page/: page.js and a file a view, which run in the document, worker.js, which alone loads
 * the kernels' library dist/browser/dnn.js as ./dnn.js, page.css and index.html. files.json lists all that the page is
 * made of, by the names that it has beside index.html: a file server needs nothing else.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { filesOf, writeBundle } from './bundle.mjs';
import { pageData } from './page-data.mjs';

/** Where the bundle lies. */
export const PAGE_BUNDLE = join('dist', 'page');

/** Its sources, which no other compiler takes. */
export const PAGE = join('src', 'page');
const LIBRARY = resolve('src', 'browser.ts');

/** Makes the bundle anew, after dist/ has been compiled, which the colours of the report come from. */
export async function bundlePage() {
  const files = filesOf([
    ...(await bundled('page', join(PAGE, 'page.ts'))),
    ...(await bundled('worker', join(PAGE, 'worker', 'worker.ts'))),
  ]);
  files.set('index.html', readFileSync(join(PAGE, 'index.html'), 'utf8'));
  files.set('page.css', await styleSheet());
  const names = [...files.keys()];
  const data = await pageData();
  for (const [name, text] of data.descriptions) files.set(name, text);
  files.set('files.json', `${JSON.stringify(pageFiles(names, data), null, 2)}\n`);
  writeBundle(PAGE_BUNDLE, files);
}

/** The files of the page: their names beside index.html, and where they lie in the package. */
function pageFiles(names, { descriptions, files }) {
  return Object.fromEntries([
    ...names.map((name) => [name, `dist/page/${name}`]),
    ['dnn.js', 'dist/browser/dnn.js'],
    ...[...descriptions.keys()].map((name) => [`data/${name}`, `dist/page/${name}`]),
    ...files.map((name) => [`data/${name}`, `datasets/${name}`]),
  ]);
}

/** The library stays a file of its own, which the worker alone loads: the page is drawn without waiting for it. */
async function bundled(name, input) {
  const build = await rolldown({
    input: { [name]: input },
    platform: 'browser',
    plugins: [{ name: 'library-beside', resolveId: (id, importer) => libraryBeside(name, id, importer) }],
    tsconfig: join(PAGE, 'tsconfig.json'),
  });
  const { output } = await build.generate({ dir: PAGE_BUNDLE, minify: true, chunkFileNames: '[name].js' });
  await build.close();
  return output;
}

function libraryBeside(name, id, importer) {
  if (importer === undefined || resolve(importer, '..', id.replace(/\.js$/, '.ts')) !== LIBRARY)
    return undefined;
  if (name !== 'worker')
    throw new Error(`${importer} loads the kernels' library, which is for the worker alone`);
  return { id: './dnn.js', external: true };
}

/** The tokens and class colours of the report, uPlot's style sheet, and those of the page in the order of their paths. */
async function styleSheet() {
  const { TOKENS } = await import('../dist/report/page/page-style.js');
  const { COLOUR_COUNT, cssColour } = await import('../dist/report/page/palette.js');
  const colours = Array.from({ length: COLOUR_COUNT }, (_, i) => `--class-${i}: ${cssColour(i)};`);
  const own = readdirSync(PAGE, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.css'),
  );
  const paths = [createRequire(import.meta.url).resolve('uplot/dist/uPlot.min.css')].concat(
    own.sort().map((name) => join(PAGE, name)),
  );
  const sheets = paths.map((path) => readFileSync(path, 'utf8'));
  return [TOKENS, `:root { ${colours.join(' ')} }`, ...sheets].map(withoutComments).join('\n');
}

function withoutComments(css) {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s*\n\s*/g, '\n')
    .trim();
}
