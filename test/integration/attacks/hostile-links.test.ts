/**
 * Links that another program, a page or an e-mail hands to the app. Whatever they are made of: reading one never throws,
 * and an invite that comes of it leads by HTTPS to the very host that is shown, with nothing smuggled beside it.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inviteOfLink } from '../../../electron/main/links/links.ts';
import { codeFromRandom, parseCode } from '../../../shared/code.ts';
import { formatInvite, type Invite, inviteLink, inviteOrigin } from '../../../shared/invite.ts';
import { parseInvite } from '../../../shared/paste/read-invite.ts';
import { countOf } from '../../support/long-tail.ts';

const RUNS = countOf('hostile links', 3000, 100_000);
const CODE = codeFromRandom(Uint8Array.of(1, 35, 69, 103, 137, 171, 205));

const schemes = fc.constantFrom(
  ...['latchkey://', 'LATCHKEY://', 'latchkey:', 'latchkey:\\\\', 'https://', 'http://', 'file:///', 'javascript:'],
  ...['data:text/html,', 'smb://', 'ftp://', 'latchkey://latchkey://', 'latchkey://https://', ''],
);
const hosts = fc.oneof(
  fc.domain(),
  fc.constantFrom(
    ...[
      'enroll.example.com',
      'a.b@evil.test',
      'good.test%40evil.test',
      'good.test%2fevil.test',
      'good.test\\evil.test',
    ],
    ...['127.0.0.1', '2130706433', '0x7f.1', '[::1]', 'localhost', 'good.test.', 'good.test..', '..', 'good.test%00'],
    ...['good.test\0.evil.test', 'good.test\r\nHost:evil.test', 'g\u043e\u043ed.test', 'good\u3002test'],
    ...['good.test\u2044evil.test', '\u202Etset.live', 'a\u00adb.test', `${'a'.repeat(64)}.test`, '-a.test'],
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
);
const ports = fc.constantFrom('', ':443', ':0', ':65535', ':65536', ':99999', ':-1', ':1e3', ':', ':443:80');
const paths = fc.constantFrom('/', '/i#', '/i/#', '//', '/../', '/%2e%2e/', '/?', '/#', '\\', '@');
const codes = fc.oneof(
  fc.constantFrom(CODE, CODE.toLowerCase(), CODE.replaceAll('-', ''), ''),
  fc.string({ unit: 'binary' }),
);
const tails = fc.oneof(
  fc.constantFrom('', '/', '/../..', '@evil.test', `/${'A'.repeat(43)}`, '?a=b', '#x', '\0'),
  hosts,
);
const links = fc
  .tuple(schemes, hosts, ports, paths, codes, tails)
  .chain((parts) => fc.constantFrom(parts.join(''), encodeURI(parts.join('').toWellFormed())));

/** What the person is shown is the host; the request must go nowhere else. */
function leadsWhereItSays(invite: Invite): void {
  const { host, port } = invite;
  expect(host).toMatch(/^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/);
  expect(parseCode(invite.code)).toEqual({ ok: true, code: invite.code });
  const {
    protocol,
    hostname,
    port: sentTo,
    username,
    password,
    pathname,
    search,
    hash,
  } = new URL(inviteOrigin(invite));
  expect([protocol, hostname, Number(sentTo || 443)]).toEqual(['https:', host, port]);
  expect([username, password, pathname, search, hash]).toEqual(['', '', '/', '', '']);
}

it('fill in nothing but an invite to that host, or the link itself when the app was handed it as ours', () => {
  fc.assert(
    fc.property(links, (link) => {
      const filledIn = inviteOfLink(link);
      if (filledIn === undefined) return;
      expect(link.toLowerCase().startsWith('latchkey://')).toBe(true);
      expect(filledIn).toMatch(/^[\x21-\x7e]{1,512}$/);
      const result = parseInvite(link);
      expect(filledIn).toBe(result.ok ? formatInvite(result.invite) : link);
    }),
    { numRuns: RUNS },
  );
}, 120_000);

it('never lead elsewhere than shown, and never throw', () => {
  let led = 0;
  fc.assert(
    fc.property(links, (link) => {
      const result = parseInvite(link);
      if (!result.ok) return;
      led += 1;
      leadsWhereItSays(result.invite);
      // What is kept and shown again is read as the same invite, not as another one.
      expect(parseInvite(inviteLink(result.invite))).toEqual(result);
    }),
    { numRuns: RUNS },
  );
  expect(led, 'links that did lead somewhere: without any, nothing was tried').toBeGreaterThan(0);
}, 120_000);
