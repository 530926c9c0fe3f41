import { defineConfig } from 'vitest/config';

const LONG = 'tests/**/*.long.test.ts';

export default defineConfig({
  test: {
    // A longer file cannot be waited for by all workers of a large machine, and two need little memory.
    maxWorkers: 2,
    // Many times what any takes alone: CI's machines are busy with others.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', './scripts/skip-reasons.mjs'],
    setupFiles: ['tests/helpers/seed.ts'],
    projects: [
      // `npm test`
      {
        extends: true,
        test: { name: 'quick', isolate: false, include: ['tests/**/*.test.ts'], exclude: [LONG] },
      },
      // What `npm run test:all` runs besides: whole sweeps, installations, screens, browsers.
      { extends: true, test: { name: 'long', include: [LONG] } },
    ],
    coverage: {
      provider: 'custom',
      customProviderModule: 'scripts/coverage.mjs',
      include: ['src/**/*.ts'],
      // AssemblyScript, which runs as WebAssembly, and the page, which runs in Chromium.
      exclude: ['src/engine/kernels/**', 'src/page/**'],
      // The sum is printed before Vitest's own summary.
      reporter: ['json-summary'],
    },
  },
});
