import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askBy } from '../../../../../server/stack/lego/ask.ts';
import { foreignVariables } from '../../../../../server/stack/lego/find.ts';
import { launcherAsSelf } from '../../../../../server/stack/process/launch.ts';

let folder: string;
const program = (script: string) => {
  const path = join(folder, 'lego');
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
};
const ask = (signal = new AbortController().signal) => askBy(launcherAsSelf(), { folder, env: process.env, signal });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-ask-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('all that it prints is heard, however long it is, and what it complains of is not', async () => {
  const path = program('i=0; while [ $i -lt 2000 ]; do echo "line $i of $1"; i=$((i+1)); done; echo no >&2; exit 3');
  const said = (await ask()(path, ['--help'])).split('\n');
  expect([said.length, said.at(-1)]).toEqual([2000, 'line 1999 of --help']);
});

test('one that says nothing and does not end is ended with the home', async () => {
  const path = program(`echo $$ > ${join(folder, 'pid')}; exec sleep 1000`);
  const controller = new AbortController();
  const asked = ask(controller.signal)(path, ['--version']);
  await expect.poll(() => existsSync(join(folder, 'pid')), { timeout: 10_000 }).toBe(true);
  controller.abort();
  expect(await asked).toBe('');
  const pid = readFileSync(join(folder, 'pid'), 'utf8').trim();
  await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 10_000 }).toBe(false);
});

test('one that is not there is as one that says nothing', async () => {
  expect(await ask()('/nowhere/lego', ['--version'])).toBe('');
});

const HELP = `Configuration for Amazon Route 53.
Code:   'route53'
Credentials:
  - "AWS_ACCESS_KEY_ID":  Managed by the AWS client ('AWS_ACCESS_KEY_ID_FILE' is not supported, see SSL_CERT_FILE)
  - "AWS_SHARED_CREDENTIALS_FILE":    Managed by the AWS client. Shared credentials file.
`;

test.each([
  ['AWS_ACCESS_KEY_ID', true],
  ['AWS_ACCESS_KEY_ID_FILE', true],
  ['AWS_SHARED_CREDENTIALS_FILE', true],
  ['ROUTE53_ANYTHING', true],
  ['AWS_CA_BUNDLE', false],
  ['AWS_CONFIG_FILE', false],
  ['AWS_WEB_IDENTITY_TOKEN_FILE', false],
  ['SSL_CERT_FILE', false],
  ['ROUTE53', false],
  ['route53_x', false],
])('%s is a variable of the provider: %s', async (name, is) => {
  const foreign = await foreignVariables({ path: '/x' }, async () => HELP, { provider: 'route53', names: [name] });
  expect(foreign).toEqual(is ? [] : [name]);
});

test('of a provider that lego does not know, nothing is known', async () => {
  const said = async () => '2026/11/29 03:49:12 "nope" is not yet supported';
  expect(await foreignVariables({ path: '/x' }, said, { provider: 'nope', names: [] })).toBeUndefined();
});
