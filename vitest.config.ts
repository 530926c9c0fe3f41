import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Many times what any takes alone: CI's machines are busy with others.
    testTimeout: 120_000,
    hookTimeout: 120_000,
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
