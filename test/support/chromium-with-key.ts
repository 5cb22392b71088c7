/** Chromium as somebody's who has, or has not, a key in their own NSS store. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { type BrowserContext, type BrowserContextOptions, chromium, type LaunchOptions } from 'playwright';
import { LAN_SOURCE } from './probe.ts';

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface KeyBrowser {
  /** Where the NSS store is: HOME and XDG_DATA_HOME. */
  readonly env: Record<string, string>;
  /** Whose certificate is shown without asking: the O of the Homelab CA. */
  readonly home: string;
  readonly launch: LaunchOptions;
  readonly args?: readonly string[];
  readonly options?: BrowserContextOptions;
}

/** Opens a browser with a profile of its own, which goes when it is closed. */
export async function openKeyBrowser(browser: KeyBrowser): Promise<BrowserContext> {
  const { env, home, launch, args = [], options = {} } = browser;
  const profile = await mkdtemp(join(tmpdir(), 'latchkey-browser-'));
  const filters = [{ ISSUER: { CN: 'Homelab CA', O: home } }];
  const exceptions = { auto_select_certificate: { '*,*': { setting: { filters } } } };
  await mkdir(join(profile, 'Default'));
  await writeFile(
    join(profile, 'Default/Preferences'),
    JSON.stringify({ profile: { content_settings: { exceptions } } }),
  );
  const context = await chromium.launchPersistentContext(profile, {
    ...launch,
    args: [...FLAGS, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...args],
    env,
    // The throw-away home has a private server root, which nobody's browser knows.
    ignoreHTTPSErrors: true,
    ...options,
  });
  // What it still writes when it has closed goes as well.
  context.on('close', () => void rm(profile, { recursive: true, force: true, maxRetries: 20 }).catch(() => undefined));
  return context;
}

/**
 * A way to a port of this machine that comes from an address of the LAN; browsers cannot choose theirs.
 * @returns the flag that has a browser go that way
 */
export async function wayFromTheLan(port: number): Promise<{ readonly flag: string; readonly close: () => void }> {
  const server = createServer((client) => {
    const onwards = connect({ host: '127.0.0.1', port, localAddress: LAN_SOURCE });
    client.pipe(onwards).pipe(client);
    for (const [one, other] of [
      [client, onwards],
      [onwards, client],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const place = server.address();
  if (place === null || typeof place === 'string') throw new Error('no port');
  return { flag: `--host-resolver-rules=MAP * 127.0.0.1:${place.port}`, close: () => server.close() };
}
