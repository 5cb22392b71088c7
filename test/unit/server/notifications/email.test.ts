import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SMTPServerOptions } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Notice } from '../../../../server/core/notifications/ports.ts';
import { Email, type EmailOptions } from '../../../../server/notifications/email.ts';
import { type MailServer, startMailServer } from '../../../support/notices/mail-server.ts';

const PASSWORD = 'open sesame, please';
const notice: Notice = {
  id: 'latchkey-7-0123456789abcdef',
  topic: 'device-enrolled',
  kind: 'device-enrolled',
  at: '2027-01-31T18:05:00.000Z',
  home: { name: 'Zuhause bei Müllers', domain: 'home.localhost' },
  title: 'MacBook of Dave has a key now',
  text: 'It opens your services.',
  entry: { seq: 7, hash: 'f'.repeat(64) },
};

let dir: string;
let server: MailServer | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-mail-'));
  writeFileSync(join(dir, 'password'), `${PASSWORD}\n`, { mode: 0o600 });
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(dir, { recursive: true, force: true });
});

async function email(over: Partial<EmailOptions> = {}, options: SMTPServerOptions = {}): Promise<Email> {
  server = await startMailServer(options);
  return new Email({
    language: 'en',
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    from: 'home@example.com',
    to: ['mum@example.com', 'dad@example.com'],
    ...over,
  });
}

const login = (): Partial<EmailOptions> => ({
  user: 'home',
  password: { place: { file: 'password' }, dir, env: {} },
});
const checkLogin: SMTPServerOptions = {
  authOptional: false,
  onAuth: ({ username, password }, _session, done) =>
    username === 'home' && password === PASSWORD
      ? done(null, { user: username })
      : done(new Error(`no such user ${username} with ${password}`)),
};

describe('a notice by e-mail', () => {
  it('is one plain message to everybody, which mail programs can tell from a second copy', async () => {
    await (await email()).send(notice);
    const [message = ''] = server?.messages ?? [];
    expect(message).toMatch(/^Message-ID: <latchkey-7-0123456789abcdef@home\.localhost>$/m);
    expect(message).toMatch(/^To: mum@example.com, dad@example.com$/m);
    expect(message).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(message).toMatch(/^Content-Type: text\/plain; charset=utf-8$/m);
    expect(message).toContain('It opens your services.');
    // Quoted-printable (RFC 2045 6.7) folds long lines.
    expect(message.replaceAll('=\r\n', '')).toContain(`entry 7, ${'f'.repeat(64)}`);
  });

  it('to a person goes to them alone, in lines, in their language, and without the audit log', async () => {
    const { entry: _entry, ...own } = notice;
    const to = { address: 'dave@example.com', language: 'de' } as const;
    const sender = await email();
    await sender.send({ ...own, text: 'Hallo Dave,\n\nhttps://enroll.home.localhost/me\n\nTschüß', to });
    const [message = ''] = server?.messages ?? [];
    expect(message).toMatch(/^To: dave@example\.com$/m);
    expect(message).toMatch(/^Content-Language: de$/m);
    expect(message).toMatch(/^https:\/\/enroll\.home\.localhost\/me$/m);
    expect(message).not.toMatch(/mum@|dad@|audit|f{64}/i);
  });

  it('logs in with the password from the file', async () => {
    await (await email(login(), checkLogin)).send(notice);
    expect(server?.messages).toHaveLength(1);
    expect(server?.messages[0]).not.toContain(PASSWORD);
  });

  it('does not repeat the password when the server quotes it in its refusal', async () => {
    const sender = await email({ ...login(), user: 'somebody' }, checkLogin);
    const error = await sender.send(notice).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('no such user somebody');
    expect(String(error)).not.toContain(PASSWORD);
    expect(String(error)).not.toContain(Buffer.from(PASSWORD).toString('base64'));
  });

  it('is not sent in the clear when encryption was asked for and somebody took STARTTLS out of the way', async () => {
    const sender = await email({ ...login(), security: 'starttls' }, checkLogin);
    await expect(sender.send(notice)).rejects.toThrow('the mail server did not take it');
    expect(server?.messages).toEqual([]);
  });

  it('is not sent to a server that nobody vouches for', async () => {
    // smtp-server comes with a certificate of its own making.
    const sender = await email({ security: 'starttls' }, { disabledCommands: [] });
    await expect(sender.send(notice)).rejects.toThrow(/certificate|self/i);
    expect(server?.messages).toEqual([]);
  });

  it('adds no header and no receiver, whatever a home or a device is called', async () => {
    const evil = 'Dave\r\nBcc: eve@example.com\r\n\r\nhello';
    await (await email()).send({ ...notice, title: evil, home: { name: evil, domain: 'home.localhost' } });
    const head = (server?.messages[0] ?? '').split('\r\n\r\n')[0] ?? '';
    expect(head).not.toMatch(/^Bcc:/im);
    expect(head).toMatch(/^To: mum@example.com, dad@example.com$/m);
  });

  it('says when the server takes nobody’s mail', async () => {
    const sender = await email({}, { onRcptTo: (_address, _session, done) => done(new Error('no such mailbox')) });
    await expect(sender.send(notice)).rejects.toThrow('no such mailbox');
  });
});
