/**
 * Bundles src/browser.ts into dist/browser/dnn.js: one module that needs no other and no server's help, for pages
 * and for whoever bundles them. A module `x.ts` that needs Node.js has `x.browser.ts` beside it, which takes its place.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { filesOf, writeBundle } from './bundle.mjs';

/** Where the bundle lies. */
export const BROWSER_BUNDLE = join('dist', 'browser');
/** How the names of modules for browsers end. */
export const IN_BROWSERS = '.browser.ts';

/** Makes the bundle anew, after the kernels have been made, which are in it. */
export async function bundleForBrowsers() {
  const build = await rolldown({
    input: { dnn: join('src', 'browser.ts') },
    platform: 'browser',
    moduleTypes: { '.wasm': 'binary' },
    plugins: [forBrowsers],
    tsconfig: 'tsconfig.build.json',
  });
  const { output } = await build.generate({ dir: BROWSER_BUNDLE });
  await build.close();
  writeBundle(BROWSER_BUNDLE, filesOf(output));
}

const forBrowsers = {
  name: 'for-browsers',
  async resolveId(id, importer, options) {
    if (id.startsWith('node:')) throw new Error(`${importer} needs ${id}, which browsers do not have`);
    if (!id.startsWith('.')) return undefined;
    const module = await this.resolve(id, importer, { ...options, skipSelf: true });
    const replaced = module?.id.replace(/\.ts$/, IN_BROWSERS);
    return replaced !== module?.id && existsSync(replaced) ? replaced : undefined;
  },
};
