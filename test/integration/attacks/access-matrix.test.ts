/**
 * Every name in the handshake × every name in the request × every kind of certificate × HTTP/1.1 and 2 × LAN and WAN ×
 * IPv4 and IPv6: some 12,000 requests with `npm run attacks`, whose answers are in docs/access-matrix.md (compared, and written
 * with `-u`). By itself the test leaves out what cannot tell anything new: every name in the request where the handshake
 * led nowhere, and every certificate at home, where none is asked for.
 */
import { rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countOf, FULL } from '../../support/long-tail.ts';
import { pacedTurns } from '../../support/pace.ts';
import { LAN_SOURCE, WAN_SOURCE } from '../../support/probe.ts';
import { type RawAnswer, type RawRequest, requestHttp1, requestHttp2 } from '../../support/raw-http.ts';
import { makeTestHome, type RunningHome, startTestHome } from '../../support/stack/home.ts';
import { oddCertificates } from '../../support/stack/odd-certificates.ts';
import { allowed, CERTIFICATES, DOMAIN, HOSTS, type Outcome, type Question, SNI } from './access-matrix.ts';

const SERVICE = 'this is a service of the home';
const AT_ONCE = 8;
const LAN = '127.0.1.0/24';

let upstream: Server;
/** On IPv6 loopback has one address: what is outside and what is at home are two homes there. */
let homes: Record<'IPv4' | 'IPv6 wan' | 'IPv6 lan', RunningHome>;
const certificates = new Map<RunningHome, Awaited<ReturnType<typeof oddCertificates>>>();

async function startHome(lan: readonly string[]): Promise<RunningHome> {
  const { port } = upstream.address() as AddressInfo;
  const home = await makeTestHome({
    listen: ['127.0.0.1', '::1'],
    lan: [...lan],
    services: [{ name: 'cloud', upstream: `http://127.0.0.1:${port}` }],
    sites: { 'notes.caddy': `notes.${DOMAIN} {\n\trespond "${SERVICE}"\n}\n` },
  });
  return startTestHome(home);
}

beforeAll(async () => {
  upstream = createServer((_request, response) => response.end(SERVICE));
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const [outside, atHome] = await Promise.all([startHome([LAN]), startHome([LAN, '::1/128'])]);
  homes = { IPv4: outside, 'IPv6 wan': outside, 'IPv6 lan': atHome };
  for (const home of new Set(Object.values(homes))) {
    const shown = await oddCertificates(home.material.ca);
    certificates.set(home, shown);
    for (const { fingerprint } of [shown.active, shown['shut out']])
      await writeFile(join(home.layout.active, fingerprint), '');
    // Shut out as the home does it: what it had is taken away, whatever it did before.
    await rm(join(home.layout.active, shown['shut out'].fingerprint));
  }
});
afterAll(async () => {
  for (const home of new Set(Object.values(homes ?? {}))) {
    await home.stop();
    await home.remove();
  }
  upstream.close();
});

function outcomeOf(answer: RawAnswer): Outcome {
  if (answer.kind === 'refused') return 'no TLS';
  if (answer.body.includes(SERVICE)) return 'service';
  if (answer.status === 200 && answer.body.includes('"method":"GET"')) return 'signing API';
  if (answer.refusal === 'revoked') return 'refusal page';
  return answer.status === 200 ? 'nothing' : 'error';
}

const ZONES = ['lan', 'wan'] as const;
const FAMILIES = ['IPv4', 'IPv6'] as const;
const VERSIONS = ['1.1', '2'] as const;

function questions(): Question[] {
  const asked = ZONES.flatMap((zone) => Object.keys(SNI).map((sni) => ({ zone, sni })))
    .flatMap((question) => CERTIFICATES.map((certificate) => ({ ...question, certificate })))
    .flatMap((question) => Object.keys(HOSTS).map((host) => ({ ...question, host })))
    .flatMap((question) => FAMILIES.map((family) => ({ ...question, family })))
    .flatMap((question) => VERSIONS.map((version) => ({ ...question, version })));
  const possible = asked.filter(({ host, version }) => version === '1.1' || HOSTS[host]?.authority !== undefined);
  if (FULL) return possible;
  const telling = possible.filter(isTelling);
  countOf('questions at the proxies', telling.length, possible.length);
  return telling;
}

function isTelling({ zone, sni, host, certificate, version }: Question): boolean {
  const leadsNowhere = allowed({ zone, sni, host, certificate: 'active', version }).includes('no TLS');
  if (leadsNowhere) return host === 'a service' && ['none', 'active'].includes(certificate);
  return zone === 'wan' || certificate === 'none';
}

async function ask({ family, zone, sni, host, certificate, version }: Question): Promise<RawAnswer> {
  const home = homes[family === 'IPv4' ? 'IPv4' : (`IPv6 ${zone}` as const)];
  const port = home.config.ports.https;
  const request: RawRequest = {
    to:
      family === 'IPv4'
        ? { address: '127.0.0.1', port, from: zone === 'lan' ? LAN_SOURCE : WAN_SOURCE }
        : { address: '::1', port },
    sni: SNI[sni],
    identity: certificate === 'none' ? undefined : certificates.get(home)?.[certificate],
  };
  const { head = '', authority = '' } = HOSTS[host] ?? {};
  const filled = (text: string) => text.replaceAll('{port}', String(port));
  return version === '2'
    ? requestHttp2(request, filled(authority))
    : requestHttp1(request, `${filled(head)}\nConnection: close`);
}

/** One line for each zone, name in the handshake and certificate; how often what came back. */
function asDocument(counts: ReadonlyMap<string, ReadonlyMap<Outcome, number>>): string {
  const rows = [...counts].map(([key, outcomes]) => {
    const shown = [...outcomes].toSorted().map(([outcome, count]) => `${outcome} ${count}`);
    return `| ${key} | ${shown.join(', ')} |`;
  });
  return `# What the home answers

Every request of \`test/integration/attacks/access-matrix.test.ts\`, which \`npm run attacks -- -u\` writes here: the name
in the handshake × ${Object.keys(HOSTS).length} names in the request × the certificate × HTTP/1.1 and 2 × IPv4 and IPv6. "service": something of
the home; "signing API": what everybody may ask; "refusal page": 403, this key is not in use; "error": 400, 403 or 421;
"nothing": an empty answer; "no TLS": the connection was refused before anything was asked.

| zone | name in the handshake | certificate | answers |
| ---- | --------------------- | ----------- | ------- |
${rows.join('\n')}
`;
}

test('nobody gets in who should not, and everybody who should', { timeout: 300_000 }, async () => {
  const wrong: string[] = [];
  const counts = new Map<string, Map<Outcome, number>>();
  const all = questions();
  for (const { zone, sni, certificate } of all) counts.set(`${zone} | ${sni} | ${certificate}`, new Map());
  const queue = all.values();
  const turn = pacedTurns();
  const worker = async () => {
    for (const question of queue) {
      await turn();
      const answer = await ask(question);
      const outcome = outcomeOf(answer);
      const row = counts.get(`${question.zone} | ${question.sni} | ${question.certificate}`);
      row?.set(outcome, (row.get(outcome) ?? 0) + 1);
      if (allowed(question).includes(outcome)) continue;
      wrong.push(
        `${JSON.stringify(question)}: ${outcome}, ${answer.kind === 'answer' ? answer.status : answer.reason}`,
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  expect(wrong.slice(0, 20)).toEqual([]);
  if (FULL) await expect(asDocument(counts)).toMatchFileSnapshot('../../../docs/access-matrix.md');
});
