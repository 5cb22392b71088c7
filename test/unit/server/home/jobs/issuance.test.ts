/** What the admin learns of a CA that gives no certificate, by the lines that Caddy 2.11.4 writes. */
import { describe, expect, test } from 'vitest';
import type { NewAuditEntry } from '../../../../../server/core/audit/audit.ts';
import { IssuanceWatch } from '../../../../../server/home/jobs/issuance.ts';
import { parseLogLine } from '../../../../../server/stack/process/log-lines.ts';
import { whyNotIssued } from '../../../../../server/stack/server-certificate/issuance.ts';

const AWAY =
  'registering account [] with server: provisioning client: Get "https://ca/dir": dial tcp: connection refused';
const LIMITED = 'HTTP 429 urn:ietf:params:acme:error:rateLimited - too many certificates already issued';

function watch() {
  const entries: NewAuditEntry[] = [];
  let full = false;
  const watching = new IssuanceWatch(
    {
      record: (entry) => {
        if (full) throw new Error('disk full');
        entries.push(entry);
      },
    },
    () => undefined,
  );
  const hear = (fields: object) =>
    watching.heard({ kind: 'log', line: parseLogLine('caddy', JSON.stringify({ level: 'error', ...fields })) });
  return {
    subjects: () => entries.map(({ subject }) => subject),
    fails: (identifier: string, error: string, logger = 'tls.obtain') =>
      hear({ logger, msg: 'could not get certificate from issuer', identifier, issuer: 'ca-dir', error }),
    succeeds: (identifier: string, logger = 'tls.obtain') =>
      hear({ logger, msg: `certificate ${logger === 'tls.obtain' ? 'obtained' : 'renewed'} successfully`, identifier }),
    says: hear,
    fill: (is: boolean) => {
      full = is;
    },
  };
}

describe('one entry for one cause', () => {
  test('however many names, however often, until all of them have a certificate', () => {
    const { subjects, fails, succeeds } = watch();
    for (let i = 0; i < 3; i += 1) for (const host of ['a.example', 'b.example']) fails(host, AWAY);
    expect(subjects()).toEqual(['a.example']);
    succeeds('a.example');
    fails('b.example', AWAY);
    expect(subjects()).toEqual(['a.example']);
    succeeds('b.example');
    fails('b.example', AWAY);
    expect(subjects()).toEqual(['a.example', 'b.example']);
  });

  test('another cause is another entry', () => {
    const { subjects, fails } = watch();
    fails('a.example', AWAY);
    fails('a.example', LIMITED);
    fails('b.example', AWAY);
    expect(subjects()).toEqual(['a.example', 'a.example']);
  });

  test('a renewal is given a second try', () => {
    const { subjects, fails, succeeds } = watch();
    fails('a.example', AWAY, 'tls.renew');
    succeeds('a.example', 'tls.renew');
    fails('a.example', AWAY, 'tls.renew');
    expect(subjects()).toEqual([]);
    fails('a.example', AWAY, 'tls.renew');
    expect(subjects()).toEqual(['a.example']);
  });

  test('one that could not be written is written the next time', () => {
    const { subjects, fails, fill } = watch();
    fill(true);
    fails('a.example', AWAY);
    fill(false);
    fails('a.example', AWAY);
    expect(subjects()).toEqual(['a.example']);
  });

  test('what others log is nothing of it', () => {
    const { subjects, says } = watch();
    const msg = 'could not get certificate from issuer';
    says({ logger: 'http.log.access', msg, identifier: 'a.example', error: LIMITED });
    says({ logger: 'tls.obtain', msg: 'will retry', error: LIMITED });
    says({ logger: 'tls.obtain', msg, identifier: 7, error: LIMITED });
    expect(subjects()).toEqual([]);
  });
});

describe('why not', () => {
  test.each([
    [AWAY, 'directory-away', /^The CA \(acme\.directory\) does not answer\. It is tried again by itself\./],
    ['Get "https://ca/dir": dial tcp: lookup ca: no such host', 'directory-unknown', /finds no address of the CA/],
    ['Get "https://ca/dir": net/http: TLS handshake: i/o timeout', 'directory-away', /does not answer/],
    [
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'directory-not-trusted',
      /acme\.root/,
    ],
    [LIMITED, 'rateLimited', /asked for too many certificates/],
    ['HTTP 400 urn:ietf:params:acme:error:connection - 192.0.2.1: Timeout', 'connection', /port 80 of a\.example/],
    ['HTTP 400 urn:ietf:params:acme:error:connection - could not resolve URL', 'dns', /no address of a\.example/],
    ['HTTP 400 urn:ietf:params:acme:error:dns - NXDOMAIN looking up A', 'dns', /no address of a\.example/],
    [
      'HTTP 403 urn:ietf:params:acme:error:unauthorized - Invalid response',
      'unauthorized',
      /Something else than this home/,
    ],
    ['HTTP 403 urn:ietf:params:acme:error:caa - CAA record prevents', 'caa', /Change the CAA record/],
    [
      'HTTP 400 urn:ietf:params:acme:error:externalAccountRequired - x',
      'externalAccountRequired',
      /acme\.external-account/,
    ],
    ['HTTP 400 urn:ietf:params:acme:error:constructor - x', 'constructor', /^The CA refuses\. It was said: HTTP 400/],
    ['something new', 'other', /It was said: something new$/],
  ])('%s', (error, cause, words) => {
    expect(whyNotIssued('a.example', error)).toEqual({ cause, reason: expect.stringMatching(words) });
  });

  test("the CA's words are text, and not all of them", () => {
    const { reason } = whyNotIssued('a.example', `urn:ietf:params:acme:error:caa \u001b[2J\n\u202e${'x'.repeat(9999)}`);
    expect(reason).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(reason.length).toBeLessThan(600);
  });
});
