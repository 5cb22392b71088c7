/** Cut off anywhere, the next start says so and goes on, and ends with exactly one key. */
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { runCommand } from '../../../electron/adapters/run-command.ts';
import type { Checkpoint } from '../../../electron/core/checkpoints.ts';
import { FakeHome } from '../../support/client/fake-home.ts';
import { type HttpsHome, startHttpsHome } from '../../support/client/https-home.ts';
import { recordsOf } from '../../support/desktop/person.ts';
import { further, sampleOf } from '../../support/long-tail.ts';
import type { AppWindow } from './pages/app-window.ts';
import { type Relative, requires, test } from './relative.ts';

// The longest file here, and each test has a home of its own: whichever worker is free runs the next.
test.describe.configure({ mode: 'parallel' });

let https: HttpsHome;
test.beforeEach(async () => {
  https = await startHttpsHome(await FakeHome.create());
});
test.afterEach(() => https.close());

async function expectExactlyOneKey(relative: Relative): Promise<void> {
  expect(https.home.active).toHaveLength(1);
  expect(await relative.installed()).toEqual(https.home.active.map(({ fingerprint }) => fingerprint));
  expect(await readdir(recordsOf(relative.person))).toHaveLength(1);
}

/** Says yes in an app that ends itself on the way, perhaps before the click is reported as done. */
async function sayYesToTheEnd(relative: Relative, window: AppWindow): Promise<void> {
  const yes = window.sayYes().catch((thrown: unknown) => {
    if (!window.page.isClosed()) throw thrown;
  });
  await Promise.all([yes, relative.ended()]);
}

// Each is the last moment before something becomes known to somebody else: the vault, the home, the enrolment store, the store.
const MOMENTS: readonly Checkpoint[] = ['reply-received', 'key-kept', 'certificate-kept', 'imported', 'recorded'];
for (const killAt of sampleOf('moments at which the app is killed', MOMENTS, 2)) {
  test(`killed at "${killAt}", the next start goes on to one key`, async ({ relative }) => {
    const invite = https.invite();
    const window = await relative.start({ killAt });
    await window.preview(invite);
    await sayYesToTheEnd(relative, window);

    const next = await relative.start();
    await expect(next.page.getByRole('heading', { name: 'Finish setting up' })).toBeVisible();
    if (killAt === 'reply-received') {
      // Whoever types the invite once more is told that it is under way, and not that it opens nothing.
      await next.button('Use another invite').click();
      await next.invite.fill(invite);
      await next.button('Continue').click();
      await expect(next.page.getByText('You’ve already started with this invite')).toBeVisible();
    }
    await next.button('Continue').click();
    await next.expectDone();
    await expectExactlyOneKey(relative);
  });
}

further(test)('killed before anything was kept, nothing is left and the invite still works', async ({ relative }) => {
  const invite = https.invite();
  const window = await relative.start({ killAt: 'key-made' });
  await window.preview(invite);
  await sayYesToTheEnd(relative, window);

  const next = await relative.start();
  await expect(next.invite).toBeVisible();
  await expect(next.page.getByRole('heading', { name: 'Finish setting up' })).toHaveCount(0);
  await next.enrol(invite);
  await expectExactlyOneKey(relative);
});

test('closed in the middle, the app ends only when the key is there', async ({ relative }) => {
  const answered = Promise.withResolvers<void>();
  https.home.before = (route) => {
    if (route === 'issueCertificate') answered.resolve();
  };
  const window = await relative.start();
  await window.preview(https.invite());
  await window.sayYes();
  await answered.promise;
  await window.page.close({ runBeforeUnload: false });
  await relative.ended();
  await expectExactlyOneKey(relative);
});

test('a locked keyring is said to be locked before anything is made; unlocked, the invite still works', async ({
  relative,
}) => {
  requires('the Secret Service');
  const invite = https.invite();
  const window = await relative.start();
  await window.preview(invite);
  await relative.person.lock();
  await window.sayYes();
  await expect(window.heading('Your password store is locked')).toBeVisible();
  expect(https.home.calls).not.toContain('issueCertificate');

  // Unlocking a headless keyring starts it anew, and libsecret does not find its session again: so does the app.
  await relative.person.unlock();
  const next = await relative.start();
  await next.enrol(invite);
  await expectExactlyOneKey(relative);
});

test('a store with a password of its own is not forced, and not created anew', async ({ relative }) => {
  requires('several browsers’ stores');
  const folder = join(relative.person.env.XDG_DATA_HOME ?? '', 'pki/nssdb');
  const password = join(relative.person.home, 'nss-password');
  await mkdir(folder, { recursive: true });
  await writeFile(password, 'a password of its own\n');
  const made = await runCommand({
    tool: '/usr/bin/certutil',
    args: ['-N', '-d', `sql:${folder}`, '-f', password],
    env: relative.person.env,
  });
  expect(made.exitCode, made.stderr).toBe(0);

  const window = await relative.start();
  await window.preview(https.invite());
  await window.sayYes();
  await expect(window.heading(/password/i)).toBeVisible();
  expect(https.home.calls).not.toContain('issueCertificate');
});

test('without the store’s tool nothing is begun, and its name is said', async ({ relative }) => {
  requires('several browsers’ stores');
  // Everything that this system has, but for the tool of the store.
  const tools = join(relative.person.home, 'tools');
  await mkdir(tools);
  const names = (await readdir('/usr/bin')).filter((name) => name !== 'certutil' && name !== 'pk12util');
  await Promise.all(names.map((name) => symlink(join('/usr/bin', name), join(tools, name))));
  const window = await relative.start({ env: { PATH: tools } });
  await window.preview(https.invite());
  await window.sayYes();
  await expect(window.heading(/program/i)).toBeVisible();
  await window.button('Details').click();
  await expect(window.alert).toContainText('STORE_TOOL_MISSING');
  expect(https.home.calls).not.toContain('issueCertificate');
});
