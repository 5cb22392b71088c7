import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../../../server/core/config/parse.ts';
import { USER_HEADER } from '../../../../../../server/core/config/sections/identity.ts';
import { IDENTITY_HEADERS } from '../../../../../../server/stack/caddy/identity-headers.ts';

function identityOf(yaml: string) {
  const parsed = parseConfig(
    `home: { name: A, domain: example.com }\nlan: [192.168.1.0/24]\nservices:\n  cloud:\n    upstream: http://127.0.0.1:1\n    identity: ${yaml}\n`,
    'latchkey.yaml',
  );
  return parsed.ok ? parsed.config.services[0]?.identity : parsed.problems.map(({ message }) => message).join('\n');
}

describe('identity of a service', () => {
  it.each([
    ['off', 'off'],
    ['on', 'certificate'],
    ['{ Remote-User: user }', { 'Remote-User': 'user' }],
    ['{ X-WEBAUTH-USER: user, X-WEBAUTH-EMAIL: email }', { 'X-WEBAUTH-USER': 'user', 'X-WEBAUTH-EMAIL': 'email' }],
    ['{ X-Forwarded-Preferred-Username: name }', { 'X-Forwarded-Preferred-Username': 'name' }],
  ])('%s', (yaml, expected) => expect(identityOf(yaml)).toEqual(expected));

  it.each([
    ['true', 'neither on nor off'],
    ['[Remote-User]', 'neither on nor off'],
    ['{}', 'write a header'],
    ['{ Remote-User: nick }', 'one of user, email, name, groups'],
    ['{ Remote-User: user, remote-user: email }', 'twice'],
    ...['X-User', 'X-Forwarded-For', 'X-Real-Ip', 'Host', 'Cookie', 'Remote.User', 'Remote_User', '"Remote-User "'].map(
      (name): [string, string] => [`{ ${name}: user }`, 'takes away from callers'],
    ),
  ])('is not %s', (yaml, problem) => expect(identityOf(yaml)).toContain(problem));
});

/** Whether Caddy deletes a header for one of these patterns, as its own code compares them (headers.HeaderOps.ApplyTo). */
function isDeleted(name: string): boolean {
  const lower = name.toLowerCase();
  return IDENTITY_HEADERS.some((pattern) => {
    const [begins, ends] = [pattern.startsWith('*'), pattern.endsWith('*')];
    const word = pattern.toLowerCase().slice(begins ? 1 : 0, ends ? -1 : undefined);
    if (begins && ends) return lower.includes(word);
    if (begins) return lower.endsWith(word);
    return ends ? lower.startsWith(word) : lower === word;
  });
}

it('every header that may be named is taken away from callers on every listener', () => {
  fc.assert(
    fc.property(fc.stringMatching(new RegExp(USER_HEADER.source)), (name) => {
      expect(isDeleted(name)).toBe(true);
    }),
  );
});
