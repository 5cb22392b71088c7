import { beforeEach, describe, expect, test } from 'vitest';
import type { EnrolmentRecord } from '../../../../../electron/core/enrolment-record.ts';
import { RetryAfter } from '../../../../../electron/core/retry-after.ts';
import { Background } from '../../../../../electron/main/renewal/background.ts';
import { isNoticeDue } from '../../../../../electron/main/renewal/expiry-notice.ts';
import { Notifier } from '../../../../../electron/main/renewal/notifier.ts';
import { renewAndEnd } from '../../../../../electron/main/renewal/renew-and-end.ts';
import { Renewals } from '../../../../../electron/main/renewal/renewals.ts';
import { en } from '../../../../../electron/main/texts/en.ts';
import { LatchkeyError } from '../../../../../shared/errors.ts';
import type { RenewalProgress } from '../../../../../shared/ipc/views.ts';
import { FakeHome } from '../../../../support/client/fake-home.ts';
import { last, MemoryClient } from '../../../../support/client/memory-client.ts';
import { memoryProbes } from '../../../../support/client/memory-probes.ts';
import { Emitter } from '../emitter.ts';
import { memoryLog } from '../quiet-log.ts';

const DAY = 86_400_000;
let home: FakeHome;
let client: MemoryClient;
let record: EnrolmentRecord;
let later: number;

beforeEach(async () => {
  later = 0;
  home = await FakeHome.usual();
  home.now = () => new Date(Date.now() + later);
  client = new MemoryClient(home.api());
  client.now = home.now;
  client.probes = memoryProbes(home);
  record = last(await client.enrol(`${home.invite()}@${home.host}`), 'done').record;
});

function start() {
  const progress: RenewalProgress[] = [];
  const notified: EnrolmentRecord[] = [];
  const log = memoryLog();
  const slept: number[] = [];
  const renewals = new Renewals({
    renewal: client.start().renewal,
    enrolmentStore: client.enrolmentStore,
    clock: { now: () => client.now() },
    retry: new RetryAfter({
      sleep: (ms) => Promise.resolve(void slept.push(ms)),
      waiting: () => undefined,
    }),
    log,
    progress: (one) => progress.push(one),
    changed: () => undefined,
    notify: (one) => notified.push(one),
  });
  return { renewals, progress, notified, log, slept };
}
const offline = () => {
  home.before = () => {
    throw new LatchkeyError('HOME_NOT_REACHED');
  };
};

describe('a home that is busy', () => {
  test('is asked again when it said, also in the background, and the lock is free meanwhile', async () => {
    later = 300 * DAY;
    let refusals = 2;
    home.before = (route) => {
      if (route === 'renewCertificate' && refusals-- > 0) throw new LatchkeyError('UNAVAILABLE', { retryAfter: 9 });
    };
    const { renewals, progress, slept } = start();
    expect(await renewals.round()).toBe('fine');
    expect(slept).toEqual([9000, 9000]);
    expect(progress.filter(({ step }) => step === 'ended')).toHaveLength(1);
    const [renewed] = await client.enrolmentStore.list();
    expect(renewed?.fingerprint).not.toBe(record.fingerprint);
    expect(renewed?.renewal?.trouble).toBeUndefined();
  });
});

describe('a round', () => {
  test('renews what is due without a word, and nothing else', async () => {
    expect(await start().renewals.round()).toBe('fine');
    expect(home.calls).not.toContain('renewCertificate');
    later = 300 * DAY;
    const { renewals, progress, notified } = start();
    expect(await renewals.round()).toBe('fine');
    expect(progress.map(({ step }) => step)).toEqual(['sign', 'install', 'finish', 'ended']);
    expect(notified).toEqual([]);
    expect(client.store.held.has(record.fingerprint)).toBe(false);
    expect(client.store.held.size).toBe(1);
  });

  test('that fails wants to be made again soon', async () => {
    later = 300 * DAY;
    offline();
    expect(await start().renewals.round()).toBe('again');
  });

  test('leaves it to another copy of the app that is at work', async () => {
    later = 300 * DAY;
    const { renewals } = start();
    client.enrolmentStore.lock = () => Promise.reject(new LatchkeyError('CLIENT_BUSY'));
    expect(await renewals.round()).toBe('fine');
    expect(home.calls).not.toContain('renewCertificate');
  });

  test('beside the button renews once at a time', async () => {
    later = 300 * DAY;
    const { renewals } = start();
    const [round, end] = await Promise.all([renewals.round(), renewals.renew(record.id)]);
    expect([round, end.type]).toEqual(['fine', 'done']);
    expect(client.store.held.size).toBe(1);
    expect(renewals.ended).toBeUndefined();
  });

  test('writes no secret into the log', async () => {
    later = 300 * DAY;
    const secrets = new Set<string>();
    client.checkpoint = () => {
      for (const value of client.vault.secrets.values()) secrets.add(value);
    };
    const { renewals, log } = start();
    await renewals.round();
    for (const secret of secrets) expect(log.lines.join('')).not.toContain(secret);
  });
});

test('the button says why it could not be', async () => {
  offline();
  expect(await start().renewals.renew(record.id)).toEqual({ type: 'failed', failure: { code: 'HOME_NOT_REACHED' } });
  await expect(start().renewals.renew(crypto.randomUUID())).rejects.toMatchObject({ code: 'NOT_ENROLLED' });
});

describe('a notice', () => {
  test('comes when the key ends and could not be renewed: weekly at first, daily in the last week, never after', async () => {
    offline();
    const told: number[] = [];
    for (let day = 240; day < 420; day += 1) {
      later = day * DAY;
      const { renewals, notified } = start();
      await renewals.round();
      if (notified.length > 0) told.push(day);
    }
    expect(told).toEqual([335, 342, 349, 356, 358, 359, 360, 361, 362, 363, 364]);
  });

  test('never comes for a key that is fine, however soon it ends', () => {
    const soon = new Date(Date.parse(record.notAfter) - DAY);
    expect(isNoticeDue(record, soon)).toBe(false);
    const at = soon.toISOString();
    const troubled = { ...record, renewal: { trouble: { code: 'HOME_NOT_REACHED', since: at, at } } };
    expect(isNoticeDue(troubled, soon)).toBe(true);
    expect(isNoticeDue({ ...troubled, state: 'leaving' }, soon)).toBe(false);
  });

  test('names the home and the day, and its click opens the window', async () => {
    const shown: object[] = [];
    const notice = Object.assign(new Emitter(), { show: () => notice.emit('show') });
    let opened = 0;
    const notifier = new Notifier({
      isSupported: () => true,
      make: (options) => {
        shown.push(options);
        return notice as never;
      },
      texts: () => en,
      languages: () => ['en-GB'],
      opened: () => {
        opened += 1;
      },
    });
    notifier.keyEnds({ ...record, notAfter: '2027-03-04T12:00:00Z' });
    await notifier.settled;
    expect(shown).toMatchObject([{ title: 'Your key to Example Home expires on 4 March 2027' }]);
    notice.emit('click');
    expect(opened).toBe(1);
  });
});

describe('the start without a window', () => {
  const run = async (round: () => Promise<'fine' | 'again'>, platform = 'linux') => {
    const did: unknown[] = [];
    await renewAndEnd({
      app: {
        whenReady: () => Promise.resolve(),
        exit: (code?: number) => void did.push(code),
        on: () => undefined,
        setActivationPolicy: (policy: string) => void did.push(policy),
      } as never,
      platform,
      round,
      noticesShown: () => Promise.resolve(),
      log: memoryLog(),
      after: () => () => undefined,
    });
    return did;
  };

  test('ends with what came of it, and never stays', async () => {
    expect(await run(() => Promise.resolve('fine'))).toEqual([0]);
    expect(await run(() => Promise.resolve('again'))).toEqual([3]);
    expect(await run(() => Promise.reject(new Error('a bug')))).toEqual([1]);
  });

  test('is not seen in the dock', async () => {
    expect(await run(() => Promise.resolve('fine'), 'darwin')).toEqual(['prohibited', 0]);
  });
});

describe('the background helper', () => {
  class Helper {
    on = false;
    installs = 0;
    breaks = false;
    state = () => Promise.resolve(this.on ? ('on' as const) : ('off' as const));
    install = async () => {
      if (this.breaks) throw new LatchkeyError('BACKGROUND_FAILED');
      this.on = true;
      this.installs += 1;
    };
    remove = async () => {
      this.on = false;
    };
  }
  const make = () => {
    const helper = new Helper();
    return { helper, background: new Background({ helper, enrolmentStore: client.enrolmentStore, log: memoryLog() }) };
  };

  test('is an opt-in, and what is shown is what the system says', async () => {
    const { helper, background } = make();
    await background.keepUp();
    expect([helper.installs, await background.view()]).toEqual([0, { state: 'off' }]);
    expect(await background.set(true)).toEqual({ state: 'on' });
    helper.on = false;
    expect(await background.view()).toEqual({ state: 'off' });
  });

  test('is brought up to date at a start, and goes with the last home', async () => {
    const { helper, background } = make();
    await background.set(true);
    await background.keepUp();
    expect(helper.installs).toBe(2);
    await client.enrolmentStore.delete(record.id);
    await background.keepUp();
    expect(helper.on).toBe(false);
  });

  test('that the system does not take keeps nobody from starting', async () => {
    const { helper, background } = make();
    await background.set(true);
    helper.breaks = true;
    await expect(background.keepUp()).resolves.toBeUndefined();
    await expect(background.set(true)).rejects.toMatchObject({ code: 'BACKGROUND_FAILED' });
  });
});
