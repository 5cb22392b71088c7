import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectionKeeper } from '../../../server/core/connections.ts';
import { parseSessions } from '../../../server/stack/haproxy-runtime.ts';
import { ConnectionFiles } from '../../../server/store/connection-files.ts';

const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
const A = 'aa'.repeat(32);
const B = 'bb'.repeat(32);

let dir: string;
let active: Set<string>;
/** What HAProxy would say: source to session ids. */
let open: Map<string, string[]>;
let ended: string[];
/** Thrown instead of ending a session: the crash. */
let crash: Error | undefined;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-connections-'));
  active = new Set([A, B]);
  open = new Map();
  ended = [];
  crash = undefined;
  await files().clear();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const files = () => new ConnectionFiles(join(dir, 'connections'), join(dir, 'cut'), random);

/** A keeper as another process would have one. */
function keeper(notes = files()): ConnectionKeeper {
  return new ConnectionKeeper({
    notes,
    door: {
      sessions: () => Promise.resolve(open),
      end: (ids) => {
        if (crash) return Promise.reject(crash);
        ended.push(...ids);
        return Promise.resolve();
      },
    },
    registry: {
      isActive: (fingerprint) => active.has(fingerprint),
      mayStayOpen: (fingerprint) => active.has(fingerprint),
    },
    clock: { now: () => Date.now() },
  });
}

describe('ConnectionKeeper', () => {
  it('ends the connections of one certificate and of no other, one behind the same address included', async () => {
    const [mine, other] = ['203.0.113.7_1000', '203.0.113.7_2000'];
    open = new Map([
      [mine, ['0x1']],
      [other, ['0x2']],
      ['203.0.113.7_3000', ['0x3']],
    ]);
    expect(await keeper().note(A, mine)).toBe(true);
    expect(await keeper().note(B, other)).toBe(true);
    await keeper().cut(A);
    expect(ended).toEqual(['0x1']);
    expect(readdirSync(join(dir, 'connections'))).toEqual([B]);
  });

  it('refuses a certificate that is shut out between the lock and the gate, and ends the connection soon', async () => {
    open.set('203.0.113.7_1000', ['0x1']);
    active.delete(A);
    expect(await keeper().note(A, '203.0.113.7_1000')).toBe(false);
    await keeper().reconcile();
    expect(ended).toEqual(['0x1']);
    expect(readdirSync(join(dir, 'connections'))).toEqual([]);
  });

  it('ends after a crash what was being ended', async () => {
    open.set('203.0.113.7_1000', ['0x1']);
    await keeper().note(A, '203.0.113.7_1000');
    active.delete(A);
    crash = new Error('killed');
    await expect(keeper().cut(A)).rejects.toThrow('killed');
    crash = undefined;
    await keeper().reconcile();
    expect(ended).toEqual(['0x1']);
    expect(readdirSync(join(dir, 'cut'))).toEqual([]);
  });

  it('ends what was shut out by somebody who crashed before anything was ended', async () => {
    open.set('203.0.113.7_1000', ['0x1']);
    await keeper().note(A, '203.0.113.7_1000');
    await keeper().reconcile();
    expect(ended).toEqual([]);
    active.delete(A);
    await keeper().reconcile();
    expect(ended).toEqual(['0x1']);
  });

  it('does not end a stranger to whom the address and port went on', async () => {
    const notes = files();
    await keeper(notes).note(A, '203.0.113.7_1000');
    await keeper(notes).note(B, '203.0.113.7_1000');
    open.set('203.0.113.7_1000', ['0x2']);
    await keeper(notes).cut(A);
    expect(ended).toEqual([]);
  });

  it('forgets connections that have ended, and none that is open or brand-new', async () => {
    open.set('203.0.113.7_1000', ['0x1']);
    for (const port of [1000, 2000, 3000]) await keeper().note(A, `203.0.113.7_${port}`);
    for (const port of [1000, 2000]) utimesSync(join(dir, 'connections', A, `203.0.113.7_${port}`), 1, 1);
    await keeper().prune();
    expect(readdirSync(join(dir, 'connections', A)).sort()).toEqual(['203.0.113.7_1000', '203.0.113.7_3000']);
  });

  it.each([
    ['a path', '../../../etc/passwd_1'],
    ['nothing', ''],
    ['a host name', 'example.com_1'],
    ['a line break', '203.0.113.7_1\n'],
  ])('takes %s for no source', async (_name, source) => {
    await expect(keeper().note(A, source)).rejects.toThrow(RangeError);
    expect(readdirSync(join(dir, 'connections'))).toEqual([]);
  });

  it('takes no path for a fingerprint', async () => {
    expect(await keeper().note('../../x', '203.0.113.7_1000')).toBe(false);
  });
});

describe('parseSessions', () => {
  it('reads the WAN sessions of both address families, and nothing else', () => {
    const text = `0x55a0: proto=tcpv4 src=203.0.113.7:51514 fe=https be=wan srv=caddy ts=00 epoch=0 age=1s calls=2
0x55b0: proto=tcpv6 src=2001:db8::1:443 fe=https be=wan srv=caddy ts=00 age=1s
0x55c0: proto=tcpv4 src=192.168.1.9:5000 fe=https be=lan srv=caddy ts=00
0x55d0: proto=unix_stream src=unix:1 fe=GLOBAL be=<NONE> srv=<none> ts=00
`;
    expect(parseSessions(text)).toEqual(
      new Map([
        ['203.0.113.7_51514', ['0x55a0']],
        ['2001:db8::1_443', ['0x55b0']],
      ]),
    );
  });
});
