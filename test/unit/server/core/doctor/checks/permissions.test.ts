import { describe, expect, test } from 'vitest';
import { permissionsCheck } from '../../../../../../server/core/doctor/checks/permissions.ts';
import { healthy } from '../support.ts';

const [OWNER, PROXIES] = [1000, 1001];

/** A home as root leaves it: what the proxies share has their group. */
function shared(path: string): { mode: number; owner: number; group: number } {
  if (path.endsWith('/run/caddy')) return { mode: 0o770, owner: PROXIES, group: OWNER };
  if (path.endsWith('server-root.key')) return { mode: 0o640, owner: OWNER, group: PROXIES };
  if (/latchkey$|\/(ca|run)$/.test(path)) return { mode: 0o710, owner: OWNER, group: PROXIES };
  return { mode: path.endsWith('/active') ? 0o700 : 0o600, owner: OWNER, group: OWNER };
}

const look = (changed: (path: string) => Partial<ReturnType<typeof shared>>) =>
  permissionsCheck(healthy({ machine: { permissions: async (path) => ({ ...shared(path), ...changed(path) }) } }));
const at = (ending: string, change: Partial<ReturnType<typeof shared>>) => (path: string) =>
  path.endsWith(ending) ? change : {};

describe('a home whose proxies are another user', () => {
  test('is well', async () => {
    expect((await look(() => ({}))).map(({ severity }) => severity)).toEqual(['ok', 'ok']);
  });

  test.each([
    ['the folder can be listed by the proxies', '/srv/latchkey', 0o750, 'chmod 710 /srv/latchkey'],
    ['the folder can be entered by everybody', '/srv/latchkey', 0o711, 'chmod 710 /srv/latchkey'],
    [
      'the server root can be read by everybody',
      'server-root.key',
      0o644,
      'chmod 640 /srv/latchkey/ca/server-root.key',
    ],
    [
      'the server root can be written by the proxies',
      'server-root.key',
      0o660,
      'chmod 640 /srv/latchkey/ca/server-root.key',
    ],
    ['the secret can be read by its group', 'secret.key', 0o640, 'chmod 600 /srv/latchkey/secret.key'],
  ])('is ill when %s', async (_, ending, mode, fix) => {
    expect(await look(at(ending, { mode }))).toMatchObject([{ severity: 'error', fix }]);
  });

  test('is ill when the proxies may read the secret', async () => {
    const change = { mode: 0o640, group: PROXIES };
    expect(await look(at('secret.key', change))).toMatchObject([{ severity: 'error' }]);
  });

  test('is ill when root left a file', async () => {
    expect(await look(at('audit.head', { owner: 0 }))).toMatchObject([
      { severity: 'error', fix: 'sudo chown 1000 /srv/latchkey/audit.head' },
    ]);
  });
});

describe('a home whose proxies are its own user', () => {
  const own = { owner: OWNER, group: OWNER };
  const alone = (path: string) => ({ ...own, mode: /\.\w+$/.test(path) ? 0o600 : 0o700 });

  test('works, and says what is missing and what gives it', async () => {
    expect(await look(alone)).toMatchObject([
      { severity: 'ok' },
      { severity: 'warning', fix: expect.stringContaining('render --for systemd') },
    ]);
  });

  test('may share nothing with a group', async () => {
    const open = (path: string) => (path.endsWith('/run') ? { ...own, mode: 0o710 } : alone(path));
    expect(await look(open)).toMatchObject([{ severity: 'error', fix: 'chmod 700 /srv/latchkey/run' }]);
  });
});
