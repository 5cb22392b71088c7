/** What a short command does not need, it does not load: that was most of the time that it took. */
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { run } from '../../../support/processes.ts';

const MAIN = join(import.meta.dirname, '../../../../server/cli/main.ts');

/** Writes each module that is loaded, a line each, into standard error. */
const LISTING = `import { registerHooks } from 'node:module';
registerHooks({
  load(url, context, next) {
    process.stderr.write('loads ' + url + '\\n');
    return next(url, context);
  },
});`;

/** What every command of the home itself is made of, and a list of commands is not. */
const HEAVY = [
  'zod',
  'yaml',
  'tldts',
  'fastify',
  'nodemailer',
  '@peculiar/x509',
  'age-encryption',
  'execa',
  'reflect-metadata',
];

async function loadedBy(...args: readonly string[]): Promise<readonly string[]> {
  const listing = `data:text/javascript,${encodeURIComponent(LISTING)}`;
  const { stderr } = await run({
    file: process.execPath,
    args: ['--import', listing, MAIN, ...args],
    env: { ...process.env, LATCHKEY_DIR: '/nowhere' },
  });
  return [...stderr.matchAll(/^loads (.*)$/gm)].map(([, url = '']) => url);
}

const packagesIn = (urls: readonly string[]) =>
  new Set(urls.flatMap((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.slice(1) ?? []));

test.each([[['--help']], [['devices', '--help']], [['__complete', '']], [['shut-out', '--no-such-option']]])(
  'latchkey %s loads neither the home nor node:http, which loads a whole fetch',
  async (args) => {
    const urls = await loadedBy(...args);
    expect(urls.length).toBeGreaterThan(5);
    expect([...packagesIn(urls)].filter((name) => HEAVY.includes(name))).toEqual([]);
    expect(urls).not.toContain('node:http');
  },
);

test.each([[['__complete', 'de']], [['--version']], [['-V']]])('%j loads no command', async (args) => {
  const urls = await loadedBy(...args);
  expect(urls.filter((url) => url.includes('/server/cli/commands/'))).toEqual([]);
  expect(urls.some((url) => url.endsWith('/server/cli/command-list.ts'))).toBe(true);
});

test('a name is completed from the registry alone', async () => {
  const urls = await loadedBy('__complete', 'shut-out', 'ma');
  expect(urls.some((url) => url.endsWith('/server/store/directory.ts'))).toBe(true);
  expect([...packagesIn(urls)].filter((name) => HEAVY.includes(name) && name !== 'zod')).toEqual([]);
});
