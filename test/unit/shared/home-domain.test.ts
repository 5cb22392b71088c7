import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkHome, requireDomain } from '../../../electron/core/home-checks/check-home.ts';
import { parseConfig } from '../../../server/core/config/parse.ts';
import { homeDomain } from '../../../shared/home-domain.ts';
import { isWithin } from '../../../shared/host.ts';
import { normaliseHost } from '../../../shared/invite.ts';

/** One home's own: the enrolment host, and its domain. */
const OWN = [
  ['enroll.example.com', 'example.com'],
  ['enroll.home.example.com', 'home.example.com'],
  ['door.home.example.co.uk', 'home.example.co.uk'],
  ['enroll.example.co.uk', 'example.co.uk'],
  ['enroll.myhome.duckdns.org', 'myhome.duckdns.org'],
  ['enroll.abc.myfritz.net', 'abc.myfritz.net'],
  ['enroll.me.synology.me', 'me.synology.me'],
  ['enroll.nas.tail1234.ts.net', 'nas.tail1234.ts.net'],
  ['enroll.x.dedyn.io', 'x.dedyn.io'],
  ['enroll.alice.mooo.com', 'alice.mooo.com'],
  ['enroll.home.test', 'home.test'],
  ['enroll.home.localhost', 'home.localhost'],
  ['enroll.nas.lan', 'nas.lan'],
  ['enroll.home.internal', 'home.internal'],
  ['enroll.mine.home.arpa', 'mine.home.arpa'],
  ['enroll.127.0.0.1.nip.io', '127.0.0.1.nip.io'],
  ['enroll.xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['enroll.city.kobe.jp', 'city.kobe.jp'],
  ['enroll.www.ck', 'www.ck'],
] as const;

/** Of more people than one, or nobody's. */
const SHARED = [
  ...['example.com', 'enroll.com', 'enroll.localhost', 'enroll.test', 'enroll.lan', 'enroll.internal', 'enroll.local'],
  ...['enroll.co.uk', 'enroll.duckdns.org', 'enroll.github.io', 'enroll.myfritz.net', 'enroll.synology.me'],
  ...['enroll.dedyn.io', 'enroll.ddns.net', 'enroll.ts.net', 'enroll.home.arpa', 'enroll.xn--55qx5d.cn'],
  // The host itself is a suffix by a wildcard rule, its parent is none.
  ...['enroll.kobe.jp', 'enroll.ck', 'enroll.compute.amazonaws.com'],
  // Given to strangers, though the Public Suffix List does not have them.
  ...['enroll.mooo.com', 'enroll.us.to', 'enroll.asuscomm.com', 'enroll.lhr.life', 'enroll.plex.direct'],
  // Anybody has a name there by an address that is written into it.
  ...['192-0-2-7.nip.io', '192-0-2-7.sslip.io', 'enroll.traefik.me'],
  ...['localhost', 'com', '127.0.0.1', '[::1]', '', '.', 'enroll.', '.com', 'enroll..com', 'ENROLL.example.com'],
  ...['enroll.example.com.', 'enroll.example.com:8443', 'enroll.bücher.example', '_x.example.com', '*.example.com'],
];

describe('the domain of a home', () => {
  it.each(OWN)('of %s is %s', (host, domain) => {
    expect(homeDomain(host)).toBe(domain);
  });
  it.each(SHARED)('of %j is nobody’s own', (host) => {
    expect(homeDomain(host)).toBeUndefined();
    expect(() => requireDomain(host)).toThrow(expect.objectContaining({ code: 'HOME_CLAIMS_TOO_MUCH' }));
  });

  const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
  const suffix = fc.constantFrom('com', 'co.uk', 'duckdns.org', 'github.io', 'lan', 'localhost', 'home.arpa', 'ck');
  const host = fc.tuple(fc.array(label, { minLength: 1, maxLength: 4 }), suffix).map(([labels, end]) => {
    return [...labels, end].join('.');
  });

  it('is the parent of the host or nothing, never a suffix, and nothing outside it is believed', () => {
    fc.assert(
      fc.property(host, host, (one, other) => {
        const domain = homeDomain(one);
        if (domain === undefined) return;
        expect(one).toBe(`${one.split('.')[0]}.${domain}`);
        expect(['com', 'co.uk', 'duckdns.org', 'github.io', 'lan', 'localhost', 'home.arpa', 'ck']).not.toContain(
          domain,
        );
        const claim = () =>
          checkHome({ home: { name: 'x', domain }, services: [{ name: 'x', url: `https://${other}/` }] }, domain);
        if (isWithin(other, domain)) claim();
        else expect(claim).toThrow();
        if (other !== domain)
          expect(() => checkHome({ home: { name: 'x', domain: other }, services: [] }, domain)).toThrow();
      }),
    );
  });

  it('is the same for latchkey.yaml: a home that it takes without a warning is one that apps take', () => {
    const read = (domain: string, enrolment: string) =>
      parseConfig(`home:\n  name: A\n  domain: '${domain}'\n  enrolment: '${enrolment}'\nlan: []\n`, 'latchkey.yaml');
    fc.assert(
      fc.property(host, label, (domain, enrolment) => {
        const parsed = read(domain, enrolment);
        if (normaliseHost(`${enrolment}.${domain}`) === undefined) return;
        expect(parsed.ok).toBe(true);
        const warned = parsed.ok && parsed.warnings.some(({ path }) => path === 'home.domain');
        expect(warned).toBe(homeDomain(`${enrolment}.${domain}`) !== domain);
      }),
    );
    const parsed = read('duckdns.org', 'enroll');
    expect(parsed.ok && parsed.warnings[0]?.message).toContain('write a name below it');
    expect(parsed.ok && parsed.warnings[0]?.line).toBe(3);
  });
});
