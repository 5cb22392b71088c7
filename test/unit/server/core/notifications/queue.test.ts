import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AUDIT_KINDS, type AuditKind } from '../../../../../server/core/audit/audit.ts';
import { ExpiryWatch } from '../../../../../server/core/notifications/expiry.ts';
import type { NoticeSender } from '../../../../../server/core/notifications/ports.ts';
import { BACK_OFF, NoticeQueue } from '../../../../../server/core/notifications/queue.ts';
import {
  ALL_TOPICS,
  DEFAULT_TOPICS,
  noticeTexts,
  noticeWords,
  type Topic,
  topicOf,
} from '../../../../../server/core/notifications/topics.ts';
import { EXPIRING_SQL, ExpiringCertificates } from '../../../../../server/store/expiring.ts';
import { SqliteOutbox } from '../../../../../server/store/outbox.ts';
import { OUTBOX_SQL } from '../../../../../server/store/outbox-sql.ts';
import { LANGUAGES } from '../../../../../shared/languages.ts';
import { startReceiver } from '../../../../support/notices/receiver.ts';
import { makeRequest } from '../../ca/requests.ts';
import { type FixedClock, fixedClock, makeHome, random, type TestHome } from '../support.ts';
import { ONE_DAY, round, TestSender } from './support.ts';

const DAY = 86_400_000;
const WEEK = 7 * DAY;

let clock: FixedClock;
let home: TestHome;
let outbox: SqliteOutbox;
beforeEach(async () => {
  clock = fixedClock();
  home = await makeHome(clock);
  outbox = new SqliteOutbox(home.registry);
});
afterEach(() => home.dispose());

function queueOf(senders: readonly NoticeSender[], topics: readonly Topic[] = DEFAULT_TOPICS): NoticeQueue {
  return new NoticeQueue(
    { registry: home.registry, audit: home.audit, outbox, senders, clock, random },
    { home: { name: 'Example Home', domain: 'home.localhost' }, language: 'en', topics, giveUpAfter: WEEK },
  );
}

async function enrol(person = 'Dave') {
  const { code } = home.invitations.invite({ person });
  const csr = await makeRequest();
  const device = { name: 'MacBook Air', platform: 'macos' } as const;
  const reply = await home.actAs('address:203.0.113.7', () => home.redeeming.redeem({ code, csr, device }));
  return { code, reply };
}

describe('what the admin is told', () => {
  it('is what the log says, once, in words that say what to do', async () => {
    const sender = new TestSender('webhook');
    const queue = queueOf([sender]);
    const { reply, code } = await enrol();
    await round(queue);
    await round(queue);
    expect(sender.sent).toHaveLength(1);
    const [notice] = sender.sent;
    expect(notice).toMatchObject({
      topic: 'device-enrolled',
      title: 'MacBook Air of Dave has a key now',
      person: 'Dave',
      device: reply.device.id,
      home: { name: 'Example Home' },
    });
    expect(notice?.text).toContain('the address 203.0.113.7');
    expect(notice?.text).toContain(`latchkey shut-out ${reply.device.id.slice(0, 8)}`);
    expect(JSON.stringify(notice)).not.toContain(code);
    expect(JSON.stringify(notice)).not.toContain(reply.renewalSecret);
  });

  it('is only what they asked for, and never last year’s when they begin to ask', async () => {
    await enrol('Old');
    queueOf([]).collect();
    const sender = new TestSender('webhook');
    const queue = queueOf([sender], ['invitation-used']);
    await round(queue);
    expect(sender.sent).toEqual([]);
    await enrol('New');
    await round(queue);
    expect(sender.sent.map(({ topic, person }) => [topic, person])).toEqual([['invitation-used', 'New']]);
  });

  it('does not wait for years for an attempt that a clock that ran ahead put off', async () => {
    const sender = new TestSender('webhook');
    const queue = queueOf([sender]);
    sender.failure = 'nobody listens';
    clock.advance(3 * DAY);
    await enrol();
    await round(queue);
    sender.failure = undefined;
    clock.advance(-3 * DAY);
    await round(queue);
    expect(sender.sent).toHaveLength(1);
  });

  it.each(LANGUAGES)('has words in %s for every topic, without a place that was left open', (language) => {
    const told = (Object.keys(AUDIT_KINDS) as AuditKind[]).filter((kind) => topicOf(kind) !== undefined);
    expect(new Set(told.map(topicOf))).toEqual(new Set(ALL_TOPICS));
    for (const kind of told) {
      const entry = {
        at: 0,
        kind,
        actor: 'address:203.0.113.7',
        outcome: 'ok',
        person: 'Dave {subject}',
        device: '3f2a9c01-0000-4000-8000-000000000000',
        subject: 'sub\u202eject',
        detail: {
          name: 'MacBook',
          days: 1,
          failures: 10,
          addresses: 20,
          devices: 3,
          reason: 'no',
          until: '2027-01-01',
        },
      } as const;
      const words = noticeWords(entry, language);
      expect(`${words?.title} ${words?.text}`).not.toMatch(
        /unknown|unbekannt|inconnu|desconocido|onbekend|(?<!\\u)\{(?!subject)|\u202e|1 days/,
      );
      if (kind === 'expiry-coming') expect(words?.title.replace(/[\u00a0\u202f]/g, ' ')).toContain(ONE_DAY[language]);
    }
  });

  it.each(LANGUAGES.filter((language) => language !== 'en'))(
    'says in %s all that English says: every place, every command, nothing left in English',
    (language) => {
      const places = (words: string) =>
        [...words.matchAll(/\{\w+\}|latchkey (?:audit|doctor|shut-out|(?:ca|config) \w+)/g)].map(String);
      const english = Object.entries(noticeTexts('en').entries);
      const own = noticeTexts(language);
      expect(Object.keys(own.entries)).toEqual(english.map(([kind]) => kind));
      for (const [kind, { title, text }] of english) {
        const translated = own.entries[kind as keyof typeof own.entries];
        expect(new Set(places(`${translated.title} ${translated.text}`)), kind).toEqual(
          new Set(places(`${title} ${text}`)),
        );
        expect(translated.title).not.toBe(title);
        expect(translated.text).not.toBe(text);
      }
      expect(own.log).toMatch(/\{seq\}.*\{hash\}/);
      for (const who of [own.admin, own.address]) expect(who).toContain('{who}');
    },
  );
});

describe('a notice', () => {
  it('is sent by every channel, whatever becomes of the other', async () => {
    const webhook = new TestSender('webhook');
    const email = new TestSender('email');
    webhook.failure = 'down';
    await enrol();
    await round(queueOf([webhook, email]));
    expect(email.sent).toHaveLength(1);
    expect(outbox.list(9).map(({ channel, state, attempts }) => [channel, state, attempts])).toEqual(
      expect.arrayContaining([
        ['webhook', 'waiting', 1],
        ['email', 'sent', 0],
      ]),
    );
  });

  it('is tried again later and later, never all at the same moment, until it is taken', async () => {
    const sender = new TestSender('webhook');
    sender.failure = 'down';
    await enrol();
    const queue = queueOf([sender]);
    const waits: number[] = [];
    for (let i = 0; i < 14; i += 1) {
      await round(queue);
      const wait = (outbox.list(1)[0]?.nextAt ?? 0) - clock.now();
      const middle = Math.min(BACK_OFF.longest, BACK_OFF.first * 2 ** i);
      expect(wait).toBeGreaterThanOrEqual(middle / 2);
      expect(wait).toBeLessThanOrEqual(middle * 1.5);
      waits.push(wait / middle);
      await round(queue);
      expect(sender.tries).toBe(i + 1);
      clock.advance(wait);
    }
    expect(new Set(waits).size).toBeGreaterThan(10);
    sender.failure = undefined;
    await round(queue);
    expect(sender.sent).toHaveLength(1);
    expect(outbox.waiting()).toBe(0);
  });

  it('is given up after the days that were set, with an entry in the log, and that is not told in turn', async () => {
    const sender = new TestSender('webhook');
    sender.failure = 'down';
    await enrol();
    const queue = queueOf([sender]);
    await round(queue);
    clock.advance(WEEK);
    await round(queue);
    await round(queue);
    expect(outbox.list(9)).toMatchObject([{ state: 'given-up', error: 'down' }]);
    expect(home.audit.lastOf('notice-given-up')).toMatchObject({ outcome: 'failed', detail: { channel: 'webhook' } });
    expect(home.audit.verify()).toMatchObject({ ok: true });

    expect(outbox.retry(clock.now())).toBe(1);
    sender.failure = undefined;
    await round(queue);
    expect(sender.sent).toHaveLength(1);
    expect(outbox.retry(clock.now())).toBe(0);
  });

  it('is not lost and not made twice when the transaction that makes it fails half-way', async () => {
    await enrol('Dave');
    await enrol('Nina');
    const sender = new TestSender('webhook');
    const failing = Object.create(outbox) as SqliteOutbox;
    failing.setCursor = () => {
      throw new Error('disk full');
    };
    for (const name of ['cursor', 'add'] as const) {
      Object.defineProperty(failing, name, { value: outbox[name].bind(outbox) });
    }
    const broken = new NoticeQueue(
      { registry: home.registry, audit: home.audit, outbox: failing, senders: [sender], clock, random },
      { home: { name: '', domain: '' }, language: 'en', topics: DEFAULT_TOPICS, giveUpAfter: WEEK },
    );
    expect(() => broken.collect()).toThrow('disk full');
    expect(outbox.waiting()).toBe(0);
    await round(queueOf([sender]));
    expect(sender.sent.map(({ person }) => person)).toEqual(['Dave', 'Nina']);
  });

  it('comes again with the same id when the sender is killed between sending and marking it', async () => {
    let child: ChildProcess | undefined;
    const receiver = await startReceiver((_request, index) => {
      // It has been taken; nobody will ever know.
      if (index === 0) child?.kill('SIGKILL');
      return index === 0 ? undefined : 204;
    });
    try {
      await enrol();
      const secret = join(home.layout.dir, 'webhook.secret');
      writeFileSync(secret, 'a secret for tests', { mode: 0o600 });
      const program = fileURLToPath(new URL('../../../../support/notices/sender-process.ts', import.meta.url));
      const run = () => {
        child = fork(program, [home.layout.dir, receiver.url, secret]);
        return once(child, 'exit');
      };
      expect((await run())[1]).toBe('SIGKILL');
      expect((await run())[0]).toBe(0);
      expect((await run())[0]).toBe(0);
      const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
      expect(ids).toHaveLength(2);
      expect(ids[0]).toBe(ids[1]);
      expect(receiver.received[0]?.body).toBe(receiver.received[1]?.body);
    } finally {
      await receiver.close();
    }
  }, 30_000);
});

describe('what ends soon', () => {
  const look = () => {
    const watch = new ExpiryWatch({ registry: home.registry, audit: home.audit, outbox, clock });
    const now = clock.now();
    watch.devices(
      new ExpiringCertificates(home.registry).between(now, now + 30 * DAY),
      'https://enroll.home.localhost/me',
    );
    return home.audit.page({ kind: 'expiry-coming' }, 9).map(({ detail }) => detail?.days);
  };

  it('is told at 30, 14, 7 and 1 days, once each, however often one looks', async () => {
    await enrol();
    expect(look()).toEqual([]);
    clock.advance(335 * DAY);
    expect(look()).toEqual([30]);
    clock.advance(DAY);
    expect(look()).toEqual([30]);
    clock.advance(15 * DAY);
    expect(look()).toEqual([14, 30]);
    clock.advance(7 * DAY);
    expect(look()).toEqual([7, 14, 30]);
    clock.advance(6 * DAY);
    expect(look()).toEqual([1, 7, 14, 30]);
    clock.advance(DAY);
    expect(look()).toEqual([1, 7, 14, 30]);
  });

  it('is told once when nobody looked for weeks', async () => {
    await enrol();
    clock.advance(360 * DAY);
    expect(look()).toEqual([5]);
    expect(look()).toEqual([5]);
  });

  it('is not told of a device that is shut out, nor of a short life before its last third', async () => {
    const { reply } = await enrol();
    await home.devices.shutOut(reply.device.id);
    clock.advance(350 * DAY);
    expect(look()).toEqual([]);

    const watch = new ExpiryWatch({ registry: home.registry, audit: home.audit, outbox, clock });
    const now = clock.now();
    watch.server('cloud.home.localhost', { fingerprint: 'short', notBefore: now, notAfter: now + DAY / 2 });
    watch.server('cloud.home.localhost', { fingerprint: 'long', notBefore: now - 84 * DAY, notAfter: now + 6 * DAY });
    expect(home.audit.page({ kind: 'server-certificate-expiry-coming' }, 9)).toMatchObject([{ detail: { days: 6 } }]);
  });
});

it.each(
  Object.entries({ ...OUTBOX_SQL, ...EXPIRING_SQL }).filter(([name]) => !/^(retry|cursor|setCursor)$/.test(name)),
)('reads no table from end to end, and sorts nothing: %s', (_name, sql) => {
  const plan = home.registry.database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
  for (const { detail } of plan) expect(String(detail)).not.toMatch(/^SCAN (?!.*USING|notice$)|TEMP B-TREE/);
});
