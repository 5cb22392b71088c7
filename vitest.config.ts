import { defineConfig } from 'vitest/config';

// The integration suite starts real HAProxies and Caddies, several homes side by side: two at a time is what a small
// machine carries, and a stack that takes half a minute is broken.
export default defineConfig({
  test: {
    reporters: ['default'],
    passWithNoTests: false,
    maxWorkers: 2,
    teardownTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 10_000 },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
