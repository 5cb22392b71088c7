/** What one layer lets pass, the next one takes: every limit that two of them know, tried at its edge and one beyond. */
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../server/core/config/parse.ts';
import { OUTSIDE_CONNECTIONS } from '../../../server/core/config/sections/limits.ts';
import { INVITATION_LIFE } from '../../../server/core/enrolment/invitations.ts';
import { homeLayout } from '../../../server/core/layout.ts';
import { renderHaproxy } from '../../../server/stack/haproxy/config.ts';
import { certificateReplySchema, ROUTES } from '../../../shared/api.ts';
import { MAX_HOST, MAX_LABEL } from '../../../shared/host.ts';
import { CALLS } from '../../../shared/ipc/contract.ts';
import {
  BODY_LIMIT,
  MAX_CERTIFICATE_DAYS,
  MAX_PASSWORD,
  MAX_REPLY_BYTES,
  MAX_SERVICES,
} from '../../../shared/limits.ts';
import { MAX_NAME } from '../../../shared/name-rules.ts';
import { nameSchema, saidNameSchema } from '../../../shared/names.ts';

const config = (text: string, domain = 'home.example.com') =>
  parseConfig(`home: { name: Home, domain: ${domain} }\nlan: []\n${text}`, 'latchkey.yaml');
const problems = (text: string, domain?: string) => {
  const parsed = config(text, domain);
  return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path} ${message}`);
};
const services = (names: readonly string[]) =>
  `services:\n${names.map((name) => `  ${name}: { upstream: 'http://127.0.0.1:80', icon: "🏴󠁧󠁢󠁳󠁣󠁴󠁿" }\n`).join('')}`;

/** The longest domain that still has room for a service's name. */
const DOMAIN = `${`${'d'.repeat(MAX_LABEL)}.`.repeat(2)}${'e'.repeat(MAX_HOST - 3 * MAX_LABEL - 3 - 4)}.com`;
const longest = (count: number) =>
  Array.from({ length: count }, (_, at) => `${'n'.repeat(MAX_LABEL - 4)}${String(at).padStart(4, '0')}`);
/** The longest name: code points beyond the Basic Multilingual Plane. */
const NAME = '𠮷'.repeat(MAX_NAME);

function reply(names: readonly string[]) {
  const pem = (label: string) => `-----BEGIN ${label}-----\n${'A'.repeat(8000)}\n-----END ${label}-----\n`;
  const time = new Date(0).toISOString();
  return {
    certificate: pem('CERTIFICATE'),
    ca: pem('CERTIFICATE'),
    fingerprint: 'a'.repeat(64),
    notBefore: time,
    notAfter: time,
    home: { name: NAME, domain: DOMAIN },
    person: NAME,
    device: { id: '00000000-0000-4000-8000-000000000000', name: NAME },
    services: names.map((name) => ({ name, url: `https://${name}.${DOMAIN}:65535/`, icon: '🏴󠁧󠁢󠁳󠁣󠁴󠁿' })),
    renewalSecret: 'a'.repeat(43),
  };
}

describe('services', () => {
  it('as many as latchkey.yaml may have, with the longest names, fit a reply and what the app reads', () => {
    const names = longest(MAX_SERVICES);
    expect(problems(services(names), DOMAIN)).toEqual([]);
    expect(certificateReplySchema.safeParse(reply(names)).success).toBe(true);
    const { services: promised, home, person } = reply(names);
    const preview = { home, person, services: promised, expiresAt: new Date(0).toISOString(), certificateDays: 1 };
    expect(ROUTES.previewInvitation.reply.safeParse(preview).success).toBe(true);
    const whoami = { state: 'active', zone: 'wan', time: new Date(0).toISOString(), services: promised };
    expect(ROUTES.whoami.reply.safeParse(whoami).success).toBe(true);
    expect(Buffer.byteLength(JSON.stringify(reply(names)))).toBeLessThan(MAX_REPLY_BYTES);
  });

  it('one more is refused with the number, where it is written', () => {
    expect(problems(services(longest(MAX_SERVICES + 1)), DOMAIN)).toEqual([
      expect.stringMatching(
        new RegExp(`^services has ${MAX_SERVICES + 1} services, and a home has at most ${MAX_SERVICES}`),
      ),
    ]);
  });

  it('the longest name can be opened from the window', () => {
    const homeId = '00000000-0000-4000-8000-000000000000';
    expect(CALLS.openService.argument.safeParse({ homeId, service: 'n'.repeat(MAX_LABEL) }).success).toBe(true);
    expect(problems(services(['n'.repeat(MAX_LABEL + 1)]))).toEqual([expect.stringContaining('63 are the most')]);
  });
});

describe('names', () => {
  it('the longest that is given passes every layer, and the window can be told it', () => {
    expect(nameSchema.parse(NAME)).toBe(NAME);
    expect(saidNameSchema.parse(NAME)).toBe(NAME);
    expect(CALLS.enrol.argument.safeParse({ invite: 'x', deviceName: NAME, keepOld: false }).success).toBe(true);
    expect(problems(`contact: { name: ${NAME} }`)).toEqual([]);
    expect(problems(`contact: { name: ${NAME}x }`)).toHaveLength(1);
  });

  it('a request with the longest of everything fits the body that is read', () => {
    const csr = `-----BEGIN CERTIFICATE REQUEST-----\n${'A'.repeat(8000)}\n-----END CERTIFICATE REQUEST-----\n`;
    const request = { code: 'a'.repeat(64), csr, device: { name: NAME, platform: 'windows' } };
    expect(ROUTES.issueCertificate.request?.safeParse(request).success).toBe(true);
    expect(Buffer.byteLength(JSON.stringify(request))).toBeLessThan(BODY_LIMIT);
  });
});

describe('numbers', () => {
  it.each([
    ['devices: { certificate-days: N }', MAX_CERTIFICATE_DAYS],
    ['limits: { connections-per-stranger: N }', OUTSIDE_CONNECTIONS],
  ])('%s is taken up to what its reader takes', (text, most) => {
    expect(problems(text.replace('N', String(most)))).toEqual([]);
    expect(problems(text.replace('N', String(most + 1)))).toHaveLength(1);
  });

  it("everybody outside gets as many connections as latchkey.yaml's bound says", () => {
    const parsed = config('');
    if (!parsed.ok) throw new Error('no home');
    expect(renderHaproxy(parsed.config, homeLayout('/srv/home'))).toContain(`fe_conn gt ${OUTSIDE_CONNECTIONS} }`);
  });

  it('invitations may live in latchkey.yaml as long as on the command line', () => {
    const [least, most] = [INVITATION_LIFE.min / 60_000, INVITATION_LIFE.max / 86_400_000];
    expect(problems(`invitations: { life: ${least}m }`)).toEqual([]);
    expect(problems(`invitations: { life: ${most}d }`)).toEqual([]);
    expect(problems(`invitations: { life: ${most + 1}d }`)).toEqual([expect.stringContaining('from 1m to 90d')]);
  });

  it("a browser's password may be as long as its field", () => {
    const homeId = '00000000-0000-4000-8000-000000000000';
    const add = (length: number) =>
      CALLS.addToStore.argument.safeParse({ homeId, storeId: 'x', password: 'p'.repeat(length) });
    expect([add(MAX_PASSWORD).success, add(MAX_PASSWORD + 1).success]).toEqual([true, false]);
  });
});
