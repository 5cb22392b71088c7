/** What people bring as latchkey.yaml: each file of test/fixtures/latchkey-yaml is one way to write it, right or wrong. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseConfig } from '../../../../../server/core/config/parse.ts';
import { NotUtf8Error, textOf } from '../../../../../shared/text-encoding.ts';

const read = (name: string) => readFileSync(`test/fixtures/latchkey-yaml/${name}.yaml`);
const parse = (text: string) => parseConfig(text, 'latchkey.yaml', []);
const problems = (text: string) => {
  const result = parse(text);
  return result.ok ? [] : result.problems.map(({ path, message }) => `${path ?? ''} ${message}`.trim());
};

it.each<[string, string | undefined]>([
  ['01-tab-indent', 'a tab stands here'],
  ['02-bom', undefined],
  ['03-crlf', undefined],
  ['07-smart-quotes', undefined],
  ['08-colon-in-name', 'this is not YAML'],
  ['09-hash-in-name', undefined],
  ['10-name-yes', undefined],
  ['11-name-number', 'home.name is not understood here'],
  ['12-name-null', 'home.name is missing'],
  ['13-http-off-unquoted', undefined],
  ['14-http-no', 'ports.http is neither a port nor off'],
  ['15-http-false', 'ports.http is neither a port nor off'],
  ['16-port-octal', undefined],
  ['17-port-quoted', 'write a port number'],
  ['18-port-sexagesimal', 'write a port number'],
  ['19-duplicate-service', 'is there twice'],
  ['20-anchors-aliases', undefined],
  ['22-identity-true', 'neither on nor off'],
  ['23-identity-on', undefined],
  ['24-identity-yes', 'neither on nor off'],
  ['25-lan-host-bits', 'write 192.168.1.0/24'],
  ['26-lan-range', 'is not a network'],
  ['27-lan-netmask', 'is not a network'],
  ['28-lan-star', 'is not a network'],
  ['29-lan-bare-address', 'write 192.168.1.10/32'],
  ['30-lan-ula', undefined],
  ['32-lan-link-local-zone', 'is not a network'],
  ['33-lan-string-not-list', 'write a list of networks'],
  ['35-lan-space', 'is not a network'],
  ['36-lan-private-ranges', 'is not a network'],
  ['38-lan-everything', 'the whole internet'],
  ['39-lan-trailing-dot-number', 'is not a network'],
  ['41-domain-upper', undefined],
  ['42-domain-trailing-dot', undefined],
  ['43-domain-idn', undefined],
  ['44-domain-single-label', 'is not a domain'],
  ['45-domain-deep', undefined],
  ['46-domain-url', 'is not a domain'],
  ['47-domain-wildcard', 'is not a domain'],
  ['49-domain-underscore', 'is not a domain'],
  ['50-domain-duckdns', undefined],
  ['51-domain-ip', 'is an IP address'],
  ['52-service-upper', 'is not one DNS label'],
  ['53-service-underscore', 'is not one DNS label'],
  ['54-service-number', undefined],
  ['55-service-on', undefined],
  ['56-service-dotted', 'is not one DNS label'],
  ['58-upstream-no-scheme', 'is not an upstream'],
  ['59-upstream-docker-name', undefined],
  ['60-upstream-trailing-slash', undefined],
  ['61-upstream-path', 'has a path'],
  ['62-upstream-underscore-host', undefined],
  ['63-upstream-ipv6', undefined],
  ['64-upstream-h2c', 'is not an upstream'],
  ['65-upstream-unix', 'is not an upstream'],
  ['67-caddy-tab-block', undefined],
  ['68-caddy-crlf', undefined],
  ['69-listen-ula-unquoted', undefined],
  ['70-listen-hostport', 'is not an IP address'],
  ['71-empty-services', 'services is missing'],
  ['72-document-end-markers', undefined],
  ['74-certificates-inline-two', 'write internal, http-01'],
  ['75-token-inline', 'never the token itself'],
  ['76-cert-tilde-path', 'begins with ~'],
  ['77-cert-windows-path', 'choose a plainer path'],
  ['78-icon-shortcode', 'is not one emoji'],
  ['79-icon-flag-zwj', undefined],
  ['80-life-days-word', 'write one such as 72h'],
  ['81-life-iso', 'write one such as 72h'],
  ['82-life-number', 'write a time such as 72h'],
  ['83-life-upper', 'write one such as 72h'],
  ['85-name-nfd-emoji', undefined],
  ['86-name-quotes-backslash', undefined],
  ['87-misspelt-key', 'did you mean certificates'],
  ['88-old-identity-bool-string', undefined],
  ['89-inline-map-colon-no-space', 'services.cloud.upstream is missing'],
  ['90-service-without-space', 'write the services, one a line'],
])('%s', (name, words) => {
  const found = problems(textOf(read(name), 'latchkey.yaml'));
  if (words === undefined) expect(found).toEqual([]);
  else expect(found.join('\n')).toContain(words);
});

const utf8 = read('85-name-nfd-emoji');
const umlaut = read('05-latin1-umlaut');
const ascii = read('03-crlf');
const sixteen = (text: string) => Buffer.from(text, 'utf16le');
it.each([
  ['Latin-1', umlaut, /perhaps Windows-1252 or Latin-1; .*iconv -f WINDOWS-1252/],
  ['Windows-1252 quotes', Buffer.concat([ascii, Buffer.from([0x23, 0x84, 0x93])]), /not UTF-8/],
  ['UTF-16LE with a mark', sixteen(`\uFEFF${utf8}`), /UTF-16LE .*iconv -f UTF-16/],
  ['UTF-16LE without a mark', sixteen(ascii.toString()), /UTF-16LE/],
  ['UTF-16BE with a mark', sixteen(`\uFEFF${utf8}`).swap16(), /UTF-16BE/],
  ['UTF-16BE without a mark', sixteen(ascii.toString()).swap16(), /UTF-16BE/],
  ['NUL', Buffer.concat([ascii, Buffer.from([0])]), /NUL/],
])('%s is refused, and the encoding named', (_what, bytes, words) => {
  expect(() => textOf(bytes, '/srv/latchkey/latchkey.yaml')).toThrow(NotUtf8Error);
  expect(() => textOf(bytes, '/srv/latchkey/latchkey.yaml')).toThrow(words);
});

const HOME = (domain: string, upstream = 'http://127.0.0.1:8080', more = '') =>
  `home:\n  name: Home\n  domain: ${domain}\nlan: []\nservices:\n  cloud: ${upstream}\n${more}`;
it.each([
  ...['“home.example.com”', '„home.example.com“', '»home.example.com«', '「home.example.com」', 'home.example.com🔑'],
  ...['home.example.com™', 'home.example.xn--com-5o0a', 'h\u043eme.example.com'],
])('%s is no domain', (domain) => {
  expect(problems(HOME(domain)).join('\n')).toContain('home.domain is not a domain');
});
it.each([
  ...[
    'http://cloud”:80',
    'http://“cloud.lan”:80',
    'http://cloud🔑.lan:80',
    'http://xn--ls8h.lan:80',
    'http://cl\u043eud.lan:80',
  ],
])('%s is no upstream', (upstream) => {
  expect(problems(HOME('home.example.com', upstream)).join('\n')).toContain('is not an upstream');
});
it.each(['http://cloud:80', 'http://küche.lan:80', 'http://küche:80', 'http://a_b.c:80', 'http://[fd00::1]:80'])(
  '%s is an upstream',
  (upstream) => {
    expect(problems(HOME('home.example.com', upstream))).toEqual([]);
  },
);
it.each([
  [
    'the mail server',
    'notices:\n  email: { host: smtp.example.com”, from: a@example.com, to: [a@example.com] }\n',
    'notices.email.host',
  ],
  [
    'the webhook',
    'notices:\n  webhook: { url: "https://ntfy🔑.example.com/x", secret: { env: A } }\n',
    'notices.webhook.url',
  ],
])('%s may have no quote or emoji next to its name', (_what, more, path) => {
  expect(problems(HOME('home.example.com', undefined, more)).join('\n')).toContain(path);
});
