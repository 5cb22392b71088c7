import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ConnectionFiles } from '../../../../server/store/connection-files.ts';

const HOST = 'cloud.home.localhost';
const dir = mkdtempSync(join(tmpdir(), 'latchkey-connections-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('is a file that Caddy can open as another user, though the active set is the owner’s alone', async () => {
  const layout = { active: join(dir, 'active'), run: { connections: join(dir, 'open'), cut: join(dir, 'cut') } };
  mkdirSync(layout.active, { mode: 0o700 });
  const fingerprint = 'ab'.repeat(32);
  writeFileSync(join(layout.active, fingerprint), '', { mode: 0o600 });
  const connections = new ConnectionFiles(layout, { bytes: (length) => new Uint8Array(length) });
  await connections.clear();
  expect(await connections.add({ fingerprint, host: HOST, source: '192.0.2.7_1000' }, 0)).toBe(true);
  expect(statSync(join(layout.run.connections, fingerprint, HOST, '192.0.2.7_1000')).mode & 0o777).toBe(0o644);
  for (const folder of [[fingerprint], [fingerprint, HOST]])
    expect(statSync(join(layout.run.connections, ...folder)).mode & 0o777).toBe(0o711);
});
