import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 30_000,
    coverage: {
      provider: 'custom',
      customProviderModule: 'scripts/coverage.mjs',
      include: ['src/**/*.ts'],
      // AssemblyScript, which runs as WebAssembly.
      exclude: ['src/engine/kernels/**'],
      // The sum is printed before Vitest's own summary.
      reporter: ['json-summary'],
    },
  },
});
