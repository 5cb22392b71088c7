/** Serves the window's page under the app's own scheme: files of one folder, and nothing else on the computer. */
import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import type { Protocol } from 'electron';
import { CONTENT_SECURITY_POLICY } from '../security/content-security-policy.ts';
import { HOST, SCHEME } from '../security/origin.ts';

/** What the page is made of; a file of any other kind is none of it. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** Before the app is ready: a scheme with an origin of its own, as safe as https. */
export function registerScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  const privileges = { standard: true, secure: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

/** @param folder the built page */
export function servePage(protocol: Pick<Protocol, 'handle'>, folder: string): void {
  protocol.handle(SCHEME, (request) => answer(request, folder));
}

async function answer({ method, url }: Request, folder: string): Promise<Response> {
  const file = method === 'GET' ? fileOf(new URL(url), resolve(folder)) : undefined;
  const type = file && TYPES[extname(file)];
  const content = file === undefined || type === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (!content || type === undefined) return new Response('There is nothing here.', { status: 404 });
  return new Response(new Uint8Array(content), {
    headers: {
      'content-type': type,
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    },
  });
}

/** @returns the file's absolute path, or undefined for one outside the folder */
function fileOf({ host, pathname }: URL, folder: string): string | undefined {
  if (host !== HOST) return undefined;
  const file = resolve(folder, `.${decode(pathname)}`);
  return file.startsWith(folder + sep) ? file : undefined;
}

/** A path that is no proper text leads nowhere. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '/';
  }
}
