/** Files that people bring as latchkey.yaml: what is wrong is said at its place, with what to do. */
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../../server/core/config/parse.ts';

const GOOD = 'home:\n  name: Example Home\n  domain: example.com\nservices:\n  cloud: http://127.0.0.1:8080\n';
const label = (length: number) => 'a'.repeat(length);
const problemsOf = (text: string) => {
  const read = parseConfig(text, 'latchkey.yaml');
  return read.ok ? [] : read.problems.map(({ line, path, message }) => `${line} ${path} ${message}`);
};

describe('is taken', () => {
  it.each<[string, string]>([
    ['line ends of Windows', GOOD.replaceAll('\n', '\r\n')],
    ['line ends of old Macs', GOOD.replaceAll('\n', '\r')],
    ['an alias', `${GOOD.replace('cloud: ', 'cloud: &here ')}  photos: *here\n`],
    ['a merge key', `${GOOD}  wiki: &wiki\n    upstream: http://127.0.0.1:1\n  photos:\n    <<: *wiki\n`],
    ['a name of 63 characters', GOOD.replace('cloud', label(63))],
  ])('%s', (_what, text) => {
    expect(problemsOf(text)).toEqual([]);
  });
});

describe('is refused, once, at its place', () => {
  it.each<[string, string, string]>([
    ['nothing', '', '1  this file is empty'],
    ['comments alone', '# nothing\n\n', '1  this file is empty'],
    ['a second document', `${GOOD}---\nhome: {}\n`, '6  a second document begins here'],
    ['a tab', GOOD.replace('  name', '\tname'), '2  a tab stands here'],
    ['a tab deeper', GOOD.replace('  cloud', '  \tcloud'), '5 '],
    ['a space of a web page', GOOD.replace('  name', '\u00A0\u00A0name'), '2  a space that is none to YAML'],
    ['a key twice', `${GOOD}home: { name: A }\n`, '6  this key is there twice'],
    ['a second colon', GOOD.replace('Example Home', 'Our: Home'), '2  this is not YAML: a second colon'],
    ['an alias of nothing', GOOD.replace('http://127.0.0.1:8080', '*nothing'), '5  a value begins with * and refers'],
    ['a pattern without quotes', `${GOOD}sites: [*.caddy]\n`, '6  a value begins with * and refers'],
    ['a merge of what is no section', GOOD.replace('home:\n', 'home:\n  <<: 5\n'), '2  << stands in front of a value'],
    ['a merge of a list', `${GOOD}lan: &lan []\ncontact:\n  <<: [*lan]\n`, '1  a << refers to what is no section'],
    ['a type', GOOD.replace('Example Home', '!!binary aGVsbG8='), '2  this is not YAML: a value begins with !'],
    ['a list as a key', `${GOOD}? [a, b]\n: c\n`, '6  this is not YAML: a list or a section stands'],
    ['a key that is an object’s own', `${GOOD}  __proto__: http://127.0.0.1:1\n`, '6  this is no name for a key'],
    [
      'a number twice as a key',
      `${GOOD}  1: http://127.0.0.1:1\n  "1": http://127.0.0.1:2\n`,
      '7  this key is there twice',
    ],
    [
      'one host twice',
      `${GOOD}hosts:\n  A.example.org: { for: chosen }\n  a.example.org: {}\n`,
      '8 hosts.a.example.org is',
    ],
    [
      'one wildcard twice',
      `${GOOD}hosts:\n  '*.a.example.org': { for: chosen }\n  '*.A.example.org': {}\n`,
      '8 hosts.*.A',
    ],
    ['a domain with a long part', GOOD.replace('example.com', `${label(64)}.com`), '3 home.domain has a part of 64'],
    [
      'a domain too long',
      GOOD.replace('example.com', `${[60, 60, 60, 60].map(label).join('.')}.abcdefg.com`),
      '3 home.domain is 255 characters long',
    ],
    [
      'a domain too long for a service',
      GOOD.replace('example.com', [60, 60, 60, 60].map(label).join('.')).replace('cloud', label(20)),
      '5 ',
    ],
    ['a long name of a service', GOOD.replace('cloud', label(64)), `5 services.${label(64)} has a part of 64`],
    [
      'a long part of an upstream',
      GOOD.replace('127.0.0.1', `${label(64)}.lan`),
      '5 services.cloud is not an upstream',
    ],
    ['a host with a long part', `${GOOD}hosts:\n  ${label(64)}.example.com: { for: chosen }\n`, '7 '],
  ])('%s', (_what, text, problem) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.startsWith(problem), problems[0]).toBe(true);
  });
});

describe('never repeats a value', () => {
  const SECRET = 'hunter2';
  it.each([
    `*${SECRET}`,
    `!${SECRET}`,
    `|${SECRET}`,
    `"a" ${SECRET}`,
    `"${SECRET}`,
    `"${SECRET}\\q"`,
    `{ a ${SECRET}: ] ${SECRET}`,
    `@${SECRET}`,
    `%${SECRET}`,
    `a: ${SECRET}: b`,
    `- ${SECRET}`,
    `<<: ${SECRET}`,
    `*${SECRET} : ${SECRET}`,
    `${SECRET}\n  ${SECRET}: ]`,
  ])('%s', (value) => {
    const problems = problemsOf(`${GOOD}notices:\n  email:\n    password: ${value}\n`);
    expect(problems).not.toEqual([]);
    expect(problems.join('\n')).not.toContain(SECRET);
  });
});
