import { defineConfig } from 'vitest/config';

// Apart from the other suites: these change the real stores of the user they run as, so they run when asked for by name
// (`npm run test:real-store -- macos` or `windows`), and fail on any other system.
// biome-ignore lint/style/noDefaultExport: vitest wants one.
export default defineConfig({
  test: {
    include: ['test/real-store/*.test.ts'],
    passWithNoTests: false,
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
