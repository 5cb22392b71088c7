/**
 * Somebody says who they are, and where they come from, in every header by which a proxy says it, in every spelling that
 * some service takes for the same name. Nothing of it may arrive, from the LAN least of all.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askHttp2 } from '../../support/raw-http2.ts';
import {
  ATTACKED,
  type AttackedHome,
  startAttackedHome,
  statuses,
  ZONES,
  type Zone,
} from '../../support/stack/attacked-home.ts';
import { hostOf } from '../../support/stack/data-path.ts';
import { lies } from '../../support/stack/honest.ts';

let attacked: AttackedHome;
beforeAll(async () => {
  attacked = await startAttackedHome();
});
afterAll(() => attacked?.close());

/** What proxies in use call it; the last ones say which path, or which proxy, a service should believe in. */
const NAMES = [
  ...['X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Forwarded-User', 'X-Forwarded', 'Forwarded'],
  ...['X-Real-IP', 'True-Client-IP', 'X-Client-IP', 'X-Cluster-Client-IP', 'CF-Connecting-IP'],
  ...['Client-Cert', 'Client-Cert-Chain', 'X-Client-Cert', 'SSL-Client-Verify', 'X-SSL-Client-DN'],
  ...['X-Forwarded-Client-Cert', 'Remote-User', 'Remote-Groups', 'X-Remote-User', 'X-Auth-Request-User'],
  ...['X-WebAuth-User', 'X-authentik-username', 'X-Auth-User', 'X-Authenticated-User', 'X-Vouch-User'],
  ...['Tailscale-User-Login', 'X-Latchkey-Fingerprint', 'X-Latchkey-Source', 'Latchkey-Refusal'],
  ...['CF-Access-Authenticated-User-Email', 'CF-Access-Jwt-Assertion', 'CF-Connecting-IPv6', 'Fly-Client-IP'],
  ...['X-Pomerium-Jwt-Assertion', 'X-Token-Subject', 'X-Token-User-Email', 'X-ARR-ClientCert', 'X-MS-Client-Principal'],
  ...['X-Goog-Authenticated-User-Email', 'X-Original-Forwarded-For', 'Fastly-Client-IP', 'Tailscale-User-Profile-Pic'],
  ...['Client-IP', 'Proxy-Client-IP', 'WL-Proxy-Client-IP', 'X-SSL-Cert', 'X-SSL-Subject', 'X-Client-DN'],
  ...['X-Client-Verify', 'OIDC-Claim-email'],
  ...['X-Original-URL', 'X-Rewrite-URL', 'Proxy'],
];

const SPELLINGS: readonly (readonly [string, (name: string) => string])[] = [
  ['as they are', (name) => name],
  ['in small letters', (name) => name.toLowerCase()],
  ['in capitals', (name) => name.toUpperCase()],
  ['in both', (name) => [...name].map((letter, at) => (at % 2 ? letter.toUpperCase() : letter.toLowerCase())).join('')],
  ['with underscores', (name) => name.replaceAll('-', '_')],
  ['with dots', (name) => name.replaceAll('-', '.')],
  ['with one underscore', (name) => name.replace('-', '_')],
  ['with a dot and underscores', (name) => name.replace('-', '.').replaceAll('-', '_')],
  // All that a name may have (RFC 9110 5.6.2) but letters, digits and what is above: lighttpd's CGI reads them as `-` too.
  ...[..."!#$%&'*+^`|~"].map((odd) => [`with ${odd}`, (name: string) => name.replaceAll('-', () => odd)] as const),
];

/** What the headers say: an address, a name, a certificate; which one is all the same. */
const LIE = '6.6.6.6';

/** Sends a request and tells what of it was a lie when it arrived. */
async function told(zone: Zone, name: string, lines: readonly string[], rest = ''): Promise<string[]> {
  const before = attacked.service.requests.length;
  const head = ['POST / HTTP/1.1', `Host: ${hostOf(name)}`, ...lines, ''].join('\r\n');
  const closing = lines.some((line) => /^connection:/i.test(line)) ? '' : 'Connection: close\r\n';
  const heard = await attacked.say(attacked.way(zone, name), `${head}${closing}\r\n${rest}`);
  const arrived = attacked.service.requests.slice(before);
  expect(statuses(heard)).toEqual([200]);
  expect(arrived).toHaveLength(1);
  return arrived.flatMap((request) => lies(request, truth(zone, name)));
}

const truth = (zone: Zone, name: string) => ({
  zone,
  name,
  certificate: zone === 'wan' && name !== 'notes' ? attacked.daveHeader : undefined,
});

const PLACES = ZONES.flatMap((zone) => ATTACKED.map((name) => [zone, name] as const));

describe.each(PLACES)('on the %s listener, %s hears none of it', (zone, name) => {
  test.each(SPELLINGS)('%s', async (_, spell) => {
    const lines = NAMES.map((each) => `${spell(each)}: ${LIE}`);
    // Two at a time: what deletes or replaces the first must not leave the second.
    expect(
      await told(
        zone,
        name,
        lines.flatMap((line) => [line, line]),
      ),
    ).toEqual([]);
  });

  test('listed in Connection: neither is a lie kept nor the truth left out', async () => {
    const listed = `Connection: close, ${NAMES.join(', ')}`;
    expect(await told(zone, name, [listed])).toEqual([]);
    expect(await told(zone, name, [...NAMES.map((each) => `${each}: ${LIE}`), listed.toUpperCase()])).toEqual([]);
    expect(await told(zone, name, ['Connection: CLIENT-cert', 'Connection: close'])).toEqual([]);
  });

  test('in trailers, announced or not', async () => {
    const trailers = NAMES.map((each) => `${each}: ${LIE}\r\n`).join('');
    const body = `3\r\nabc\r\n0\r\n${trailers}\r\n`;
    expect(await told(zone, name, ['Transfer-Encoding: chunked', `Trailer: ${NAMES.join(', ')}`], body)).toEqual([]);
    expect(await told(zone, name, ['Transfer-Encoding: chunked', 'TE: trailers'], body)).toEqual([]);
  });

  test('in a folded line', async () => {
    expect(await told(zone, name, ['X-Harmless: a', ...NAMES.map((each) => ` ${each}: ${LIE}`)])).toEqual([]);
  });

  test('behind an upgrade to HTTP/2 without TLS, which would make the connection a pipe', async () => {
    const settings = 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA';
    for (const upgrade of ['h2c', 'H2C', 'websocket, h2c', 'TLS/1.2, HTTP/2.0', 'h2c\r\nUpgrade: websocket'])
      expect(
        await told(zone, name, [`Upgrade: ${upgrade}`, settings, 'Connection: close, Upgrade, HTTP2-Settings']),
      ).toEqual([]);
  });

  test('over HTTP/2', async () => {
    const before = attacked.service.requests.length;
    const lying = SPELLINGS.flatMap(([, spell]) => NAMES.map((each) => [spell(each).toLowerCase(), LIE] as const));
    const fields = [
      [':method', 'GET'],
      [':scheme', 'https'],
      [':path', '/'],
      [':authority', hostOf(name)],
      ...lying,
    ] as const;
    expect(await askHttp2(attacked.way(zone, name), { fields })).toBe('answered');
    const arrived = attacked.service.requests.slice(before);
    expect(arrived).toHaveLength(1);
    expect(arrived.flatMap((request) => lies(request, truth(zone, name)))).toEqual([]);
  });
});

describe('the signing API hears none of it', () => {
  test.each(SPELLINGS)('%s', async (_, spell) => {
    const lines = NAMES.map((each) => `${spell(each)}: ${LIE}\r\n`).join('');
    const heard = await attacked.say(
      attacked.way('wan', 'enroll', { identity: undefined }),
      `GET /v1/health HTTP/1.1\r\nHost: ${hostOf('enroll')}\r\n${lines}Connection: close\r\n\r\n`,
    );
    expect(statuses(heard)).toEqual([200]);
    expect(heard).not.toContain(LIE);
  });
});
