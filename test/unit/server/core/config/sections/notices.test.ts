import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../../../server/core/config/parse.ts';

const HOME = 'home:\n  name: Example Home\n  domain: home.example.com\n';

function messages(text: string): string[] {
  const parsed = parseConfig(`${HOME}${text}`, 'latchkey.yaml');
  return parsed.ok ? [] : parsed.problems.map(({ line, path, message }) => `${line} ${path} ${message}`);
}

const webhook = (url: string) => `notices:\n  webhook:\n    url: ${url}\n    secret: { file: secrets/hook }\n`;
const email = (more: string) =>
  `notices:\n  email:\n    host: smtp.example.com\n    from: home@example.com\n    to: [mum@example.com]\n${more}`;

describe('notices in latchkey.yaml', () => {
  it('are off by themselves, and so are metrics', () => {
    const parsed = parseConfig(HOME, 'latchkey.yaml');
    expect(parsed).toMatchObject({ ok: true, config: { metrics: { port: 'off' }, audit: { keepDays: 730 } } });
    expect(parsed.ok && [parsed.config.notices.webhook, parsed.config.notices.email]).toEqual([undefined, undefined]);
  });

  it.each(['https://ntfy.example.com/hook', 'http://localhost:8080/', 'http://127.0.0.1/x', 'http://[::1]:1/'])(
    'may go to %s',
    (url) => expect(messages(webhook(url))).toEqual([]),
  );

  it.each([
    ['in the clear over the network', 'http://ntfy.example.com/hook', 'in the clear'],
    ['to what only looks like this machine', 'http://localhost.example.com/', 'in the clear'],
    ['with a password in the address', 'https://me:secret@example.com/', 'carries a user name or password'],
    ['to a file', 'file:///etc/passwd', 'is no web address'],
    ['to nowhere', 'ntfy', 'is no web address'],
  ])('do not go %s', (_what, url, why) => {
    const [problem, ...more] = messages(webhook(url));
    expect(problem).toMatch(/^6 notices\.webhook\.url /);
    expect(problem).toContain(why);
    expect(more).toEqual([]);
  });

  it('never hold a secret themselves', () => {
    const [problem = ''] = messages('notices:\n  webhook:\n    url: https://example.com\n    secret: hunter2\n');
    expect(problem).toContain('never the secret itself');
    expect(problem).not.toContain('hunter2');
  });

  it.each([
    ['in the clear over the network', '    security: none\n', '9 notices.email.security', 'in the clear'],
    ['with a user and no password', '    user: home\n', '9 notices.email.user', 'of no use alone'],
    ['with a password and no user', '    password: { file: p }\n', '9 notices.email.password', 'of no use alone'],
    ['by a way that there is not', '    security: ssl\n', '9 notices.email.security', 'tls, starttls, or none'],
  ])('are not mailed %s', (_what, more, where, why) => {
    const [problem, ...others] = messages(email(more));
    expect(problem).toContain(where);
    expect(problem).toContain(why);
    expect(others).toEqual([]);
  });

  it('name what there is to be told of', () => {
    expect(messages(`${email('')}  on: [device-enrolled, brute-force]\n`)).toEqual([]);
    // As homes of 0.1 wrote it.
    expect(messages(`${email('')}  on: [lock-failed]\n`)).toEqual([]);
    expect(messages(`${email('')}  on: [everything]\n`)[0]).toContain('there is invitation-used, device-enrolled');
  });
});
