import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { certificatesAmong, failureOf, withoutSecrets } from '../../../../../server/stack/lego/words.ts';

const NOW = Date.UTC(2026, 10, 28);
/** As lego 4.9.1 says it. */
const said = (...lines: readonly string[]) => [
  '2026/11/28 23:30:15 [INFO] [home.example.net] acme: Preparing to solve DNS-01',
  '2026/11/28 23:30:16 [WARN] [home.example.net] acme: cleaning up failed: httpreq: 500',
  ...lines,
];

describe('a failure is told by what was said', () => {
  test.each([
    [
      'rate-limited',
      [
        '2026/11/28 23:30:16 Could not obtain certificates:',
        '\tacme: error: 429 :: POST :: https://ca/order :: urn:ietf:params:acme:error:rateLimited :: too many certificates',
      ],
    ],
    ['not-authorised', ['[a.example.net] [a.example.net] acme: error presenting token: httpreq: 401: request failed']],
    [
      'not-authorised',
      [
        '[a.example.net] acme: error presenting token: rfc2136: failed to insert: DNS update failed: server replied: NOTAUTH',
      ],
    ],
    [
      'not-authorised',
      ['2026/11/28 23:30:16 cloudflare: some credentials information are missing: CF_API_EMAIL,CF_API_KEY'],
    ],
    [
      'ca-unreachable',
      ["2026/11/28 23:30:16 Could not create client: get directory at 'https://ca/dir': dial tcp: connection refused"],
    ],
    [
      'dns-not-there',
      ['[a.example.net] time limit exceeded: last error: NS ns1.example.net. did not return the expected TXT record'],
    ],
    [
      'dns-not-there',
      [
        '[a.example.net] acme: error: 403 :: urn:ietf:params:acme:error:unauthorized :: Error retrieving TXT records for DNS challenge',
      ],
    ],
    [
      'account-unknown',
      ['\tacme: error: 400 :: urn:ietf:params:acme:error:accountDoesNotExist :: unable to find account'],
    ],
    ['other', ['\tacme: error: 400 :: urn:ietf:params:acme:error:rejectedIdentifier :: policy forbids']],
  ] as const)('%s: %j', (kind, lines) => {
    expect(failureOf(said(...lines), [], NOW).kind).toBe(kind);
  });

  test.each([
    ['retry after 2026-11-30 12:00:00 UTC: see https://letsencrypt.org', Date.UTC(2026, 10, 30, 12)],
    ['retry after 2026-11-30T12:00:00Z', Date.UTC(2026, 10, 30, 12)],
    ['Retry-After: 3600', NOW + 3_600_000],
    ['come back later', undefined],
  ])('when the CA says until when: %s', (words, notBefore) => {
    expect(failureOf([`acme: error: 429 :: too many certificates, ${words}`], [], NOW).notBefore).toBe(notBefore);
  });

  test('in one short line that obeys nobody, without what every failure says', () => {
    const { reason } = failureOf(
      said('error: one or more domains had a problem:', `[a] x\u001b[31m\u202e ${'y'.repeat(5000)}`),
      [],
      NOW,
    );
    expect(reason).toMatch(/^It did not work: x\\u\{1b\}/);
    expect(reason.length).toBeLessThan(500);
    for (const hidden of ['\u001b', '\u202e', '\n', 'one or more']) expect(reason).not.toContain(hidden);
  });

  test('also when nothing was said', () => {
    expect(failureOf([], [], NOW)).toEqual({ kind: 'other', reason: 'It did not work' });
  });
});

describe('a secret is in no word', () => {
  const secret = fc
    .string({ minLength: 6, maxLength: 40, unit: fc.constantFrom(...'abcXYZ019+/=?&"\\ -_~%') })
    .filter((text) => text.trim().length >= 6);

  test('as it is, in a URL, in JSON, in hexadecimal, and in base64 behind a name of any length', () => {
    fc.assert(
      fc.property(secret, fc.string({ maxLength: 9, unit: fc.constantFrom(...'abc:') }), (password, user) => {
        const hidden = password.trim();
        const forms = [
          hidden,
          encodeURIComponent(hidden),
          JSON.stringify(hidden),
          Buffer.from(hidden).toString('hex'),
          Buffer.from(`${user}:${hidden}`).toString('base64'),
          Buffer.from(`${user}:${hidden}:more`).toString('base64url'),
        ];
        const text = withoutSecrets(forms.map((form) => `said ${form} end`).join('\n'), [password]);
        expect(text.split('\n').filter((line) => !line.includes('(secret)'))).toEqual([]);
        for (const encoded of text.matchAll(/[\w+/=-]{8,}/g))
          expect(Buffer.from(encoded[0], 'base64').toString('latin1')).not.toContain(hidden);
      }),
    );
  });

  test('nor a line of a secret of several lines', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n-----END PRIVATE KEY-----\n';
    expect(withoutSecrets('cannot read MIGHAgEAMBMGByqGSM49', [key])).toBe('cannot read (secret)');
  });

  test('nor one that nobody told us of', () => {
    expect(withoutSecrets('sent Authorization: Bearer abc.def-123456', [])).toBe('sent Authorization: Bearer (secret)');
  });
});

test('certificates are found among other lines, in their order', () => {
  const block = (body: string) => ['-----BEGIN CERTIFICATE-----', body, '-----END CERTIFICATE-----'];
  expect(certificatesAmong(['!!!!', ...block('AA=='), ...block('BB=='), 'bye'])).toBe(
    `${[...block('AA=='), ...block('BB==')].join('\n')}\n`,
  );
  expect(certificatesAmong(['-----END CERTIFICATE-----', '-----BEGIN CERTIFICATE-----'])).toBeUndefined();
});
