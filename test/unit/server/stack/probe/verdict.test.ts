import { describe, expect, test } from 'vitest';
import type { ProbeOutcome } from '../../../../../server/stack/probe/https.ts';
import { type HomeEvidence, judgeAttack } from '../../../../../server/stack/probe/verdict.ts';

const OURS = 'aa'.repeat(32);
const healthy: HomeEvidence = { authEndpointAnswers: async () => true, certificates: async () => [OURS] };

const reply = (status: number, headers: Record<string, string> = {}, body = ''): ProbeOutcome => {
  return { kind: 'reply', status, headers: new Map(Object.entries(headers)), body, serverCertificate: OURS };
};
const closed = (reason: string, greeted = true): ProbeOutcome => ({ kind: 'closed', reason, greeted });
const verdict = async (outcome: ProbeOutcome, evidence = healthy) =>
  (await judgeAttack(outcome, 'cloud.example.com', evidence)).outcome;

const CADDY = { server: 'Caddy' };
const PASSED_ON = { via: '1.1 Caddy' };
const THROUGH_THE_LOOP = { via: '2.0 Caddy', server: 'Caddy' };

describe('refused', () => {
  test.each<[string, ProbeOutcome]>([
    ['no certificate', closed('tlsv13 alert certificate required')],
    ['a foreign CA', closed('tlsv1 alert unknown ca')],
    ['TLS 1.2 without a certificate', closed('sslv3 alert bad certificate', false)],
    ['the same in the words of OpenSSL 3.2', closed('ssl/tls alert bad certificate', false)],
    ['an expired certificate', closed('sslv3 alert certificate expired')],
    ['the auth endpoint says no', reply(403, { ...PASSED_ON, 'latchkey-refusal': 'revoked' }, '<!doctype html>')],
    ['another name in the greeting', reply(421, CADDY)],
    ['a request that Go does not read', reply(400, {}, '400 Bad Request: malformed Host header')],
  ])('%s', async (_, outcome) => expect(await verdict(outcome)).toBe('refused'));
});

describe('nobody got in, and nobody tried the client-auth check', () => {
  test.each<[string, ProbeOutcome]>([
    ['no server certificate', { kind: 'no-server-certificate' }],
    ['a reset', closed('ECONNRESET')],
    ['nobody listens', closed('ECONNREFUSED', false)],
    ['no answer', closed('no answer in time')],
    ['an end without words', closed('closed')],
    ['an alert about something else', closed('tlsv1 alert protocol version', false)],
    ['a name that the server does not know', closed('tlsv1 unrecognized name', false)],
  ])('%s', async (_, outcome) => expect(await verdict(outcome)).toBe('closed'));

  test('an answer of another server under the same address', async () => {
    const elsewhere = { ...reply(200, {}, 'router'), serverCertificate: 'bb'.repeat(32) } as ProbeOutcome;
    expect(await verdict(elsewhere)).toBe('closed');
  });

  test('502 of the proxy while the auth endpoint is away', async () => {
    const evidence = { ...healthy, authEndpointAnswers: async () => false };
    expect(await verdict(reply(502, CADDY), evidence)).toBe('closed');
  });
});

describe('got in', () => {
  test.each<[string, ProbeOutcome]>([
    ['a page', reply(200, PASSED_ON, 'hello')],
    ['an empty page', reply(200, PASSED_ON)],
    ['an empty page of a site that Caddy answers itself', reply(200, CADDY)],
    ['a redirection to a login', reply(302, { ...PASSED_ON, location: '/login' })],
    ['a permanent redirection', reply(308, { ...CADDY, location: 'https://elsewhere/' })],
    ['a login of the service', reply(401, PASSED_ON)],
    ['a 403 of the service', reply(403, PASSED_ON)],
    ['a 404 of the service', reply(404, PASSED_ON)],
    ['a 400 of the service', reply(400, PASSED_ON)],
    ['a 421 from past the client-auth check', reply(421, THROUGH_THE_LOOP)],
    ['a 502 from past the client-auth check', reply(502, THROUGH_THE_LOOP)],
    ['a service that is down, with an auth endpoint that is up', reply(502, CADDY)],
    ['a service that is overloaded, with an auth endpoint that is up', reply(503, CADDY)],
  ])('%s', async (_, outcome) => expect(await verdict(outcome)).toBe('got-in'));

  test('an answer while no listener of the home shows a certificate to compare', async () => {
    expect(await verdict(reply(200, PASSED_ON), { ...healthy, certificates: async () => [] })).toBe('got-in');
  });
});
