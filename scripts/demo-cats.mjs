/** Paints the embedded data set again: `npm run demo-cats -- [seed] [directory]`, by default seed 1 into datasets/. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const [seed = '1', directory = 'datasets', ...excess] = process.argv.slice(2);
if (!/^\d+$/.test(seed) || Number(seed) > 2 ** 32 - 1 || excess.length > 0) {
  process.stderr.write(
    'npm run demo-cats -- [seed] [directory]: the seed is a whole number from 0 to 4294967295.\n',
  );
  process.exit(2);
}
const folder = mkdtempSync(join('node_modules', '.demo-cats-'));
try {
  const build = await rolldown({
    input: join('tools', 'demo-cats', 'main.ts'),
    platform: 'node',
    external: /^(sharp|h5wasm)(\/|$)/,
  });
  const file = join(folder, 'main.mjs');
  await build.write({ file });
  await build.close();
  const { writeDemoCats } = await import(pathToFileURL(file).href);
  for (const path of await writeDemoCats(Number(seed), directory)) process.stdout.write(`Wrote ${path}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
