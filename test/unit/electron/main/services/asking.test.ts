/** What a home calls its contact goes into a mail program and onto a clipboard: nothing in it may do more than that. */
import { describe, expect, test } from 'vitest';
import { mailUrl } from '../../../../../electron/main/security/external-urls.ts';
import { contactView, messageAbout } from '../../../../../electron/main/services/asking.ts';
import { calls } from '../../../../../electron/main/services/calls.ts';
import { de } from '../../../../../electron/main/texts/de.ts';
import { en } from '../../../../../electron/main/texts/en.ts';
import { contactPage } from '../../../../../shared/contact-page.ts';
import { ID, record } from '../enrolled-record.ts';

const APP = { version: '1.0', system: 'linux' } as const;
const report = () => 'the report\n';
const contact = { name: 'Mary', email: 'mary@example.com', url: 'https://example.com/contact' };

/** Each would make a mail program do something else. */
const HOSTILE_ADDRESSES = [
  'mary@example.com?attach=/etc/passwd',
  'mary@example.com&bcc=mallory@example.com',
  'mary@example.com,mallory@example.com',
  'mary@example.com%0Abcc:mallory@example.com',
  'mary@example.com\r\nBcc: mallory@example.com',
  'mary@example.com;mallory@example.com',
  '"mary x"@example.com',
  '<mary@example.com>',
  'mary',
  'mary@localhost',
  ' mary@example.com',
  `${'m'.repeat(250)}@example.com`,
];

/** Each would start a program, send a password, or show something else than it says. */
const HOSTILE_PAGES = [
  ...['javascript:alert(1)', 'file:///etc/passwd', 'http://example.com/', 'ms-msdt:/id', 'smb://example.com/share'],
  ...['https://user:password@example.com/', 'https://example.org@evil.example/', '//example.com', 'call me', ''],
];

describe('a message to the contact', () => {
  test.each(HOSTILE_ADDRESSES)('never goes to %j, and the window does not offer it', (email) => {
    expect(() => mailUrl(email, 's', 'b')).toThrow(expect.objectContaining({ code: 'NOT_ENROLLED' }));
    expect(contactView({ ...contact, email }).contact).not.toHaveProperty('email');
  });

  test('has one address, one subject and one body, whatever the home is called', () => {
    const home = 'Home&bcc=mallory@example.com?x#y\r\nBcc: m';
    const { subject, body } = messageAbout({ type: 'invite' }, { home, contact }, en, APP, report);
    const url = new URL(mailUrl(contact.email, subject, body));
    expect(url.pathname).toBe('mary@example.com');
    expect([...url.searchParams.keys()]).toEqual(['subject', 'body']);
    expect(url.hash).toBe('');
    expect(url.searchParams.get('body')).toContain('Hi Mary,\r\n\r\nCould you send me a new invite for Home&bcc=');
  });

  test('says what failed, in the person’s language and with the details', () => {
    const failure = { code: 'HOME_NOT_REACHED', detail: 'one\ntwo', requestId: 'r-1' } as const;
    const { body } = messageAbout({ type: 'failure', failure }, { home: 'Zuhause', contact: {} }, de, APP, report);
    expect(body).toMatch(/^Hallo,\n\nLatchkey hat auf meinem Computer ein Problem mit Zuhause\./);
    expect(body).toContain('HOME_NOT_REACHED: The home did not answer.\none two\nrequest r-1\n');
  });
});

describe('the call', () => {
  const asked = (record_ = record({ contact })) => {
    const [copied, opened]: [string[], string[]] = [[], []];
    const handlers = calls({
      app: APP,
      texts: () => en,
      enrolmentStore: { get: () => Promise.resolve(record_) },
      enrolments: { addressee: { home: 'Invited Home', contact: { name: 'Nina', email: 'nina@example.com' } } },
      accessTests: { text: report },
      copy: (text: string) => copied.push(text),
      openExternal: (url: string) => Promise.resolve(void opened.push(url)),
    } as never);
    return { handlers, copied, opened };
  };

  test('takes the address from the home’s own record', async () => {
    const { handlers, opened, copied } = asked();
    await handlers.askContact({ homeId: ID, about: { type: 'report' }, way: 'mail' });
    expect(opened[0]).toMatch(/^mailto:mary@example\.com\?subject=Latchkey%3A%20Example%20Home&body=Hi%20Mary/);
    expect(copied).toEqual([]);
  });

  test('before there is a record, from the invite that was looked at last', async () => {
    const { handlers, copied, opened } = asked();
    await handlers.askContact({ about: { type: 'invite' }, way: 'copy' });
    await handlers.askContact({ about: { type: 'invite' }, way: 'mail' });
    expect(copied[0]).toContain('Hi Nina,\n\nCould you send me a new invite for Invited Home?');
    expect(opened[0]).toMatch(/^mailto:nina@example\.com\?/);
  });

  test('opens the page of an enrolled home’s contact, as the parser wrote it', async () => {
    const { handlers, opened, copied } = asked(record({ contact: { url: 'HTTPS://Example.com/Reach me' } }));
    await handlers.askContact({ homeId: ID, about: { type: 'report' }, way: 'page' });
    expect(opened).toEqual(['https://example.com/Reach%20me']);
    expect(copied).toEqual([]);
  });

  test.each(HOSTILE_PAGES)('opens no page %j, and the window offers none', async (url) => {
    const { handlers, opened } = asked(record({ contact: { url } }));
    const question = { homeId: ID, about: { type: 'report' }, way: 'page' } as const;
    await expect(handlers.askContact(question)).rejects.toThrow(expect.objectContaining({ code: 'NOT_ENROLLED' }));
    expect(opened).toEqual([]);
    expect(contactPage(url)).toBeUndefined();
  });

  test('opens no page of a home that is not enrolled here', async () => {
    const { handlers, opened } = asked();
    await expect(handlers.askContact({ about: { type: 'invite' }, way: 'page' })).rejects.toThrow();
    expect(opened).toEqual([]);
  });

  test('opens nothing when the home names no address', async () => {
    const { handlers, opened } = asked(record());
    await expect(handlers.askContact({ homeId: ID, about: { type: 'invite' }, way: 'mail' })).rejects.toThrow();
    expect(opened).toEqual([]);
  });
});
