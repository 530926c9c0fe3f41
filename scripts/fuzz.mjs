/** Bundles the fuzzer, which is TypeScript as the tests are, and runs it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** As deep as the sources' folders, so that URLs relative to a module hold. */
const OUTPUT = join('.fuzz', 'build');

const build = await rolldown({
  input: join('tests', 'fuzz', 'main.ts'),
  platform: 'node',
  external: (id) => /^(node:|[a-z@])/i.test(id) && !/^[a-z]:[\\/]/i.test(id),
  tsconfig: 'tsconfig.json',
});
await build.write({ dir: OUTPUT, sourcemap: true, codeSplitting: false });
await build.close();

const script = join(OUTPUT, 'main.js');
const { status } = spawnSync(process.execPath, ['--enable-source-maps', script, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
