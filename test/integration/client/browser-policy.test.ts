/** What `latchkey browser-policy` prints makes the real Chromium show the key without asking: this home alone, no other site. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findChromium } from '../../../scripts/find-chromium.ts';
import { runClient } from '../../support/client/run-client.ts';
import { newPerson, type Person } from '../../support/client/with-keyring.ts';
import { further } from '../../support/long-tail.ts';
import { run } from '../../support/processes.ts';
import { hostOf, latchkey, makeThrowAwayHome, type ThrowAwayHome } from '../../support/throw-away-home.ts';

let home: ThrowAwayHome;
let person: Person;

beforeAll(async () => {
  [home, person] = await Promise.all([makeThrowAwayHome(), newPerson()]);
  await home.up();
  await runClient(person, ['enrol', (await home.invite('Dave', 'Sofa')).invite, '--json']);
  const database = `sql:${join(person.dataHome, 'pki/nssdb')}`;
  const root = join(home.dir, 'ca/server-root.crt');
  const trusted = await run({ file: 'certutil', args: ['-A', '-n', 'Home', '-t', 'C,,', '-i', root, '-d', database] });
  expect(trusted).toMatchObject({ code: 0 });
}, 120_000);
afterAll(async () => {
  await Promise.all([person?.leave(), home?.remove()]);
}, 60_000);

/** The page as Chromium shows it, in a mount namespace of its own that has this policy and no other. */
async function page(policy: string, name = 'own'): Promise<string> {
  const managed = join(person.home, 'managed', name);
  const file = join(managed, 'policies/managed/latchkey.json');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, policy);
  const chromium = [
    findChromium(process.env),
    ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
    ...['--disable-background-networking', '--disable-component-update', '--timeout=8000'],
    `--user-data-dir=${join(person.home, 'chromium', name)}`,
    '--dump-dom',
    `https://${hostOf('cloud')}:${home.httpsPort}/`,
  ];
  const shell = 'mkdir -p /etc/chromium && mount --bind "$1" /etc/chromium && shift && exec timeout 15 "$@"';
  const { stdout } = await run({
    file: 'unshare',
    args: ['--mount', 'sh', '-c', shell, 'sh', managed, ...chromium],
    env: person.env,
  });
  return stdout;
}

const policy = async () => (await latchkey(['browser-policy', 'chromium', '--dir', home.dir])).stdout;

test('with the policy the page is there, without a question', async () => {
  expect(await page(await policy())).toContain('You are in');
}, 60_000);

further(test)(
  'with the policy of a home that another CA signs for, or of another domain, Chromium still asks',
  async () => {
    const mine = await policy();
    const others = [mine.replace('Homelab CA', 'Other CA'), mine.replaceAll('home.localhost', 'example.com')];
    for (const other of others) expect(other).not.toBe(mine);
    // Nobody can answer: Chromium waits until it is ended.
    const pages = await Promise.all(others.map((other, index) => page(other, `other-${index}`)));
    for (const shown of pages) expect(shown).not.toContain('You are in');
  },
  60_000,
);
