import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectionTracker } from '../../../../../server/core/access/connections.ts';
import { ConnectionFiles } from '../../../../../server/store/connection-files.ts';
import { FINGERPRINT_OF_NOTHING } from '../../../../../shared/fingerprint.ts';

const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
const HOST = 'cloud.home.localhost';
const OTHER_HOST = 'photos.home.localhost';
const A = 'aa'.repeat(32);
const B = 'bb'.repeat(32);

let dir: string;
let now: number;
/** What HAProxy would say: source to session ids. */
let open: Map<string, string[]>;
let ended: string[];
/** What the registry says, whatever is in the active set. */
let revoked: Set<string>;
let superseded: Set<string>;
/** Which certificate may not open which host. */
let taken: Set<string>;
/** Thrown instead of ending a session: the crash. */
let crash: Error | undefined;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-connections-'));
  now = 1_000_000;
  mkdirSync(layout().active);
  for (const fingerprint of [A, B]) writeFileSync(join(layout().active, fingerprint), '');
  open = new Map();
  ended = [];
  crash = undefined;
  revoked = new Set();
  superseded = new Set();
  taken = new Set();
  await files().clear();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const layout = () => ({
  active: join(dir, 'active'),
  run: { connections: join(dir, 'connections'), cut: join(dir, 'cut') },
});
const files = () => new ConnectionFiles(layout(), random);
const isActive = (fingerprint: string) => existsSync(join(dir, 'active', fingerprint));
const deactivate = (fingerprint: string) => rmSync(join(dir, 'active', fingerprint));

/** A reconciler as another process would have one. */
function reconciler(tracked = files(), sessions = () => Promise.resolve(open)): ConnectionTracker {
  return new ConnectionTracker({
    tracked,
    proxy: {
      sessions,
      end: (ids) => {
        if (crash) return Promise.reject(crash);
        ended.push(...ids);
        return Promise.resolve();
      },
    },
    registry: {
      isActive: (fingerprint) => !revoked.has(fingerprint) && isActive(fingerprint),
      mayStayOpen: (fingerprint) => superseded.has(fingerprint) || isActive(fingerprint),
    },
    policy: {
      mayOpen: (fingerprint, host) => !taken.has(`${fingerprint} ${host}`),
      stamp: () => [...taken].join(),
    },
    clock: { now: () => now },
  });
}

describe('ConnectionTracker', () => {
  it('ends the connections of one certificate and of no other, one behind the same address included', async () => {
    const [mine, other] = ['203.0.113.7_1000', '203.0.113.7_2000'];
    open = new Map([
      [mine, ['0x1']],
      [other, ['0x2']],
      ['203.0.113.7_3000', ['0x3']],
    ]);
    expect(await reconciler().track({ fingerprint: A, host: HOST, source: mine })).toBe(true);
    expect(await reconciler().track({ fingerprint: B, host: HOST, source: other })).toBe(true);
    await reconciler().cut(A);
    expect(ended).toEqual(['0x1']);
    expect(readdirSync(join(dir, 'connections'))).toEqual([B]);
  });

  it('tracks nothing for a certificate that is not active, whichever of registry and active set says so', async () => {
    deactivate(A);
    expect(await reconciler().track({ fingerprint: A, host: HOST, source: '203.0.113.7_1000' })).toBe(false);
    revoked.add(B);
    expect(await reconciler().track({ fingerprint: B, host: HOST, source: '203.0.113.7_1000' })).toBe(false);
    writeFileSync(join(dir, 'active', FINGERPRINT_OF_NOTHING), '');
    expect(
      await reconciler().track({ fingerprint: FINGERPRINT_OF_NOTHING, host: HOST, source: '203.0.113.7_1000' }),
    ).toBe(false);
    expect(readdirSync(join(dir, 'connections'))).toEqual([]);
  });

  it('asks anew about the connections of a retired certificate, and ends them only with its device', async () => {
    const source = '203.0.113.7_1000';
    open.set(source, ['0x1']);
    await reconciler().track({ fingerprint: A, host: HOST, source: source });
    deactivate(A);
    superseded.add(A);
    await reconciler().retire(A);
    expect(readdirSync(join(dir, 'connections'))).toEqual([]);
    expect(await reconciler().track({ fingerprint: A, host: HOST, source: source })).toBe(false);
    await reconciler().reconcile();
    await reconciler().prune();
    expect(ended).toEqual([]);
    superseded.delete(A);
    await reconciler().reconcile();
    expect(ended).toEqual(['0x1']);
    expect(readdirSync(join(dir, 'cut'))).toEqual([]);
  });

  it('forgets the connections of a retired certificate when they are over, or somebody else’s', async () => {
    const tracked = files();
    const [over, taken] = ['203.0.113.7_1000', '203.0.113.7_2000'];
    superseded.add(A);
    for (const source of [over, taken]) await reconciler(tracked).track({ fingerprint: A, host: HOST, source: source });
    deactivate(A);
    await reconciler(tracked).retire(A);
    await reconciler(tracked).track({ fingerprint: B, host: HOST, source: taken });
    open.set(taken, ['0x2']);
    superseded.delete(A);
    await reconciler(tracked).reconcile();
    expect(ended).toEqual([]);

    await reconciler(tracked).track({ fingerprint: B, host: HOST, source: over });
    superseded.add(B);
    deactivate(B);
    await reconciler(tracked).retire(B);
    open.clear();
    await reconciler(tracked).prune();
    expect(readdirSync(join(dir, 'cut'))).toEqual([]);
  });

  it('ends after a crash what was being ended', async () => {
    open.set('203.0.113.7_1000', ['0x1']);
    await reconciler().track({ fingerprint: A, host: HOST, source: '203.0.113.7_1000' });
    deactivate(A);
    crash = new Error('killed');
    await expect(reconciler().cut(A)).rejects.toMatchObject({ code: 'CONNECTIONS_NOT_ENDED', cause: crash });
    crash = undefined;
    await reconciler().reconcile();
    expect(ended).toEqual(['0x1']);
    expect(readdirSync(join(dir, 'cut'))).toEqual([]);
  });

  it('ends what was shut out by somebody who crashed before anything was ended', async () => {
    open.set('203.0.113.7_1000', ['0x1']);
    await reconciler().track({ fingerprint: A, host: HOST, source: '203.0.113.7_1000' });
    await reconciler().reconcile();
    expect(ended).toEqual([]);
    deactivate(A);
    await reconciler().reconcile();
    expect(ended).toEqual(['0x1']);
  });

  describe('at a service that is taken away', () => {
    const [here, there] = ['203.0.113.7_1000', '203.0.113.7_1001'];
    const bothOpen = async () => {
      open = new Map([
        [here, ['0x1']],
        [there, ['0x2']],
        ['203.0.113.7_3000', ['0x3']],
      ]);
      await reconciler().track({ fingerprint: A, host: HOST, source: here });
      await reconciler().track({ fingerprint: A, host: OTHER_HOST, source: there });
      await reconciler().track({ fingerprint: B, host: HOST, source: '203.0.113.7_3000' });
      taken.add(`${A} ${HOST}`);
    };

    it('ends what is open there, and nothing else of theirs or of anybody’s', async () => {
      await bothOpen();
      await reconciler().recheck([A]);
      expect(ended).toEqual(['0x1']);
      expect(readdirSync(join(dir, 'connections', A))).toEqual([OTHER_HOST]);
      expect(readdirSync(join(dir, 'connections', B))).toEqual([HOST]);
      expect(await reconciler().track({ fingerprint: A, host: HOST, source: here })).toBe(false);
      expect(await reconciler().track({ fingerprint: A, host: OTHER_HOST, source: there })).toBe(true);
      expect(readdirSync(join(dir, 'cut'))).toEqual([]);
    });

    it('is not tracked for a moment: another request of the same connection would slip through', async () => {
      taken.add(`${A} ${HOST}`);
      const tracked = files();
      const added: unknown[] = [];
      tracked.add = async (connection) => added.push(connection) > 0;
      expect(await reconciler(tracked).track({ fingerprint: A, host: HOST, source: here })).toBe(false);
      expect(added).toEqual([]);
    });

    it('ends it at the next look, when whoever took it away crashed before anything was ended', async () => {
      await bothOpen();
      await reconciler().reconcile();
      expect(ended).toEqual(['0x1']);
    });

    it('ends it after a crash in the middle, and not when it was given back by then', async () => {
      await bothOpen();
      crash = new Error('killed');
      await expect(reconciler().recheck([A])).rejects.toMatchObject({ code: 'CONNECTIONS_NOT_ENDED', cause: crash });
      crash = undefined;
      const looking = reconciler();
      taken.clear();
      await looking.reconcile();
      expect(ended).toEqual([]);
      taken.add(`${A} ${HOST}`);
      await looking.reconcile();
      expect(ended).toEqual(['0x1']);
    });

    it('ends also what goes on with a certificate that a renewal retired', async () => {
      await bothOpen();
      taken.clear();
      deactivate(A);
      superseded.add(A);
      await reconciler().retire(A);
      taken.add(`${A} ${HOST}`);
      await reconciler().recheck([A]);
      expect(ended).toEqual(['0x1']);
      superseded.delete(A);
      await reconciler().reconcile();
      expect(ended).toEqual(['0x1', '0x2']);
      expect(readdirSync(join(dir, 'cut'))).toEqual([]);
    });

    it.each(['CLOUD.home.localhost', 'cloud.home.localhost.', 'cloud.home.localhost:8443'])(
      'is the same one however its host is written: %s',
      async (written) => {
        taken.add(`${A} ${HOST}`);
        expect(await reconciler().track({ fingerprint: A, host: written, source: here })).toBe(false);
        expect(await reconciler().track({ fingerprint: B, host: written, source: here })).toBe(true);
        expect(readdirSync(join(dir, 'connections', B))).toEqual([HOST]);
      },
    );

    it.each(['', '.', '..', 'a/../../b', '../x', 'a b', '*', 'a..b', '[::1]'])('no host is %j', async (written) => {
      expect(await reconciler().track({ fingerprint: A, host: written, source: here })).toBe(false);
      expect(readdirSync(join(dir, 'connections'))).toEqual([]);
    });
  });

  it('does not end a stranger to whom the address and port went on', async () => {
    const tracked = files();
    await reconciler(tracked).track({ fingerprint: A, host: HOST, source: '203.0.113.7_1000' });
    await reconciler(tracked).track({ fingerprint: B, host: HOST, source: '203.0.113.7_1000' });
    open.set('203.0.113.7_1000', ['0x2']);
    await reconciler(tracked).cut(A);
    expect(ended).toEqual([]);
  });

  it('forgets connections that have ended, and none that is open or brand-new', async () => {
    open.set('203.0.113.7_1000', ['0x1']);
    const tracked = files();
    for (const port of [1000, 2000])
      await reconciler(tracked).track({ fingerprint: A, host: HOST, source: `203.0.113.7_${port}` });
    now += 20_000;
    await reconciler(tracked).track({ fingerprint: A, host: HOST, source: '203.0.113.7_3000' });
    await reconciler(tracked).prune();
    expect(readdirSync(join(dir, 'connections', A, HOST)).sort()).toEqual(['203.0.113.7_1000', '203.0.113.7_3000']);
  });

  describe('a source that connects again while its old connection is forgotten', () => {
    const source = '203.0.113.7_1000';
    const connection = { fingerprint: A, host: HOST, source };

    /** Forgets it; the proxy has its next connection only when it is asked for the second time. */
    async function forget(tracked: ConnectionFiles, meanwhile = () => {}) {
      await reconciler(tracked).track(connection);
      now += 20_000;
      let asked = 0;
      await reconciler(tracked, () => {
        asked += 1;
        if (asked === 1) return Promise.resolve(new Map());
        open.set(source, ['0x9']);
        meanwhile();
        return Promise.resolve(open);
      }).prune();
    }

    it('is tracked again: it is ended with its device', async () => {
      const tracked = files();
      await forget(tracked);
      expect(ended).toEqual([]);
      deactivate(A);
      await reconciler(tracked).cut(A);
      expect(ended).toEqual(['0x9']);
    });

    it('is ended when its device was shut out meanwhile', async () => {
      await forget(files(), () => deactivate(A));
      expect(ended).toEqual(['0x9']);
    });
  });

  it.each([
    ['a path', '../../../etc/passwd_1'],
    ['nothing', ''],
    ['a host name', 'example.com_1'],
    ['a line break', '203.0.113.7_1\n'],
  ])('takes %s for no source', async (_name, source) => {
    await expect(reconciler().track({ fingerprint: A, host: HOST, source: source })).rejects.toThrow(RangeError);
    expect(readdirSync(join(dir, 'connections'))).toEqual([]);
  });

  it('takes no path for a fingerprint', async () => {
    expect(await reconciler().track({ fingerprint: '../../x', host: HOST, source: '203.0.113.7_1000' })).toBe(false);
  });
});
