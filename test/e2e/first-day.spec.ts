/**
 * A home's first day, seen in a browser: Dave is invited, enrols, and Chromium gets in with the certificate that lies in
 * his own NSS store. Playwright's own client certificates would prove nothing about that, so they are not used.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BrowserContext, expect, test } from 'playwright/test';
import { en } from '../../renderer/page/texts/en.ts';
import { makeRelative, type Relative } from '../demo/relative.ts';
import { openKeyBrowser } from '../support/chromium-with-key.ts';
import { createKey, downloadKey, openBrowser as openPhone, PHONES, visit } from '../support/phone-page.ts';
import {
  HAND_WRITTEN,
  HOME_NAME,
  hostOf,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../support/throw-away-home.ts';

let home: ThrowAwayHome;
let dave: Relative;
const folders: string[] = [];

test.beforeAll(async () => {
  [home, dave] = await Promise.all([makeThrowAwayHome(), makeRelative()]);
  await home.up();
  const { invite } = await home.invite('Dave', 'MacBook Air');
  const { code, stderr } = await dave.enrol(invite);
  expect(code, stderr).toBe(0);
});

test.afterAll(async () => {
  await Promise.all([
    home?.remove(),
    dave?.leave(),
    ...folders.map((folder) => rm(folder, { recursive: true, force: true })),
  ]);
});

/** A browser of whoever has this environment. It shows the Homelab CA's certificate without asking, if it finds one. */
const openBrowser = (env: Record<string, string>): Promise<BrowserContext> =>
  openKeyBrowser({ env, home: HOME_NAME, launch: test.info().project.use.launchOptions ?? {} });

const url = (service: string, path = '/') => `https://${hostOf(service)}:${home.httpsPort}${path}`;

test('Dave gets in everywhere, with WebSockets; somebody without his key gets in nowhere', async () => {
  const browser = await openBrowser(dave.person.env);
  try {
    const page = await browser.newPage();
    for (const { name } of home.services) {
      const response = await page.goto(url(name));
      expect(response?.status(), name).toBe(200);
      await expect(page.getByRole('heading', { name })).toBeVisible();
    }
    const echoed = await page.evaluate(
      (address) =>
        new Promise<string>((resolve, reject) => {
          const socket = new WebSocket(address);
          socket.onopen = () => socket.send('hello');
          socket.onmessage = ({ data }) => resolve(String(data));
          socket.onerror = () => reject(new Error('the WebSocket did not open'));
        }),
      url(HAND_WRITTEN, '/ws').replace('https:', 'wss:'),
    );
    expect(echoed).toBe('hello');
  } finally {
    await browser.close();
  }

  const empty = await mkdtemp(join(tmpdir(), 'latchkey-stranger-'));
  folders.push(empty);
  const stranger = await openBrowser({ ...dave.person.env, HOME: empty, XDG_DATA_HOME: join(empty, 'share') });
  try {
    const page = await stranger.newPage();
    for (const { name } of home.services) {
      // Which of them Chromium reports is a race between the alert and the end of the connection.
      await expect(page.goto(url(name)), name).rejects.toThrow(
        /ERR_BAD_SSL_CLIENT_AUTH_CERT|ERR_SSL_CLIENT_AUTH_CERT_NEEDED|ERR_SOCKET_NOT_CONNECTED|ERR_CONNECTION_CLOSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/,
      );
    }
  } finally {
    await stranger.close();
  }
});

test('the web link opens a page that keeps the code to itself', async () => {
  const { code } = await home.invite('Rose');
  const empty = await mkdtemp(join(tmpdir(), 'latchkey-rose-'));
  folders.push(empty);
  const browser = await openBrowser({ ...dave.person.env, HOME: empty, XDG_DATA_HOME: join(empty, 'share') });
  try {
    const page = await browser.newPage();
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.url().replace(/#.*/, '')));
    await page.goto(`https://enroll.home.localhost:${home.httpsPort}/i#${code}`);
    await expect(page.getByRole('link', { name: /open in latchkey/i })).toHaveAttribute(
      'href',
      `latchkey://enroll.home.localhost:${home.httpsPort}/${code}`,
    );
    expect(sent.filter((address) => address.includes(code))).toEqual([]);
  } finally {
    await browser.close();
  }
});

test('the key that a phone makes on the page goes into a store and opens what it is for, until it is shut out', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-phone-'));
  folders.push(folder);
  const env = { ...dave.person.env, HOME: folder, XDG_DATA_HOME: join(folder, 'share') };
  const store = join(folder, 'share/pki/nssdb');
  await mkdir(store, { recursive: true });
  const run = promisify(execFile);
  await run('certutil', ['-N', '-d', `sql:${store}`, '--empty-password']);
  const { code } = await home.invite('Nora', 'Pixel');
  const phone = await openPhone();
  try {
    const { page } = await visit(phone, `https://${hostOf('hello')}:${home.httpsPort}/i#${code}`, PHONES.pixel);
    await createKey(page, en);
    const { bytes, password } = await downloadKey(page, en);
    await writeFile(join(folder, 'key.p12'), bytes);
    await writeFile(join(folder, 'words'), password);
  } finally {
    await phone.close();
  }
  const file = ['-i', join(folder, 'key.p12'), '-w', join(folder, 'words')];
  await run('pk12util', [...file, '-d', `sql:${store}`, '-K', '']);
  const browser = await openBrowser(env);
  try {
    const page = await browser.newPage();
    for (const { name } of home.services) expect((await page.goto(url(name)))?.status(), name).toBe(200);
    await latchkeyJson(['shut-out', 'Pixel', '--dir', home.dir]);
    expect((await page.goto(url('cloud')))?.status()).toBe(403);
  } finally {
    await browser.close();
  }
});

test('shut out, Dave reads in plain words what has happened', async () => {
  const browser = await openBrowser(dave.person.env);
  try {
    const page = await browser.newPage();
    expect((await page.goto(url('cloud')))?.status()).toBe(200);
    await latchkeyJson(['shut-out', 'MacBook Air', '--dir', home.dir]);
    const refused = await page.goto(url('cloud'));
    expect(refused?.status()).toBe(403);
    expect(refused?.headers()['latchkey-refusal']).toBe('revoked');
    await expect(page.getByRole('heading')).toHaveText(/no longer works here/);
    await expect(page.getByText('For a new invite, ask the person who gave you the key')).toBeVisible();
    await test.info().attach('refusal', { body: await page.screenshot(), contentType: 'image/png' });
  } finally {
    await browser.close();
  }
});
