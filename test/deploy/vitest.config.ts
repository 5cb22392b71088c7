import process from 'node:process';
import { defineConfig } from 'vitest/config';
import { COMPILED } from '../support/programs.ts';

// Installing the package and following docs/start.md take minutes: npm run test:deploy does, npm test says that it did not.
const LONG = process.env.CI === 'true' ? ['test/deploy/package.test.ts', 'test/deploy/start.test.ts'] : [];
for (const tests of LONG) process.stdout.write(`left to npm run test:deploy: ${tests}\n`);

// Apart from the other suites: these boot a machine and run containers, which takes root and minutes
// (`npm run test:deploy`). Where that cannot be done, scripts/can-boot.mjs says why.
// biome-ignore lint/style/noDefaultExport: vitest wants one.
export default defineConfig({
  test: {
    include: ['test/deploy/*.test.ts'],
    exclude: LONG,
    globalSetup: ['test/deploy/support/prepare.ts'],
    passWithNoTests: false,
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    env: { NODE_COMPILE_CACHE: COMPILED },
  },
});
