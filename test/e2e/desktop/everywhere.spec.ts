/** The way in and the ways that lead nowhere, with nothing but the app and the system's own stores: on every system. */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { CODE_RANDOM_BYTES, codeFromRandom } from '../../../shared/code.ts';
import { FakeHome } from '../../support/client/fake-home.ts';
import { type HttpsHome, startHttpsHome } from '../../support/client/https-home.ts';
import { recordsOf, usesKeyUnasked } from '../../support/desktop/person.ts';
import { further } from '../../support/long-tail.ts';
import { freePorts } from '../../support/stack/free-ports.ts';
import { test } from './relative.ts';

let https: HttpsHome;
test.beforeEach(async () => {
  https = await startHttpsHome(await FakeHome.create());
});
test.afterEach(() => https.close());

test('by an invite file: said yes, installed in the system’s own store, tested, removed', async ({ relative }) => {
  const invite = https.invite('Grandma Rose', 'Kitchen PC');
  const file = join(relative.person.home, 'Rose’s invite.latchkey');
  await writeFile(file, `Dear Rose,\n\n  ${invite}\n\nMary\n`);
  const window = await relative.start({ link: file });
  await window.enrol();
  const [fingerprint = ''] = https.home.active.map((device) => device.fingerprint);
  expect(await relative.installed()).toEqual([fingerprint]);
  await window.button('Finish').click();

  if (usesKeyUnasked) {
    await window.test();
    await window.access.expectRow('cloud', 'Works');
    await window.access.expectRow('Someone without a key', 'Kept out, as it should be');
    await window.button('Back').click();
  }
  await window.remove();
  await expect(window.page.getByRole('dialog')).toContainText('Example Home has been notified.');
  expect(await relative.installed()).toEqual([]);
  expect(await readdir(recordsOf(relative.person))).toEqual([]);
  const [code = ''] = invite.split('@');
  for (const secret of [code, 'Rose', 'Kitchen']) expect(await relative.log()).not.toContain(secret);
});

further(test)('by typing, in lower case and without dashes; the next start knows the home', async ({ relative }) => {
  const [code = '', rest = ''] = https.invite().split(/(?=@)/);
  const window = await relative.start();
  await window.invite.pressSequentially(code.replaceAll('-', '').toLowerCase() + rest);
  await window.button('Continue').click();
  await window.enrol();
  const again = await relative.start();
  await expect(again.card()).toContainText('Dave');
});

further(test)(
  'a made-up code, a home that is not there, an invite file that is gone: nothing is left behind',
  async ({ relative }) => {
    const file = join(relative.person.home, 'gone.latchkey');
    await writeFile(file, https.invite());
    await rm(file);
    const window = await relative.start({ link: file });
    await expect(window.invite).toHaveValue('');
    const invite = https.invite();
    const [code = ''] = invite.split('@');
    const madeUp = codeFromRandom(crypto.getRandomValues(new Uint8Array(CODE_RANDOM_BYTES)));
    await window.invite.fill(invite.replace(code, madeUp));
    await window.button('Continue').click();
    await expect(window.alert).toContainText('This invite doesn’t work');

    const [port = 0] = await freePorts(1);
    await window.invite.fill(invite.replace(`:${https.port}`, `:${port}`));
    await window.button(/Continue|Try again/).click();
    await expect(window.alert).toContainText('The server isn’t answering');
    expect(await relative.installed()).toEqual([]);
  },
);
