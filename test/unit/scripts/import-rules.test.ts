import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkImports } from '../../../scripts/check-imports.ts';
import { APP_FLOORS, CORE_FLOORS, importRules, STACK_FLOORS } from '../../../scripts/import-rules.ts';
import { sampleOf } from '../../support/long-tail.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A little checkout with these files in it, and this one's node_modules. */
function checkout(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'latchkey-imports-'));
  made.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
  return root;
}

/** Which rule an import breaks. */
const WRONG: readonly (readonly [from: string, wanted: string, rule: string])[] = [
  ['shared/a.ts', 'yaml', 'shared-is-the-contract'],
  ['shared/a.ts', 'node:path', 'shared-is-the-contract'],
  ['shared/a.ts', '../server/core/b.ts', 'shared-is-the-contract'],
  ['shared/keys/a.ts', 'node:crypto', 'shared-keys-compute'],
  ['electron/core/a.ts', 'node:fs', 'electron-core-no-io'],
  ['electron/core/a.ts', 'fs/promises', 'electron-core-no-io'],
  ['electron/core/a.ts', 'node:net', 'electron-core-no-io'],
  ['electron/core/a.ts', 'node:child_process', 'electron-core-no-io'],
  ['electron/core/a.ts', 'node:process', 'electron-core-no-io'],
  ['electron/core/a.ts', 'node:crypto', 'electron-core-no-io'],
  ['electron/core/a.ts', 'electron', 'electron-core-pure-libraries'],
  ['electron/core/a.ts', 'electron', 'electron-in-main-only'],
  ['electron/core/a.ts', 'keytar', 'electron-core-pure-libraries'],
  ['electron/core/a.ts', '../adapters/b.ts', 'electron-core-looks-nowhere'],
  ['electron/core/installed/a.ts', '../enrolment/b.ts', 'electron-core-floors'],
  ['electron/core/leaving/a.ts', '../renewal/b.ts', 'electron-core-floors'],
  ['electron/core/renewal/a.ts', '../enrolment/b.ts', 'electron-core-floors'],
  ['electron/core/ports.ts', './vault-items/b.ts', 'electron-core-floors'],
  ['electron/adapters/a.ts', '../cli/b.ts', 'electron-adapters-look-down'],
  ['electron/adapters/a.ts', 'electron', 'electron-in-main-only'],
  ['electron/main/a.ts', '../cli/b.ts', 'electron-faces-apart'],
  ['electron/preload/a.ts', '../core/b.ts', 'electron-preload-is-a-bridge'],
  ['electron/cli/a.ts', '../../server/core/b.ts', 'app-knows-no-home'],
  ['electron/main/a.ts', '../../renderer/b.ts', 'app-knows-no-home'],
  ['electron/main/a.ts', '../../test/support/b.ts', 'tests-stay-out'],
  ['renderer/a.tsx', '../electron/core/b.ts', 'renderer-is-a-page'],
  ['renderer/a.tsx', '../server/core/b.ts', 'renderer-is-a-page'],
  ['renderer/texts/a.ts', '../console/texts/b.ts', 'renderer-pages-apart'],
  ['renderer/console/a.tsx', '../page/b.ts', 'renderer-pages-apart'],
  ['renderer/a.tsx', 'node:path', 'renderer-no-node'],
  ['server/core/a.ts', 'node:crypto', 'server-core-no-io'],
  ['server/core/a.ts', 'node:os', 'server-core-no-io'],
  ['server/core/a.ts', 'fastify', 'server-core-pure-libraries'],
  ['server/core/a.ts', '../store/b.ts', 'server-core-looks-nowhere'],
  ['server/core/devices/a.ts', '../people/b.ts', 'server-core-floors'],
  ['server/core/access/a.ts', '../notifications/b.ts', 'server-core-floors'],
  ['server/core/ports/a.ts', '../config/b.ts', 'server-core-floors'],
  ['server/stack/server-certificate/a.ts', '../caddy/b.ts', 'server-stack-floors'],
  ['server/stack/caddy/a.ts', '../validate.ts', 'server-stack-floors'],
  ['server/stack/haproxy/a.ts', '../caddy/b.ts', 'server-stack-floors'],
  ['server/store/a.ts', '../ca/b.ts', 'server-rooms-apart'],
  ['server/http/a.ts', '../store/b.ts', 'server-rooms-apart'],
  ['server/stack/a.ts', '../cli/b.ts', 'server-rooms-apart'],
  ['server/home/a.ts', '../cli/b.ts', 'home-runs-without-commands'],
  ['server/home/a.ts', '../console/b.ts', 'home-runs-without-commands'],
  ['server/console/a.ts', '../cli/b.ts', 'console-is-a-program'],
  ['server/platform/a.ts', '../core/b.ts', 'platform-is-the-floor'],
  ['server/platform/a.ts', '../ca/b.ts', 'platform-is-the-floor'],
  ['server/cli/a.ts', '../../electron/core/b.ts', 'home-knows-no-app'],
  ['server/cli/a.ts', '../../test/support/b.ts', 'tests-stay-out'],
  ['server/cli/a.ts', 'no-such-package', 'resolvable'],
  ['server/core/a.ts', '../platform/b.ts', 'server-core-looks-nowhere'],
  ['server/core/a.ts', '../home/b.ts', 'server-core-looks-nowhere'],
  ['server/ca/a.ts', '../home/b.ts', 'server-rooms-apart'],
  ['server/notifications/a.ts', '../stack/b.ts', 'server-rooms-apart'],
  ['server/backup/a.ts', '../store/b.ts', 'server-rooms-apart'],
  ['server/stack/caddy/a.ts', '../../home/b.ts', 'server-rooms-apart'],
  ['server/home/jobs/a.ts', '../../cli/b.ts', 'home-runs-without-commands'],
  ['server/home/a.ts', '../../electron/core/b.ts', 'home-knows-no-app'],
  ['server/platform/a.ts', '../home/b.ts', 'platform-is-the-floor'],
  ['server/platform/a.ts', '../stack/b.ts', 'platform-is-the-floor'],
  ['server/platform/a.ts', '../../electron/core/b.ts', 'home-knows-no-app'],
];

const RIGHT: readonly (readonly [from: string, wanted: string])[] = [
  ['shared/a.ts', 'zod'],
  ['electron/core/a.ts', '../../shared/b.ts'],
  ['electron/core/a.ts', '@peculiar/x509'],
  ['electron/core/a.ts', 'zod'],
  ['electron/core/enrolment/a.ts', '../leaving/b.ts'],
  ['electron/adapters/a.ts', '../core/b.ts'],
  ['electron/adapters/a.ts', 'node:fs'],
  ['electron/adapters/a.ts', 'keytar'],
  ['electron/cli/a.ts', '../adapters/b.ts'],
  ['electron/main/a.ts', 'electron'],
  ['server/store/a.ts', 'node:sqlite'],
  ['server/http/a.ts', '../core/b.ts'],
  ['server/cli/a.ts', '../stack/b.ts'],
  ['renderer/a.tsx', '../shared/b.ts'],
  ['renderer/console/a.tsx', '../texts/b.ts'],
  ['test/unit/a.ts', '../../server/core/b.ts'],
  ['server/stack/a.ts', '../platform/b.ts'],
  ['server/stack/caddy/a.ts', '../../core/b.ts'],
  ['server/home/a.ts', '../stack/b.ts'],
  ['server/home/a.ts', '../platform/b.ts'],
  ['server/platform/a.ts', 'node:fs'],
  ['server/platform/a.ts', '../../shared/b.ts'],
  ['server/cli/a.ts', '../home/b.ts'],
];

/** The rules that each of these imports breaks: each in a file of its own, all in one checkout, read once. */
async function brokenRules(imports: readonly (readonly [from: string, wanted: string, ...unknown[]])[]) {
  const files: Record<string, string> = {};
  const names = imports.map(([from, wanted], index) => {
    const name = from.replace(/a(\.tsx?)$/, `a${index}$1`);
    files[name] = `import '${wanted}';\nexport const here = 1;\n`;
    if (wanted.startsWith('.')) files[join(dirname(from), wanted)] = 'export const there = 1;\n';
    return name;
  });
  const { violations } = await checkImports(checkout(files));
  return names.map((name) =>
    violations.filter((each) => each.includes(`: ${name} → `)).map((each) => each.slice(0, each.indexOf(':'))),
  );
}

describe('an import that points the wrong way is caught', () => {
  let broken: string[][];
  beforeAll(async () => {
    broken = await brokenRules(WRONG);
  });

  it.each(WRONG.map((each, index) => [...each, index] as const))(
    '%s may not import %s (%s)',
    (_from, _to, rule, index) => {
      expect(broken[index]).toContain(rule);
    },
  );

  it('by every rule that there is', () => {
    const tried = new Set([...WRONG.map(([, , rule]) => rule), 'no-cycles']);
    const all = importRules.ruleSet?.forbidden?.map(({ name }) => name) ?? [];
    expect(all.length).toBeGreaterThan(15);
    expect(all.filter((name) => !tried.has(name ?? ''))).toEqual([]);
  });

  it('when it imports a type only', async () => {
    const { violations } = await checkImports(
      checkout({
        'server/core/a.ts': "import type { B } from '../store/b.ts';\nexport const a: B = 1;\n",
        'server/store/b.ts': 'export type B = number;\n',
      }),
    );
    expect(violations).toEqual(['server-core-looks-nowhere: server/core/a.ts → server/store/b.ts']);
  });

  it('when it is dynamic', async () => {
    const { violations } = await checkImports(
      checkout({ 'electron/core/a.ts': "export const read = () => import('node:fs/promises');\n" }),
    );
    expect(violations).toEqual(['electron-core-no-io: electron/core/a.ts → fs/promises']);
  });

  it('when only a docstring links to it, and it is not there', async () => {
    const link = (path: string) => `/** {@link import('${path}').B} */\nexport const a = 1;\n`;
    const { violations } = await checkImports(
      checkout({ 'shared/a.ts': link('./gone.ts'), 'shared/b.ts': link('./a.ts') }),
    );
    expect(violations).toEqual(['dead-link: shared/a.ts → shared/gone.ts']);
  });

  it('when it goes round in a circle', async () => {
    const { violations } = await checkImports(
      checkout({
        'shared/a.ts': "import { b } from './b.ts';\nexport const a = (): number => b();\n",
        'shared/b.ts': "import { a } from './a.ts';\nexport const b = (): number => a();\n",
      }),
    );
    expect(violations.join()).toContain('no-cycles: ');
  });
});

describe('an import that points down is allowed', () => {
  let broken: string[][];
  beforeAll(async () => {
    broken = await brokenRules(RIGHT);
  });

  it.each(RIGHT.map((each, index) => [...each, index] as const))('%s imports %s', (_from, _to, index) => {
    expect(broken[index]).toEqual([]);
  });
});

it.each([
  ['electron/core', APP_FLOORS],
  ['server/core', CORE_FLOORS],
  ['server/stack', STACK_FLOORS],
])('names every room of %s, and none that is not there', (folder, floors) => {
  expect(floors.flat().sort()).toEqual(readdirSync(join(REPOSITORY, folder)).sort());
});

it('keeps to the rules in this checkout', async () => {
  const folders = ['shared', 'electron', 'renderer', 'server', 'test'];
  const some = sampleOf('import rules of this checkout, which npm run check applies to all of it; folders', folders, 1);
  const { files, violations } = await checkImports(REPOSITORY, some);
  expect(violations).toEqual([]);
  expect(files).toBeGreaterThan(10);
});
