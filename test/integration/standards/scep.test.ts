/** SCEP through the real HAProxy and the real Caddy, used by programs that others wrote: strongSwan's pki and certmonger. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Identity, probe } from '../../support/probe.ts';
import { type Finished, run } from '../../support/processes.ts';
import { askFor, operation, readReply, registrationAuthorityIn, scepClient } from '../../support/scep-client.ts';
import { makeSoftKey, postJson } from '../../support/soft-device.ts';
import {
  ENROLMENT_HOST,
  hostOf,
  latchkey,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

const PAGE_HOST = hostOf('hello');

let home: ThrowAwayHome;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latchkey-scep-'));
  home = await makeThrowAwayHome();
  await home.up();
  for (const name of ['server-root.crt', 'homelab-ca.crt'])
    await writeFile(join(dir, name), await readFile(join(home.dir, 'ca', name)));
  await writeFile(join(dir, 'hosts'), `127.0.0.1 localhost ${ENROLMENT_HOST} ${PAGE_HOST}\n`);
});
afterAll(async () => {
  await home?.remove();
  await rm(dir, { recursive: true, force: true });
});

/** In a name space of its own: neither program can be told names, and strongSwan no root, but by the system's own files. */
function tool(file: string, ...args: readonly string[]): Promise<Finished> {
  const script =
    'mount --bind "$1" /etc/hosts && mount --bind "$2" /etc/ssl/certs/ca-certificates.crt && shift 2 && exec "$@"';
  const words = ['--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh'];
  return run({
    file: 'unshare',
    args: [...words, join(dir, 'hosts'), join(dir, 'server-root.crt'), file, ...args],
    cwd: dir,
  });
}

async function ok(file: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await tool(file, ...args);
  if (code !== 0) throw new Error(`${file} ended with ${code}: ${stderr}${stdout}`);
  return stdout;
}

const url = (host = PAGE_HOST) => `https://${host}:${home.httpsPort}/scep`;
const curl = (...args: readonly string[]) => ok('curl', '-sS', '--fail-with-body', ...args);

async function challenge(person: string): Promise<string> {
  const { code } = await home.invite(person);
  await writeFile(join(dir, 'swap.json'), JSON.stringify({ code, device: 'iphone' }));
  const json = ['-H', 'content-type: application/json', '-d', '@swap.json'];
  return JSON.parse(await curl(...json, `https://${PAGE_HOST}:${home.httpsPort}/v1/challenges`)).challenge;
}

async function letIn(cert: string, key: string): Promise<number | string> {
  const result = await probe({ port: home.httpsPort, host: hostOf('cloud'), identity: { cert, key } });
  return result.kind === 'answer' ? result.status : result.reason;
}

describe("strongSwan's client", () => {
  it('enrols with an RSA key, is let in with what it got, and is out when the device is shut out', async () => {
    await ok('pki', '--scepca', '--url', url(), '--caout', 'ca.der', '--raout', 'ra.der');
    await ok('openssl', 'genrsa', '-out', 'phone.key', '2048');
    const options = [
      ...[`--url ${url()}`, '--in phone.key', '--dn CN=admin', '--cacert-enc ra.der', '--cacert-sig ra.der'],
      // With aes, strongSwan 5.9 says that this home has none, whatever it says that it has.
      ...['--cacert ca.der', '--cipher des3', '--outform pem', `--password ${await challenge('Dave')}`],
    ];
    await writeFile(join(dir, 'options'), options.join('\n'), { mode: 0o600 });
    const enrolled = await tool('pki', '--scep', '--options', 'options');
    expect(enrolled.code, enrolled.stderr).toBe(0);
    await writeFile(join(dir, 'phone.pem'), enrolled.stdout);
    const subject = await ok('openssl', 'x509', '-in', 'phone.pem', '-noout', '-subject', '-nameopt', 'RFC2253');
    expect(subject.trim()).toBe('subject=O=Example Home,OU=iPhone,CN=Dave');
    await ok('openssl', 'verify', '-purpose', 'sslclient', '-CAfile', 'homelab-ca.crt', 'phone.pem');

    const key = await readFile(join(dir, 'phone.key'), 'utf8');
    expect(await letIn(enrolled.stdout, key)).toBe(200);
    // What a stranger would need is the key, and neither the challenge nor the certificate of the registration authority.
    expect(await tool('pki', '--scep', '--options', 'options')).toMatchObject({ code: 0 });
    await ok('openssl', 'genrsa', '-out', 'phone.key', '2048');
    expect((await tool('pki', '--scep', '--options', 'options')).code).not.toBe(0);

    await latchkeyJson(['shut-out', 'iPhone', '--dir', home.dir]);
    expect(await letIn(enrolled.stdout, key)).toBe(403);
  });
});

describe("certmonger's client", () => {
  it('reads what there is, and brings back a certificate', async () => {
    const submit = (...args: readonly string[]) =>
      ok('/usr/lib/certmonger/scep-submit', '-u', url(ENROLMENT_HOST), '-R', 'server-root.crt', ...args);
    expect(await submit('-c')).toContain('POSTPKIOperation');
    const [ra = ''] = (await submit('-C')).split(/(?<=-----END CERTIFICATE-----\n)/);
    await writeFile(join(dir, 'ra.pem'), ra);

    const client = await scepClient();
    await curl('-o', 'certs', `${url()}?operation=GetCACert`);
    const authority = registrationAuthorityIn(await readFile(join(dir, 'certs')));
    const message = await askFor(client, await challenge('Erin'), authority);
    const pem = (bytes: Buffer) =>
      `-----BEGIN PKCS7-----\n${bytes.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END PKCS7-----\n`;
    await writeFile(join(dir, 'message'), pem(message));
    const reply = await submit('-p', '-r', 'ra.pem', '-N', 'homelab-ca.crt', 'message');
    // certmonger has verified who signed it; OpenSSL opens it.
    await writeFile(join(dir, 'reply'), reply.replaceAll('PKCS7', 'CMS'));
    const key = client.key.export({ type: 'pkcs8', format: 'pem' }).toString();
    await writeFile(join(dir, 'client.key'), key);
    await ok('openssl', 'cms', '-decrypt', '-inform', 'PEM', '-in', 'reply', '-inkey', 'client.key', '-out', 'got.p7');
    const certificate = await ok('openssl', 'pkcs7', '-inform', 'DER', '-in', 'got.p7', '-print_certs');
    expect(certificate).toMatch(/O *= *Example Home/);
    expect(await letIn(certificate.slice(certificate.indexOf('-----BEGIN')), key)).toBe(200);
  });
});

/** What a phone asks for with its key, through the same proxies. Only the day that its certificate ends is moved. */
describe('with the key that it has, a phone', () => {
  const place = () => ({ host: PAGE_HOST, port: home.httpsPort });
  const registry = <T>(use: (database: DatabaseSync) => T): T => {
    const database = new DatabaseSync(join(home.dir, 'registry.db'));
    try {
      return use(database);
    } finally {
      database.close();
    }
  };
  const endsIn = (days: number) =>
    registry((database) => {
      const at = Date.now() + days * 86_400_000;
      database
        .prepare(
          "UPDATE certificate SET not_before = ? - 31536000000, not_after = ? WHERE app IS NULL AND state = 'active'",
        )
        .run(at, at);
      database.prepare('UPDATE device SET not_after = ?').run(at);
    });
  const make = async (code: string) => {
    const { key, csr } = await makeSoftKey();
    const device = { name: 'Galaxy', platform: 'other', origin: 'page' };
    const { status, body } = await postJson(place(), '/v1/certificates', { code, csr, device });
    return status === 201 ? { cert: (body as { certificate: string }).certificate, key } : undefined;
  };
  /** The page behind the key, as a browser asks for it. @param form what is sent, if anything */
  const me = async (identity: Identity | undefined, form?: string) => {
    if (identity) await writeFile(join(dir, 'me.pem'), `${identity.cert}\n${identity.key}`, { mode: 0o600 });
    const origin = `https://${ENROLMENT_HOST}:${home.httpsPort}`;
    const sent = form === undefined ? [] : ['-d', form, '-H', `Origin: ${origin}`, '-H', 'Sec-Fetch-Site: same-origin'];
    const args = ['-sS', '-w', '%{http_code}', ...(identity ? ['--cert', 'me.pem'] : []), ...sent, `${origin}/me`];
    const page = await ok('curl', ...args);
    return { status: Number(page.slice(-3)), code: /#([0-9A-Z-]{14})/.exec(page)?.[1], page };
  };
  const asked = async (identity: Identity, form: string) => {
    const { code } = await me(identity, form);
    const made = code === undefined ? undefined : await make(code);
    if (code === undefined || made === undefined) throw new Error('nothing was made');
    expect(await make(code)).toBeUndefined();
    return made;
  };

  it('gets the next one and one for an app, which open what it opens; replaced, shut out or unknown it gets nothing', async () => {
    const { code } = await home.invite('Gus', 'Galaxy');
    const first = await make(code);
    if (!first) throw new Error('no key');
    expect((await me(first, 'want=renewal')).status).toBe(403);
    const app = await asked(first, 'want=app&app=Immich');
    expect(await letIn(app.cert, app.key)).toBe(200);
    expect((await me(app, 'want=app&app=Other')).status).toBe(403);
    await latchkeyJson(['shut-out', 'Galaxy', '--app', 'Immich', '--dir', home.dir]);
    expect(await letIn(app.cert, app.key)).toBe(403);

    endsIn(5);
    const next = await asked(first, 'want=renewal');
    expect(await letIn(first.cert, first.key)).toBe(200);
    expect(await letIn(next.cert, next.key)).toBe(200);
    expect((await me(next)).page).toContain('Your key works');
    expect(await letIn(first.cert, first.key)).toBe(403);
    expect(await letIn(next.cert, next.key)).toBe(200);
    expect((await me(first, 'want=renewal')).status).toBe(403);

    // Past its end it opens nothing, but the page; a phone's own system goes on from there by SCEP.
    endsIn(-5);
    await vi.waitFor(async () => expect(await letIn(next.cert, next.key)).not.toBe(200), 20_000);
    const late = await me(next, 'want=renewal');
    const { status, body } = await postJson(place(), '/v1/challenges', { code: late.code, device: 'iphone' });
    expect(status).toBe(200);
    const client = await scepClient();
    const message = await askFor(client, (body as { challenge: string }).challenge, await authority());
    const { certificate } = readReply(client, await operation(place(), 'PKIOperation', message));
    const key = client.key.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(await letIn(String(certificate), key)).toBe(200);

    const left = await me({ cert: String(certificate), key }, 'want=app&app=Late');
    await latchkeyJson(['shut-out', 'Galaxy', '--dir', home.dir]);
    expect(await make(left.code ?? '')).toBeUndefined();
    for (const gone of [first, next, app, { cert: String(certificate), key }, undefined])
      expect((await me(gone, 'want=app&app=Immich')).status).toBe(403);
  });
});

const authority = async () => {
  await curl('-o', 'ra.p7', `${url()}?operation=GetCACert`);
  return registrationAuthorityIn(await readFile(join(dir, 'ra.p7')));
};

/** The last: it makes another Homelab CA. */
describe('the registration authority', () => {
  const doctor = async () => {
    // With warnings about other things it does not end with 0.
    const { stdout } = await latchkey(['doctor', '--dir', home.dir, '--json']);
    const { findings } = JSON.parse(stdout) as { findings: { check: string; severity: string }[] };
    return findings.filter(({ check }) => check === 'page' || check === 'scep').map(({ severity }) => severity);
  };
  const homelabCa = async () => new X509Certificate(await readFile(join(home.dir, 'ca', 'homelab-ca.crt')));

  it('is of the Homelab CA, also of the next one, which the doctor sees; and its key is in no file', async () => {
    const before = await authority();
    expect(before.verify((await homelabCa()).publicKey)).toBe(true);
    await latchkeyJson(['ca', 'rotate', '--dir', home.dir]);
    await vi.waitFor(async () => expect((await authority()).verify((await homelabCa()).publicKey)).toBe(true), 20_000);
    expect((await authority()).fingerprint256).not.toBe(before.fingerprint256);
    expect(await doctor()).toEqual(['ok', 'ok']);
    const { stdout } = await run({ file: 'grep', args: ['-rlE', 'BEGIN (RSA )?PRIVATE KEY', home.dir] });
    const rsa = stdout.split('\n').filter(Boolean);
    for (const file of rsa) expect(createPrivateKey(await readFile(file)).asymmetricKeyType).toBe('ec');
  });
});
