/** Updates, from a feed on this very machine: what is believed, what is not, and that nobody is disturbed. */
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { expect, type Page } from 'playwright/test';
import { FakeHome } from '../../support/client/fake-home.ts';
import { startHttpsHome } from '../../support/client/https-home.ts';
import { artefact, makeKey, startUpdateFeed, type UpdateFeed } from '../../support/update-feed.ts';
import { requires, test } from './relative.ts';

// What is fetched is an AppImage.
requires('the Secret Service');

const NEWER = '9.0.0';
const LINE = /Latchkey 9\.0\.0 is ready/;
const PATIENCE = { timeout: 40_000 };

let feed: UpdateFeed;
test.beforeEach(async () => {
  feed = await startUpdateFeed();
});
test.afterEach(() => feed.close());

const installed = () => readFile(feed.appImage, 'utf8');
/** Not even a page that asks for it gets it while something is asked or under way. */
const askFor = (page: Page) =>
  page.evaluate(() =>
    (globalThis as unknown as { latchkey: { restartToUpdate: () => Promise<unknown> } }).latchkey.restartToUpdate(),
  );
const started = () => readFile(join(dirname(feed.appImage), 'started'), 'utf8').catch(() => '');

/** Whatever it is that the app is offered, it goes on as if nothing had been; what is right is taken in the end. */
test('only what is newer, signed and whole is fetched, said in a line, and installed when the app ends', async ({
  relative,
}) => {
  test.setTimeout(240_000);
  const window = await relative.start({ env: feed.env });
  let seen = 0;
  const refused = async (why: RegExp) => {
    const since = async () => (await relative.log()).slice(seen);
    await expect.poll(since, PATIENCE).toMatch(why);
    seen = (await relative.log()).length;
    await expect(window.page.getByText(LINE)).toBeHidden();
    await expect(window.alert).toBeHidden();
  };
  const asked = (name: string) => feed.asked.filter((each) => each === name).length;
  const looks = async () => {
    const before = asked('SHA256SUMS');
    await expect.poll(() => asked('SHA256SUMS') - before, PATIENCE).toBeGreaterThan(2);
  };
  const data = () => feed.files.get(artefact(NEWER)) ?? Buffer.alloc(0);

  await refused(/answered with 404/);
  await feed.publish('0.1.0');
  feed.files.set('SHA256SUMS', Buffer.alloc(300_000, 'x'));
  await refused(/far too long/);
  feed.instead.set('SHA256SUMS', () => undefined);
  await refused(/timeout/i);
  feed.instead.clear();
  await feed.publish('0.1.0');
  await looks();
  await feed.publish('0.0.9');
  await looks();
  const older = new Map(feed.files);
  await feed.publish(NEWER, (await makeKey(dirname(feed.appImage), 'other')).key);
  await refused(/The signature of SHA256SUMS is not right/);
  for (const name of ['SHA256SUMS', 'SHA256SUMS.sig']) feed.files.set(name, older.get(name) ?? Buffer.alloc(0));
  await refused(/is not the one that was signed/);
  expect(feed.asked.filter((name) => name.endsWith('.AppImage'))).toEqual([]);

  const good = data();
  feed.instead.set(artefact(NEWER), (answer) => {
    answer.writeHead(200, { 'content-length': good.length });
    answer.end(good.toString().replace('#####', '####x'));
  });
  await feed.publish(NEWER);
  await refused(/sha512 checksum mismatch/);
  feed.instead.set(artefact(NEWER), (answer) => {
    answer.writeHead(200, { 'content-length': good.length });
    answer.write(good.subarray(0, 1000), () => answer.destroy());
  });
  await refused(/aborted|sha512/);
  feed.instead.set(artefact(NEWER), (answer) => {
    answer.writeHead(200, { 'content-length': good.length });
    answer.write(good.subarray(0, 1000));
  });
  await refused(/cancelled/i);
  // By another name of this very machine it would be there, whole and signed.
  const elsewhere = feed.url.replace('127.0.0.1', 'localhost');
  const redirected = (answer: ServerResponse, name: string) =>
    answer.writeHead(302, { location: `${elsewhere}elsewhere/${name}` }).end();
  feed.files.set(`elsewhere/${artefact(NEWER)}`, good);
  feed.instead.set(artefact(NEWER), (answer) => redirected(answer, artefact(NEWER)));
  await refused(/blocked_by_client/i);
  feed.files.set('elsewhere/SHA256SUMS', feed.files.get('SHA256SUMS') ?? Buffer.alloc(0));
  feed.instead.set('SHA256SUMS', (answer) => redirected(answer, 'SHA256SUMS'));
  await refused(/blocked_by_client/i);
  expect(feed.asked.filter((name) => name.startsWith('elsewhere/'))).toEqual([]);
  expect(await installed()).toBe('the one that runs');

  feed.instead.clear();
  await expect(window.page.getByText(LINE)).toBeVisible(PATIENCE);
  expect(await installed()).toBe('the one that runs');
  await relative.app.electron.evaluate(({ app }) => app.quit()).catch(() => undefined);
  await relative.ended();
  expect(await installed()).toContain(NEWER);
  expect(await started()).toBe(`${NEWER} true\n`);
});

test('one that comes while an invite is open waits for the end of the enrolment; then a click installs and starts it', async ({
  relative,
}) => {
  test.setTimeout(120_000);
  const https = await startHttpsHome(await FakeHome.create());
  try {
    const window = await relative.start({ env: feed.env });
    await window.preview(https.invite());
    await feed.publish(NEWER);
    await expect.poll(() => relative.log(), PATIENCE).toContain('update-found');
    await expect(window.page.getByText(LINE)).toBeHidden();
    await askFor(window.page);
    const answered = Promise.withResolvers<void>();
    https.instead = (request, response) => void answered.promise.then(() => https.pass(request, response));
    await window.sayYes();
    await expect(window.page.getByText(LINE)).toBeHidden();
    await askFor(window.page);
    answered.resolve();
    await window.expectDone();
    expect(await installed()).toBe('the one that runs');
    await expect(window.page.getByText(LINE)).toBeVisible();
    const ended = relative.ended();
    await window.button('Restart to update').click();
    await ended;
    expect(await relative.installed()).toHaveLength(1);
    expect(await installed()).toContain(NEWER);
    await expect.poll(started).toBe(`${NEWER} run\n`);
  } finally {
    await https.close();
  }
});
