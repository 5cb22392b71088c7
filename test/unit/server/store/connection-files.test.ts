import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ConnectionFiles } from '../../../../server/store/connection-files.ts';

const HOST = 'cloud.home.localhost';
const FINGERPRINT = 'ab'.repeat(32);
const dir = mkdtempSync(join(tmpdir(), 'latchkey-connections-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let homes = 0;

/** Of a home in which one certificate is active. */
async function connectionFiles() {
  homes += 1;
  const home = join(dir, String(homes));
  const layout = { active: join(home, 'active'), run: { connections: join(home, 'open'), cut: join(home, 'cut') } };
  mkdirSync(layout.active, { recursive: true, mode: 0o700 });
  const active = join(layout.active, FINGERPRINT);
  writeFileSync(active, '', { mode: 0o600 });
  const connections = new ConnectionFiles(layout, { bytes: (length) => new Uint8Array(length) });
  await connections.clear();
  const of = (port: number, host = HOST) => ({ fingerprint: FINGERPRINT, host, source: `192.0.2.7_${port}` });
  return { connections, active, open: layout.run.connections, of };
}

it('is a file that Caddy can open as another user, though the active set is the owner’s alone', async () => {
  const { connections, open, of } = await connectionFiles();
  expect(await connections.add(of(1000), 0)).toBe(true);
  expect(statSync(join(open, FINGERPRINT, HOST, '192.0.2.7_1000')).mode & 0o777).toBe(0o644);
  for (const folder of [[FINGERPRINT], [FINGERPRINT, HOST]])
    expect(statSync(join(open, ...folder)).mode & 0o777).toBe(0o711);
});

it('can be opened again when it is asked about again: something had made it unreadable', async () => {
  const { connections, active, open, of } = await connectionFiles();
  await connections.add(of(1000), 0);
  chmodSync(active, 0o600);
  expect(await connections.add(of(1000), 0)).toBe(true);
  expect(statSync(join(open, FINGERPRINT, HOST, '192.0.2.7_1000')).mode & 0o777).toBe(0o644);
});

it('is not made when the certificate is not active any more, whatever folders there are', async () => {
  const { connections, active, open, of } = await connectionFiles();
  await connections.add(of(1000), 0);
  rmSync(active);
  expect(await connections.add(of(1001), 0)).toBe(false);
  expect(readdirSync(join(open, FINGERPRINT, HOST))).toEqual(['192.0.2.7_1000']);
  expect(connections.list(1).map(({ source }) => source)).toEqual(['192.0.2.7_1000']);
});

it('goes with others that are over, and their folders when nothing else is in them', async () => {
  const { connections, open, of } = await connectionFiles();
  const all = Array.from({ length: 200 }, (_, at) => of(1000 + at));
  const elsewhere = of(2000, 'photos.home.localhost');
  for (const each of [...all, elsewhere]) await connections.add(each, 0);
  await connections.remove(all.slice(1));
  expect(readdirSync(join(open, FINGERPRINT, HOST))).toEqual(['192.0.2.7_1000']);
  await connections.remove([of(1000)]);
  expect(readdirSync(join(open, FINGERPRINT))).toEqual(['photos.home.localhost']);
  expect(connections.list(1)).toEqual([elsewhere]);
  await connections.remove([elsewhere]);
  expect(existsSync(join(open, FINGERPRINT))).toBe(false);
  // The next one finds its folder gone, and makes it.
  expect(await connections.add(of(3000), 0)).toBe(true);
});
