import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Protocol } from 'electron';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CONTENT_SECURITY_POLICY, PAGE_POLICY } from '../../../../../electron/main/security/content-security-policy.ts';
import { sandboxEverything } from '../../../../../electron/main/security/sandbox.ts';
import { webPreferences } from '../../../../../electron/main/security/web-preferences.ts';
import { registerScheme, servePage } from '../../../../../electron/main/window/page.ts';

test('the page states the same policy that it is served under', async () => {
  const html = await readFile(new URL('../../../../../renderer/index.html', import.meta.url), 'utf8');
  expect(/Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1]).toBe(PAGE_POLICY);
});

test('the policy opens nothing to inline code, evaluation, the network or frames', () => {
  expect(CONTENT_SECURITY_POLICY).toMatch(/^default-src 'none';/);
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|\*|https?:|blob:/);
  expect(CONTENT_SECURITY_POLICY).toContain("frame-ancestors 'none'");
});

test('the page is sandboxed and isolated, and can be looked into only in development', () => {
  let sandboxed = false;
  sandboxEverything({
    enableSandbox: () => {
      sandboxed = true;
    },
  });
  expect(sandboxed).toBe(true);
  expect(webPreferences('/preload.cjs', false)).toEqual({
    preload: '/preload.cjs',
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    plugins: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: false,
  });
  expect(webPreferences('/preload.cjs', true).devTools).toBe(true);
});

test('our scheme has an origin of its own and no power beyond that', () => {
  let registered: unknown;
  registerScheme({
    registerSchemesAsPrivileged: (schemes) => {
      registered = schemes;
    },
  });
  expect(registered).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, codeCache: true } }]);
});

describe('what our scheme serves', () => {
  let root: string;
  let ask: (request: Request) => Promise<Response>;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'latchkey-page-'));
    await mkdir(join(root, 'page/assets'), { recursive: true });
    await writeFile(join(root, 'page/index.html'), 'the page');
    await writeFile(join(root, 'page/assets/a.js'), 'its code');
    await writeFile(join(root, 'page/notes.txt'), 'no part of it');
    await writeFile(join(root, 'secret.js'), 'outside');
    await mkdir(join(root, 'page-too'));
    await writeFile(join(root, 'page-too/index.html'), 'next door');
    const handle = (_scheme: string, handler: (request: Request) => Response | Promise<Response>) => {
      ask = (request) => Promise.resolve(handler(request));
    };
    servePage({ handle } as Pick<Protocol, 'handle'>, join(root, 'page'));
  });
  afterEach(() => rm(root, { recursive: true }));

  test('its own files, with their kind and the policy', async () => {
    const page = await ask(new Request('app://latchkey/index.html'));
    expect(await page.text()).toBe('the page');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await (await ask(new Request('app://latchkey/assets/a.js?v=1'))).text()).toBe('its code');
  });

  test.each([
    ['climbing out', 'app://latchkey/../secret.js'],
    ['climbing out, encoded', 'app://latchkey/%2e%2e/secret.js'],
    ['climbing out, encoded slash', 'app://latchkey/..%2fsecret.js'],
    ['climbing out, twice encoded', 'app://latchkey/%252e%252e%252fsecret.js'],
    ['climbing out, back-slash', 'app://latchkey/..\\secret.js'],
    ['a folder that begins alike', 'app://latchkey/..%2fpage-too/index.html'],
    ['an absolute path', 'app://latchkey//etc/passwd'],
    ['a zero byte', 'app://latchkey/index.html%00.js'],
    ['broken encoding', 'app://latchkey/%zz'],
    ['another host', 'app://other/index.html'],
    ['a kind that no page is made of', 'app://latchkey/notes.txt'],
    ['a folder', 'app://latchkey/assets'],
    ['the root', 'app://latchkey/'],
  ])('nothing by %s', async (_name, url) => {
    const answer = await ask(new Request(url));
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('outside');
  });

  test('nothing for anything but GET', async () => {
    expect((await ask(new Request('app://latchkey/index.html', { method: 'POST' }))).status).toBe(404);
  });
});
