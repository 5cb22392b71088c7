/** What the person of a key that renews by hand is told before its end, and what the admin is told of it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExpiryWatch } from '../../../../../server/core/notifications/expiry.ts';
import type { NoticeSender } from '../../../../../server/core/notifications/ports.ts';
import { NoticeQueue } from '../../../../../server/core/notifications/queue.ts';
import { noticeWords } from '../../../../../server/core/notifications/topics.ts';
import { DAY } from '../../../../../server/core/validity.ts';
import { ExpiringCertificates } from '../../../../../server/store/expiring.ts';
import { SqliteOutbox } from '../../../../../server/store/outbox.ts';
import { LANGUAGES } from '../../../../../shared/languages.ts';
import { makeRequest } from '../../ca/requests.ts';
import { type FixedClock, fixedClock, makeHome, random, type TestHome } from '../support.ts';
import { ONE_DAY, round, TestSender } from './support.ts';

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

/** Somebody whose app renews. */
async function enrol(person: string) {
  const { code } = home.invitations.invite({ person });
  const device = { name: 'MacBook Air', platform: 'macos' } as const;
  return home.redeeming.redeem({ code, csr: await makeRequest(), device });
}

function look(): void {
  const watch = new ExpiryWatch({ registry: home.registry, audit: home.audit, outbox, clock });
  const now = clock.now();
  watch.devices(new ExpiringCertificates(home.registry).between(now, now + 30 * DAY), PAGE);
}

const PAGE = 'https://enroll.home.localhost/me';

describe('of a key that renews by hand', () => {
  async function phone(person = 'Dave') {
    const { code } = home.invitations.invite({ person, deviceName: 'Pixel' });
    const device = { name: 'x', origin: 'page' } as const;
    return home.redeeming.redeem({ code, csr: await makeRequest(), device });
  }
  const withPeople = (sender: NoticeSender, on = true) =>
    new NoticeQueue(
      {
        ...{ registry: home.registry, audit: home.audit, outbox, senders: [sender], clock, random },
        people: on ? home.personProfiles : undefined,
      },
      { home: { name: 'Example Home', domain: 'home.localhost' }, language: 'en', topics: [], giveUpAfter: WEEK },
    );

  it.each(LANGUAGES)('the person is told where the next one is, in %s, and no secret', async (language) => {
    const { renewalSecret } = await phone();
    home.people.setProfile('Dave', { email: 'dave@example.com', language });
    const sender = new TestSender('email');
    const queue = withPeople(sender);
    for (const days of [335, 16, 7, 6]) {
      clock.advance(days * DAY);
      look();
      await round(queue);
      await round(queue);
    }
    expect(sender.sent).toHaveLength(4);
    const [first, , , last] = sender.sent;
    expect(first).toMatchObject({ topic: 'expiry-coming', to: { address: 'dave@example.com', language } });
    expect(first?.text.split('\n')).toContain(PAGE);
    expect(first?.title).toContain('Example Home');
    expect(last?.title.replaceAll(/\s/g, ' ')).toContain(ONE_DAY[language]);
    for (const { text, title } of sender.sent) {
      expect(`${title}${text}`).not.toMatch(/[{}]|[0-9a-f]{16}/);
      expect(text).toContain('Pixel');
      expect(text).not.toContain(renewalSecret);
    }
  });

  it('nobody is told who has no address, no such key, or an admin who does not want it; none by webhook', async () => {
    await phone('Dave');
    await phone('Nobody');
    await enrol('Erin');
    home.people.setProfile('Dave', { email: 'dave@example.com' });
    home.people.setProfile('Erin', { email: 'erin@example.com' });
    clock.advance(340 * DAY);
    look();
    const [off, hook, mail] = [new TestSender('email'), new TestSender('webhook'), new TestSender('email')];
    outbox.setCursor(0);
    await round(withPeople(off, false));
    outbox.setCursor(0);
    await round(withPeople(hook));
    outbox.setCursor(0);
    await round(withPeople(mail));
    expect([off.sent, hook.sent]).toEqual([[], []]);
    expect(mail.sent.map(({ to }) => to?.address)).toEqual(['dave@example.com']);
  });

  it('the admin is told that it renews by hand, and where', async () => {
    await phone();
    await enrol('Erin');
    clock.advance(340 * DAY);
    look();
    const words = home.audit
      .page({ kind: 'expiry-coming' }, 9)
      .map((entry) => [entry.person, noticeWords(entry, 'en')?.text.includes(PAGE)]);
    expect(Object.fromEntries(words)).toEqual({ Dave: true, Erin: false });
  });
});
