/** DNS-01 with a real BIND by RFC 2136: the zone is changed with a TSIG key, and with no other. */
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { obtain } from '../../../server/home/certificates/obtain.ts';
import { launcherAsSelf } from '../../../server/stack/process/launch.ts';
import { startBind, type TestBind } from '../../support/acme/bind.ts';
import { type AcmeCa, startAcmeCa } from '../../support/acme/ca.ts';

const ZONE = 'home.example.net';
let bind: TestBind;
let acme: AcmeCa;
let dir: string;

beforeAll(async () => {
  bind = await startBind(ZONE);
  acme = await startAcmeCa({ dnsServer: bind.address });
  dir = await mkdtemp(join(tmpdir(), 'latchkey-rfc2136-'));
});
afterAll(async () => {
  await acme?.stop();
  await bind?.stop();
  if (dir) await rm(dir, { recursive: true, force: true });
});

async function ask(secret: string, keyName = bind.keyName) {
  const file = join(dir, 'secret');
  await rm(file, { force: true });
  await writeFile(file, `${secret}\n`, { mode: 0o600 });
  return obtain({
    dns01: {
      provider: 'rfc2136',
      credentials: { RFC2136_TSIG_SECRET: { file } },
      settings: {
        RFC2136_NAMESERVER: bind.address,
        RFC2136_TSIG_ALGORITHM: 'hmac-sha256.',
        RFC2136_TSIG_KEY: keyName,
        RFC2136_SEQUENCE_INTERVAL: '1',
        RFC2136_POLLING_INTERVAL: '1',
      },
      names: [],
      resolvers: [bind.address],
      checkDns: false,
    },
    acme: { directory: acme.directory, root: acme.rootFile },
    ...{ names: [ZONE, `*.${ZONE}`], domain: ZONE, layout: { dir }, folder: dir, account: 'own-0' },
    ...{
      launch: launcherAsSelf(),
      env: process.env,
      signal: new AbortController().signal,
      now: Date.now,
      timeout: 60_000,
    },
  });
}

test('with the right key there is a certificate for the domain and what is below it', async () => {
  const obtained = await ask(bind.secret);
  expect(obtained).toMatchObject({ ok: true });
  const { subjectAltName } = new X509Certificate(obtained.ok ? obtained.pair : '');
  expect(subjectAltName?.split(', ').sort()).toEqual([`DNS:*.${ZONE}`, `DNS:${ZONE}`]);
}, 60_000);

test.each([
  ['the secret of another key', 'bm90IHRoZSBzZWNyZXQgb2YgdGhpcyBrZXkgYXQgYWxs', undefined],
  ['a key that the server does not know', undefined, 'nobodys-key'],
])(
  '%s: it says that the credentials are not accepted, and no secret',
  async (_, secret, keyName) => {
    const obtained = await ask(secret ?? bind.secret, keyName);
    expect(obtained).toMatchObject({ ok: false, failure: { kind: 'not-authorised' } });
    for (const hidden of [bind.secret, secret ?? bind.secret]) expect(JSON.stringify(obtained)).not.toContain(hidden);
  },
  60_000,
);
