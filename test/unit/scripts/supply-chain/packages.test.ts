import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isLicenceReviewed } from '../../../../scripts/supply-chain/licences.ts';
import { nameOf, readLocked, withDependencies } from '../../../../scripts/supply-chain/lock-file.ts';

const ROOT = process.cwd();
const locked = readLocked(ROOT);
const manifest = (file: string) =>
  JSON.parse(readFileSync(file, 'utf8')) as {
    readonly allowScripts: Record<string, boolean>;
    readonly dependencies: Record<string, string>;
    readonly devDependencies?: Record<string, string>;
    readonly scripts: Record<string, string>;
  };
const root = manifest('package.json');
const server = manifest('server/package.json');

/** React and the like are bundled into the window: tools by their place in package.json, shipped all the same. */
function bundled(): Set<string> {
  const names = new Set<string>();
  for (const folder of ['renderer', 'electron', 'shared']) {
    for (const file of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(file)) continue;
      const text = readFileSync(join(ROOT, folder, file), 'utf8');
      for (const [, name = ''] of text.matchAll(
        /^(?:import|export) (?!type )[^;]*?from '(@[^/']+\/[^/']+|[^.@/'][^/']*)/gm,
      )) {
        if (Object.hasOwn(root.devDependencies ?? {}, name) && name !== 'electron') names.add(name);
      }
    }
  }
  return names;
}
const shipped = withDependencies(locked, [
  ...Object.keys(root.dependencies),
  ...Object.keys(server.dependencies),
  ...bundled(),
]);

test('what is bundled into the window counts as shipped', () => {
  expect([...shipped].map(nameOf)).toEqual(
    expect.arrayContaining(['react', 'react-dom', 'i18next', 'fastify', 'keytar']),
  );
  expect([...shipped].map(nameOf)).not.toContain('vitest');
});

test('a package with an install script that nobody has reviewed cannot come in', () => {
  const withScripts = [...locked]
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([place]) => nameOf(place));
  expect([...new Set(withScripts)].sort()).toEqual(Object.keys(root.allowScripts).sort());
});

test('of what is shipped only keytar runs anything when it is installed', () => {
  const running = [...shipped].filter((place) => locked.get(place)?.hasInstallScript).map(nameOf);
  expect(running).toEqual(['keytar']);
});

test('every dependency that we name is one exact version', () => {
  const named = [root.dependencies, root.devDependencies ?? {}, server.dependencies].flatMap((each) =>
    Object.entries(each),
  );
  expect(named.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('everything has a hash, but for other systems’ parts of tools; nothing is from elsewhere than the registry', () => {
  const bare = [...locked].filter(([, { integrity }]) => integrity === undefined);
  expect(bare.filter(([, { dev, optional }]) => !dev || !optional).map(([place]) => place)).toEqual([]);
  expect([...locked].filter(([, { resolved }]) => resolved !== undefined).map(([place]) => place)).toEqual([]);
  expect([...locked].filter(([, { integrity = 'sha512-' }]) => !integrity.startsWith('sha512-'))).toEqual([]);
});

test('whoever sets up a machine installs the lock file and nothing newer', () => {
  const files = [
    ...readdirSync('.github/workflows').map((name) => join('.github/workflows', name)),
    ...readdirSync('scripts/setup').map((name) => join('scripts/setup', name)),
    'scripts/setup.mjs',
    'scripts/ci.mjs',
  ];
  for (const file of files) {
    const commands = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => !/^\s*(\/[/*]|#|\*)/.test(line));
    expect(commands.join('\n'), file).not.toMatch(/npm (install|i|update|add)\b|yarn |pnpm /);
  }
});

describe('licences', () => {
  test('a package whose licence nobody has reviewed cannot come in', () => {
    const use = (place: string) => (shipped.has(place) ? 'shipped' : 'tool');
    const unknown = [...locked].filter(([place, { license }]) => !isLicenceReviewed(license, use(place)));
    expect(unknown.map(([place, { license }]) => `${place}: ${license}`)).toEqual([]);
  });

  test.each([
    ['MIT', true],
    ['(BSD-3-Clause OR GPL-2.0)', true],
    ['Apache-2.0 AND MIT', true],
    ['MIT AND GPL-3.0', false],
    ['MPL-2.0', false],
    ['AGPL-3.0-only', false],
    ['SEE LICENSE IN LICENSE.txt', false],
    ['UNLICENSED', false],
    [undefined, false],
    ['', false],
  ])('%s may be shipped: %s', (licence, expected) => expect(isLicenceReviewed(licence, 'shipped')).toBe(expected));
});
