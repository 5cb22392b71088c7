import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { defineConfig } from 'vitest/config';
import { COMPILED } from './test/support/programs.ts';

// Unit tests open hundreds of registries, and every commit of one waits for the disk: in memory it does not, and the
// process that is killed finds the same files. The integration suite keeps to the real disk.
const MEMORY = '/dev/shm';
const inMemory: Record<string, string> = existsSync(MEMORY) ? { TMPDIR: MEMORY } : {};

const compiled = { NODE_COMPILE_CACHE: COMPILED };

// What only some machines have is left out on the others, and said: a skipped test would look like one that could fail.
const onPath = (name: string) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
const QEMU = process.arch === 'arm64' ? 'qemu-aarch64' : 'qemu-x86_64';
const NEEDS = [
  { programs: ['firefox-esr', 'firefox'], package: 'firefox-esr', tests: 'test/integration/client/firefox.test.ts' },
  { programs: ['pebble'], package: 'pebble', tests: 'test/integration/certificates/**' },
  { programs: ['certbot'], package: 'certbot', tests: 'test/integration/certificates/certbot.test.ts' },
  { programs: ['faketime'], package: 'faketime', tests: 'test/integration/certificates/left-alone.test.ts' },
  { programs: [QEMU], package: 'qemu-user', tests: 'test/integration/certificates/left-alone.test.ts' },
];
const notHere = NEEDS.filter(({ programs }) => !programs.some(onPath));
for (const { tests, package: name } of notHere)
  process.stdout.write(`not run here: ${tests}, ${name} is not installed (apt-get install ${name})\n`);

// What takes minutes and what a change seldom breaks: npm run attacks tries it, and every other run says so.
const LONG =
  process.env.ATTACKS === 'full'
    ? []
    : [
        ...['left-alone', 'dns-01-up'].map((name) => `certificates/${name}`),
        ...['killed-commands', 'broken-off', 'killed-reload'].map((name) => `faults/${name}`),
        'attacks/limits-lock-nobody-out',
      ].map((name) => `test/integration/${name}.test.ts`);
// Said of what was asked for: of one file, or of all of them.
const words = process.argv.slice(2);
const files = words.filter((word) => word.endsWith('.ts'));
const isAskedFor = (tests: string) =>
  files.length > 0 ? files.some((file) => tests.endsWith(file) || file.endsWith(tests)) : !words.includes('unit');
for (const tests of LONG.filter(isAskedFor)) process.stdout.write(`left to npm run attacks: ${tests}\n`);

// What npm test leaves to .ci/run; scripts/ci.mjs says so.
const { integration: landing } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'scripts/landing-tests.json'), 'utf8'),
);
const LANDING: readonly string[] = process.env.TESTS === 'quick' ? landing : [];

// The integration suite starts real HAProxies and Caddies, several homes side by side. A file waits a fifth of its time, so
// three at a time keep two processors at work; a stack that takes half a minute is broken.
export default defineConfig({
  test: {
    reporters: ['default'],
    passWithNoTests: false,
    maxWorkers: 3,
    teardownTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          // One Node process a worker and not one a file: modules are loaded once. Tests leave nothing global behind.
          isolate: false,
          setupFiles: ['test/support/properties.ts'],
          testTimeout: 20_000,
          hookTimeout: 20_000,
          env: { ...inMemory, ...compiled },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: [...notHere.map(({ tests }) => tests), ...LONG, ...LANDING],
          pool: 'forks',
          // As above; it is a minute and a half of processor time. What tests change of their process, they change back.
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          globalSetup: 'test/support/build-programs.ts',
          env: { ...compiled, LATCHKEY_TEST_PROGRAMS: 'built' },
        },
      },
    ],
  },
});
