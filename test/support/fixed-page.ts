/** Pages whose pictures are the same each time: under a name of a home, and with nothing in them that is left to chance. */
import { createHash, KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { createServer } from 'node:tls';
import { type BrowserContextOptions, chromium } from 'playwright';
import { findChromium } from '../../scripts/find-chromium.ts';
import { FakeAuthority, newKeys } from './client/fake-authority.ts';
import type { Visit } from './phone-page.ts';

let drawn = 0;
let seed = '';

/** What is drawn in this process from now on follows from a name. */
export function drawFrom(name: string): void {
  [seed, drawn] = [name, 0];
  Object.assign(crypto, { getRandomValues });
}

function getRandomValues<T extends ArrayBufferView>(into: T): T {
  const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
  for (let at = 0; at < bytes.length; at += 32) {
    drawn += 1;
    const block = createHash('sha256').update(`${seed} ${drawn}`).digest();
    bytes.set(block.subarray(0, bytes.length - at), at);
  }
  return into;
}

/** The same in a page, which shows the password of its file. */
function drawInPage(): void {
  let last = 7;
  const fill = <T extends ArrayBufferView>(into: T): T => {
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    for (const at of bytes.keys()) {
      last = (last * 1_103_515_245 + 12_345) % 2_147_483_648;
      bytes[at] = last >>> 16;
    }
    return into;
  };
  Object.defineProperty(crypto, 'getRandomValues', { value: fill });
}

/** Puts TLS in front of a server: browsers give a page its cookies and its cryptography over https alone. */
async function overTls(host: string, inside: URL) {
  const keys = await newKeys();
  const authority = await FakeAuthority.create({ CN: 'Pictures' });
  const purposes = ['1.3.6.1.5.5.7.3.1'];
  const cert = await authority.issue({ subject: { CN: host }, publicKey: keys.publicKey, purposes, names: [host] });
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
  const server = createServer({ key, cert }, (socket) => {
    const inner = connect(Number(inside.port), inside.hostname);
    socket.on('error', () => inner.destroy()).pipe(inner);
    inner.on('error', () => socket.destroy()).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { rule: `MAP ${host}:443 127.0.0.1:${port}`, close: () => void server.close() };
}

export interface FixedBrowser {
  visit(url: string, options: BrowserContextOptions): Promise<Pick<Visit, 'page' | 'close'>>;
  close(): Promise<void>;
}

/** @param places where each host is served, in the clear */
export async function openFixedBrowser(places: Readonly<Record<string, string>>): Promise<FixedBrowser> {
  const fronts = await Promise.all(Object.entries(places).map(([host, place]) => overTls(host, new URL(place))));
  const browser = await chromium.launch({
    executablePath: findChromium(process.env),
    args: ['--no-sandbox', '--disable-gpu', `--host-resolver-rules=${fronts.map(({ rule }) => rule).join(', ')}`],
  });
  return {
    visit: async (url, options) => {
      const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options });
      await context.addInitScript(drawInPage);
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      await page.goto(url);
      return { page, close: () => context.close() };
    },
    close: async () => {
      await browser.close();
      for (const { close } of fronts) close();
    },
  };
}
