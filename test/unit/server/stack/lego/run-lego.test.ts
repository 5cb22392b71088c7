import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeOrder } from '../../../../../server/stack/lego/run-lego.ts';
import type { Launcher } from '../../../../../server/stack/process/launch.ts';

const SECRET = 'correct-horse-battery-staple';

/** A lego that says one thing and fails. */
const saying =
  (line: string): Launcher =>
  async (_program, onLine) => {
    onLine(line);
    return { pid: undefined, end: () => 'exit code 1', ended: Promise.resolve(), kill: () => undefined };
  };

test.each([990, 980, 973, 5])(
  'a secret that begins %i characters into a line is in no word, however the line is cut',
  async (at) => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-order-'));
    const heard: string[] = [];
    const placed = await placeOrder({
      lego: { path: '/nowhere/lego', version: '4.9.1', options: 'before-run', externalAccounts: false },
      order: {
        ...{ provider: 'httpreq', names: ['example.com'], directory: 'https://ca.example/dir', email: 'a@example.com' },
        ...{ directoryCa: undefined, externalAccount: undefined, resolvers: [], checkDns: true, settings: {} },
        ...{ credentials: new Map([['HTTPREQ_PASSWORD', SECRET]]), request: 'request', account: 'own-0-4' },
      },
      ...{ folder, launch: saying(`${'.'.repeat(at)}${SECRET}`), env: {}, now: () => 0 },
      ...{ signal: new AbortController().signal, onLine: (line) => heard.push(line) },
    });
    await rm(folder, { recursive: true });
    expect(JSON.stringify([heard, placed])).not.toContain(SECRET.slice(0, 6));
  },
);
