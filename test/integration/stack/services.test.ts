/** What a service may say for itself in latchkey.yaml, with a home that runs: never a way past the client-auth check. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LAN_SOURCE, probe } from '../../support/probe.ts';
import { type SampleService, startSampleService } from '../../support/sample-service.ts';
import { makeTestHome, type RunningHome, startTestHome } from '../../support/stack/home.ts';

let upstream: SampleService;
let home: RunningHome;
let dave: { cert: string; key: string };
let stranger: { cert: string; key: string };

const EXTRA = 'redir /old /new\nrespond /secret "a secret"\nheader X-Extra yes\nbasic_auth /never {\n}';

beforeAll(async () => {
  upstream = await startSampleService('cloud');
  const made = await makeTestHome({ services: [{ name: 'cloud', upstream: upstream.upstream }] });
  const service = made.config.services[0];
  if (!service) throw new Error('no service');
  const also = (name: string, more: object) => ({ ...service, name, host: `${name}.${made.config.domain}`, ...more });
  const services = [
    service,
    also('told', { identity: 'certificate' }),
    also('extra', { identity: 'certificate', caddy: EXTRA }),
  ];
  const contact = { name: 'Nina `{x}`', email: 'nina@example.com' };
  home = await startTestHome({ ...made, config: { ...made.config, services, contact } });
  const identity = ({ certificatePem, keyPem }: { certificatePem: string; keyPem: string }) => ({
    cert: certificatePem,
    key: keyPem,
  });
  [dave, stranger] = [identity(await home.device()), identity(await home.device({ active: false }))];
}, 60_000);
afterAll(async () => {
  await home?.stop();
  await home?.remove();
  await upstream?.close();
});

const ask = (name: string, options: object = {}) =>
  probe({ port: home.config.ports.https, host: `${name}.${home.config.domain}`, ...options });
const headersSeen = async (name: string) => {
  const result = await ask(name, { identity: dave, path: '/seen' });
  if (result.kind !== 'answer') throw new Error(result.reason);
  return (JSON.parse(result.body) as { headers: Record<string, string> }).headers;
};

describe('identity', () => {
  test('is told where it is on, and nowhere else', async () => {
    expect(await headersSeen('told')).toHaveProperty('client-cert');
    expect(await headersSeen('extra')).toHaveProperty('client-cert');
    expect(await headersSeen('cloud')).not.toHaveProperty('client-cert');
  });
});

describe('extra directives', () => {
  test('take effect at home, and elsewhere for a key that is active', async () => {
    for (const options of [{ from: LAN_SOURCE }, { identity: dave }]) {
      expect(await ask('extra', { ...options, path: '/old' })).toMatchObject({ status: 302 });
      expect(await ask('extra', { ...options, path: '/secret' })).toMatchObject({ status: 200, body: 'a secret' });
      const page = await ask('extra', options);
      expect(page.kind === 'answer' && page.headers.get('x-extra')).toBe('yes');
    }
  });

  test.each(['/old', '/secret', '/never', '/'])('say nothing of %s to somebody without an active key', async (path) => {
    expect(await ask('extra', { path })).toMatchObject({ kind: 'refused' });
    const refused = await ask('extra', { path, identity: stranger });
    if (refused.kind !== 'answer') throw new Error(refused.reason);
    expect([refused.status, refused.headers.get('latchkey-refusal')]).toEqual([403, 'revoked']);
    expect(refused.headers.has('x-extra')).toBe(false);
  });
});

test('the refusal page comes through Caddy as it was written, with a policy that lets it load nothing', async () => {
  const refused = await ask('cloud', { identity: stranger });
  if (refused.kind !== 'answer') throw new Error(refused.reason);
  expect(refused.body).toContain('Nina `{x}`');
  expect(refused.body).toMatch(/<\/main>$/);
  expect(refused.headers.get('content-security-policy')).toContain("default-src 'none'");
});
