import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../../../../server/core/config/duration.ts';
import type { HomeConfig } from '../../../../../server/core/config/home-config.ts';
import { parseConfig } from '../../../../../server/core/config/parse.ts';
import { writeConfig } from '../../../../../server/core/config/write-config.ts';
import { nameProblem, tidyName } from '../../../../../shared/name-rules.ts';

const MINIMAL = 'home: { name: Example Home, domain: home.example.com }\n';

function read(text: string): HomeConfig {
  const result = parseConfig(text, 'latchkey.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.config;
}

describe('defaults', () => {
  test('two lines are a home: everybody is the WAN, every address listens, an own root', () => {
    expect(read(MINIMAL)).toMatchObject({
      name: 'Example Home',
      domain: 'home.example.com',
      enrolmentHost: 'enroll.home.example.com',
      lan: [],
      listen: ['0.0.0.0', '::'],
      ports: { https: 443, http: 80 },
      certificates: { kind: 'internal' },
      services: [],
      invitations: { lifeSeconds: 72 * 3600 },
      devices: { certificateDays: 365 },
    });
  });

  test('a .localhost home listens to this machine alone', () => {
    expect(read('home: { name: A, domain: home.localhost }').listen).toEqual(['127.0.0.1', '::1']);
  });

  test.each(['localhost.example.com', 'mylocalhost.test'])('%s is not a .localhost domain', (domain) => {
    expect(read(`home: { name: A, domain: ${domain} }`).listen).toEqual(['0.0.0.0', '::']);
  });
});

describe('what is written is normalised once', () => {
  test('hosts to lower-case A-labels, addresses to their canonical text', () => {
    const config = read(`${MINIMAL.replace('home.example.com', 'Bücher.Example.')}
lan: [FD12:3456:789A:0::/48]
listen: ["FD12:3456:789A:0:0::1"]
services: { cloud: "HTTPS://Example.INTERNAL" }`);
    expect(config).toMatchObject({
      domain: 'xn--bcher-kva.example',
      lan: ['fd12:3456:789a::/48'],
      listen: ['fd12:3456:789a::1'],
      services: [{ name: 'cloud', host: 'cloud.xn--bcher-kva.example', upstream: 'https://example.internal:443' }],
    });
  });

  test('the order of the services is the order of the file', () => {
    const config = read(`${MINIMAL}services: { zoo: "http://a:1", attic: "http://b:2" }`);
    expect(config.services.map(({ name }) => name)).toEqual(['zoo', 'attic']);
  });
});

describe('attacks on the reader', () => {
  test('aliases that multiply without end are refused, not expanded', () => {
    const bomb = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`).join('\n');
    expect(parseConfig(`a0: &a0 [x]\n${bomb}\n`, 'latchkey.yaml').ok).toBe(false);
  });

  test('a second document cannot hide behind the first', () => {
    expect(parseConfig(`${MINIMAL}---\n${MINIMAL}`, 'latchkey.yaml').ok).toBe(false);
  });

  test('whatever the text, there is a configuration or a located problem, never a throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `${MINIMAL}services:\n  ${text}`),
        ),
        (text) => {
          const result = parseConfig(text, 'latchkey.yaml');
          if (result.ok) return;
          expect(result.problems.length).toBeGreaterThan(0);
          for (const { line, column } of result.problems) expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
        },
      ),
    );
  });
});

describe('the first latchkey.yaml', () => {
  const name = fc
    .string({ minLength: 1, maxLength: 64, unit: 'grapheme' })
    .filter((text) => nameProblem(text) === undefined);

  test('says what it was told, whatever the home is called', () => {
    fc.assert(
      fc.property(name, (text) => {
        const config = read(
          writeConfig({
            name: text,
            domain: 'example.com',
            lan: ['192.168.1.0/24', 'fd12::/64'],
            listen: ['127.0.0.1', '::1'],
            ports: { https: 10443, http: 'off' },
            certificates: {
              kind: 'dns-01',
              provider: 'cloudflare',
              credentials: { CF_DNS_API_TOKEN: { file: 'secrets/token' } },
            },
            services: [{ name: 'yes', upstream: 'http://127.0.0.1:18080' }],
          }),
        );
        expect(config).toMatchObject({
          name: tidyName(text),
          lan: ['192.168.1.0/24', 'fd12::/64'],
          listen: ['127.0.0.1', '::1'],
          ports: { https: 10443, http: 'off' },
          certificates: {
            kind: 'dns-01',
            provider: 'cloudflare',
            credentials: { CF_DNS_API_TOKEN: { file: 'secrets/token' } },
          },
          services: [{ name: 'yes', upstream: 'http://127.0.0.1:18080' }],
        });
      }),
    );
  });

  test.each([
    { kind: 'internal' },
    { kind: 'files', certificate: '/etc/tls/home.crt', key: 'tls/my home.key' },
    { kind: 'dns-01', provider: 'hetzner', credentials: { HETZNER_API_KEY: { env: 'TOKEN' } } },
  ] as const)('certificates: %j', (certificates) => {
    const text = writeConfig({ name: 'A', domain: 'example.com', lan: [], certificates, services: [] });
    expect(read(text)).toMatchObject({ certificates, lan: [], services: [], listen: ['0.0.0.0', '::'] });
  });
});

describe('the page of an invite', () => {
  const yaml = (more: string) => `home: { name: Example Home, domain: example.com }\n${more}`;
  const read = (more: string) => parseConfig(yaml(more), 'latchkey.yaml');

  test.each([
    ['', 'hello.example.com'],
    ['phones: { name: welcome }', 'welcome.example.com'],
    ['phones: { page: off }', undefined],
  ])('%j: %s', (more, pageHost) => {
    const result = read(more);
    expect(result.ok && result.config.pageHost).toBe(pageHost);
    expect(result.ok && result.warnings).toEqual([]);
  });

  test.each(['services: { hello: "http://127.0.0.1:1" }', 'hosts: { Hello.Example.com: { for: chosen } }'])(
    'a home that had given the name away keeps it so, with a warning: %s',
    (more) => {
      const result = read(more);
      expect(result.ok && 'pageHost' in result.config).toBe(false);
      expect(result.ok && result.warnings.map(({ message }) => message)).toEqual([
        expect.stringMatching(/^hello\.example\.com is .*phones: \{ name: … \}/),
      ]);
    },
  );

  test.each([
    'services: { cloud: "http://127.0.0.1:1" }\nphones: { name: cloud }',
    'phones: { name: enroll }',
    'hosts: { wiki.example.com: { for: chosen } }\nphones: { name: wiki }',
  ])('a name that was chosen and is taken is an error: %j', (more) => {
    expect(read(more)).toMatchObject({ ok: false, problems: [{ path: 'phones.name' }] });
  });
});

test('a public network in the LAN list is allowed with a warning: it may be somebody else', () => {
  const result = parseConfig(`${MINIMAL}lan: [203.0.114.0/24, 10.0.0.0/24]`, 'latchkey.yaml');
  expect(result).toMatchObject({ ok: true, warnings: [{ path: 'lan[0]', line: 2, column: 7 }] });
});

test.each([
  ['90m', 5400],
  ['72h', 259_200],
  ['14d', 1_209_600],
  ['0h', undefined],
  ['1.5h', undefined],
  ['-1h', undefined],
  ['1w', undefined],
  ['h', undefined],
  ['1h 1m', undefined],
])('duration %s', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});
