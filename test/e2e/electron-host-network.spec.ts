/** The stand-in's network: the real NSS store, the app's judgement of servers, its request rules, and partitions. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'playwright/test';
import { type BuiltFixture, buildFixture } from '../support/electron-host/fixture/build.ts';
import { type ClientAuthServer, openClientAuthServer } from '../support/electron-host/fixture/client-auth-server.ts';
import { type LaunchedApp, launchApp } from '../support/electron-host/launch.ts';

let fixture: BuiltFixture;
let app: LaunchedApp;
let door: ClientAuthServer;
let server: Server;
let base: string;

test.beforeAll(async () => {
  fixture = await buildFixture();
  door = await openClientAuthServer();
  server = createServer((request, response) => {
    const { method, url, headers } = request;
    if (url === '/away') return response.writeHead(302, { location: '/there' }).end();
    if (url === '/cookie') response.setHeader('set-cookie', 'who=dave');
    if (url === '/file') response.setHeader('content-disposition', 'attachment; filename="f.bin"');
    response.writeHead(url === '/teapot' ? 418 : 200, {
      'content-type': 'text/html',
      'x-seen': String(headers['x-asked']),
    });
    return response.end(`<script>window.inline = true</script>${method} ${url} ${headers.cookie ?? 'no cookie'}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { XDG_DATA_HOME: _ours, XDG_CONFIG_HOME: _also, ...env } = process.env;
  app = await launchApp({ appDir: fixture.appDir, standIn: true, env: { ...env, HOME: door.home } });
  await app.firstWindow();
});
test.afterAll(async () => {
  await app?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  await door?.close();
  await fixture?.remove();
});

let partitions = 0;
/** A session that nothing has touched: Chromium remembers per host and port what it showed there. */
const fresh = () => {
  partitions += 1;
  return `test-${partitions}`;
};

interface FetchOptions {
  readonly partition?: string;
  readonly trusts?: string;
  readonly init?: { method?: string; body?: string; headers?: Record<string, string>; redirect?: 'manual' | 'error' };
}

/** `session.fetch` in the app, trusting only the given certificate beside what Chromium trusts. */
function fetchInApp(url: string, options: FetchOptions = {}) {
  const given = { url, partition: options.partition ?? fresh(), trusts: options.trusts, init: options.init ?? {} };
  return app.electron.evaluate(async ({ session }, { url: address, partition, trusts, init }) => {
    const own = session.fromPartition(partition);
    const asked: string[] = [];
    if (trusts !== undefined) {
      own.setCertificateVerifyProc(({ hostname, certificate, verificationResult }, callback) => {
        asked.push(`${hostname} ${verificationResult}`);
        callback(certificate.data.replaceAll(/\s/g, '') === trusts.replaceAll(/\s/g, '') ? 0 : Number(trusts) || -2);
      });
    }
    try {
      const response = await own.fetch(address, init);
      const headers = Object.fromEntries(response.headers);
      return { status: response.status, text: await response.text(), headers, url: response.url, asked };
    } catch (error) {
      return { error: (error as Error).message, asked };
    }
  }, given);
}

test.describe('a locked door', () => {
  test('shows nothing to a stranger, and opens once the certificate is in the NSS store of this HOME', async () => {
    const stranger = await fetchInApp(door.url, { trusts: door.serverPem });
    expect(stranger.error).toMatch(/^net::ERR_/);
    await door.giveKey();
    // Chromium notices a changed store by itself, a moment later.
    await expect
      .poll(async () => (await fetchInApp(door.url, { trusts: door.serverPem })).text, { timeout: 20_000 })
      .toBe('GET Dave ');
    const posted = await fetchInApp(door.url, { trusts: door.serverPem, init: { method: 'POST', body: 'hello' } });
    expect(posted).toMatchObject({ status: 200, text: 'POST Dave hello', url: door.url });
    expect(posted.asked).toEqual(['localhost net::ERR_CERT_AUTHORITY_INVALID']);
  });

  test('is not trusted when the app does not trust its certificate', async () => {
    expect((await fetchInApp(door.url)).error).toBe('net::ERR_CERT_AUTHORITY_INVALID');
    const judged = async (verdict: string) => (await fetchInApp(door.url, { trusts: verdict })).error;
    expect(await judged('-2'), 'no').toBe('net::ERR_FAILED');
    expect(await judged('-3'), 'as Chromium says').toBe('net::ERR_CERT_AUTHORITY_INVALID');
    expect(await judged('-201'), 'for a reason').toBe('net::ERR_CERT_DATE_INVALID');
  });
});

test.describe('session.fetch', () => {
  test('hands over status, headers and body, whatever they are', async () => {
    const reply = await fetchInApp(`${base}/teapot`, { init: { headers: { 'x-asked': 'yes' } } });
    expect(reply).toMatchObject({
      status: 418,
      text: expect.stringContaining('GET /teapot'),
      headers: { 'x-seen': 'yes' },
    });
    expect((await fetchInApp(`${base}/file`)).text, 'a download is an answer too').toContain('GET /file');
  });

  test('follows redirects, or says that it did not', async () => {
    expect(await fetchInApp(`${base}/away`)).toMatchObject({ status: 200, url: `${base}/there` });
    expect((await fetchInApp(`${base}/away`, { init: { redirect: 'manual' } })).error).toBe('Redirect was cancelled');
    expect((await fetchInApp(`${base}/away`, { init: { redirect: 'error' } })).error).toBe('net::ERR_FAILED');
  });

  test('names what Chromium’s network names', async () => {
    expect((await fetchInApp('https://nowhere.invalid/')).error).toBe('net::ERR_NAME_NOT_RESOLVED');
    expect((await fetchInApp(base.replace('http:', 'https:'))).error).toBe('net::ERR_SSL_PROTOCOL_ERROR');
    expect((await fetchInApp('other://x/')).error).toBe('net::ERR_UNKNOWN_URL_SCHEME');
  });

  test('is heard by the session’s request listeners', async () => {
    const heard = await app.electron.evaluate(
      async ({ session }, { partition, url }) => {
        const own = session.fromPartition(partition);
        const statuses: number[] = [];
        own.webRequest.onBeforeRequest((details, callback) => callback({ cancel: details.url.endsWith('/cancelled') }));
        own.webRequest.onHeadersReceived(({ statusCode }, callback) => {
          statuses.push(statusCode);
          callback({});
        });
        await own.fetch(`${url}/away`);
        const cancelled = await own.fetch(`${url}/cancelled`).catch((error: Error) => error.message);
        return { statuses, cancelled };
      },
      { partition: fresh(), url: base },
    );
    expect(heard).toEqual({ statuses: [302, 200], cancelled: 'net::ERR_BLOCKED_BY_CLIENT' });
  });

  test('shares cookies within a partition and with no other', async () => {
    const partition = fresh();
    await fetchInApp(`${base}/cookie`, { partition });
    expect((await fetchInApp(`${base}/`, { partition })).text).toContain('who=dave');
    expect((await fetchInApp(`${base}/`)).text).toContain('no cookie');
  });

  test('shows no page to who drives the app', async () => {
    const seen: string[] = [];
    app.electron.on('window', (page) => seen.push(page.url()));
    await fetchInApp(`${base}/`);
    expect(app.electron.windows()).toHaveLength(1);
    expect(seen).toEqual([]);
  });
});

test.describe('a window of a partition', () => {
  test('has its requests judged: cancelled, with other headers, and under a policy added on the way in', async () => {
    const result = await app.electron.evaluate(
      async ({ BrowserWindow, session }, { partition, url }) => {
        const { webRequest } = session.fromPartition(partition);
        const seen: string[] = [];
        webRequest.onBeforeRequest({ urls: ['*://*/*'] }, (details, callback) => {
          seen.push(`${details.resourceType} ${new URL(details.url).pathname}`);
          callback({ cancel: details.url.endsWith('/cancelled') });
        });
        webRequest.onBeforeSendHeaders((details, callback) => {
          callback({ requestHeaders: { ...details.requestHeaders, 'x-asked': 'by the app' } });
        });
        let header: unknown;
        webRequest.onHeadersReceived((details, callback) => {
          header = details.responseHeaders?.['x-seen'];
          callback({
            responseHeaders: { ...details.responseHeaders, 'Content-Security-Policy': ["default-src 'none'"] },
          });
        });
        const window = new BrowserWindow({ show: false, webPreferences: { partition } });
        await window.loadURL(`${url}/page`);
        const inline = await window.webContents.executeJavaScript('String(window.inline)');
        const cancelled = await window.loadURL(`${url}/cancelled`).catch((error: Error) => error.message);
        window.destroy();
        return { seen, header, inline, cancelled };
      },
      { partition: fresh(), url: base },
    );
    expect(result).toEqual({
      seen: ['mainFrame /page', 'mainFrame /cancelled'],
      header: ['by the app'],
      inline: 'undefined',
      cancelled: `ERR_BLOCKED_BY_CLIENT (-20) loading '${base}/cancelled'`,
    });
  });

  test('tells a failed load as Electron does, and a redirect can be refused', async () => {
    const result = await app.electron.evaluate(
      async ({ BrowserWindow, session }, { partition, url }) => {
        session.fromPartition(partition);
        const window = new BrowserWindow({ show: false, webPreferences: { partition } });
        const told: unknown[] = [];
        window.webContents.on('did-fail-load', (_event, code, text, address, isMainFrame) =>
          told.push([code, text, address, isMainFrame]),
        );
        const failure = await window
          .loadURL('https://nowhere.invalid/')
          .catch((error: Error & { code: string; errno: number }) => [error.message, error.code, error.errno]);
        window.webContents.on('will-redirect', (event) => event.preventDefault());
        const refused = await window.loadURL(`${url}/away`).catch((error: Error) => error.message);
        window.destroy();
        return { told: told[0], failure, refused };
      },
      { partition: fresh(), url: base },
    );
    const text = "ERR_NAME_NOT_RESOLVED (-105) loading 'https://nowhere.invalid/'";
    expect(result).toEqual({
      told: [-105, 'ERR_NAME_NOT_RESOLVED', 'https://nowhere.invalid/', true],
      failure: [text, 'ERR_NAME_NOT_RESOLVED', -105],
      refused: `ERR_ABORTED (-3) loading '${base}/away'`,
    });
  });

  test('is granted every permission by an app that set no handler, as in Electron', async () => {
    const state = await app.electron.evaluate(
      async ({ BrowserWindow }, { partition, url }) => {
        const window = new BrowserWindow({ show: false, webPreferences: { partition } });
        await window.loadURL(`${url}/`);
        const query = `navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state)`;
        const answer = await window.webContents.executeJavaScript(query);
        window.destroy();
        return answer;
      },
      { partition: fresh(), url: base },
    );
    expect(state).toBe('granted');
  });

  test('opens what its handler allows in a window of its own, with the opener’s preferences', async () => {
    const result = await app.electron.evaluate(
      async ({ BrowserWindow }, { partition, url }) => {
        const window = new BrowserWindow({ show: false, webPreferences: { partition } });
        // The app's own rule is set when a page is created; this is a later one.
        window.webContents.setWindowOpenHandler(() => ({
          action: 'allow',
          overrideBrowserWindowOptions: { show: false },
        }));
        await window.loadURL(`${url}/`);
        const created = new Promise<Electron.BrowserWindow>((resolve) =>
          window.webContents.once('did-create-window', resolve),
        );
        await window.webContents.executeJavaScript(`window.open('/second', 'name', 'width=300'), 0`);
        const second = await created;
        await new Promise<void>((resolve) => second.webContents.once('did-finish-load', () => resolve()));
        const outcome = [second.webContents.getURL(), second.webContents.session === window.webContents.session];
        second.destroy();
        window.destroy();
        return outcome;
      },
      { partition: fresh(), url: base },
    );
    expect(result).toEqual([`${base}/second`, true]);
  });
});
