/** EST and the CRL through the real door, used by programs that others wrote: strongSwan's pki, curl, OpenSSL, nginx. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probe } from '../../support/probe.ts';
import { type Finished, run } from '../../support/processes.ts';
import {
  ENROLMENT_HOST,
  hostOf,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';
import { mutualTlsNginx } from './nginx.ts';

let home: ThrowAwayHome;
let dir: string;
let withHosts: readonly string[];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latchkey-est-'));
  home = await makeThrowAwayHome();
  await home.up();
  // Clients have copies: the home's own are for its owner and the proxies, and root of a name space of users is neither.
  for (const name of ['server-root.crt', 'homelab-ca.crt'])
    await writeFile(join(dir, name), await readFile(join(home.dir, 'ca', name)));
  withHosts = await hostsFile();
});
afterAll(async () => {
  await home.remove();
  await rm(dir, { recursive: true, force: true });
});

/** Not every system resolves `*.localhost`; where a name space can be had, a program gets a hosts file of its own. */
async function hostsFile(): Promise<readonly string[]> {
  const path = join(dir, 'hosts');
  await writeFile(path, `127.0.0.1 localhost ${ENROLMENT_HOST}\n`);
  const words = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c'];
  const prefix = [...words, 'mount --bind "$1" /etc/hosts && shift && exec "$@"', 'sh', path];
  return (await tool('unshare', ...prefix.slice(1), 'true')).code === 0 ? prefix : [];
}

function tool(file: string, ...args: readonly string[]): Promise<Finished> {
  return run({ file, args, cwd: dir });
}

async function ok(file: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await tool(file, ...args);
  if (code !== 0) throw new Error(`${file} ended with ${code}: ${stderr}`);
  return stdout;
}

const origin = () => `https://${ENROLMENT_HOST}:${home.httpsPort}`;
const serverRoot = () => join(dir, 'server-root.crt');
const homelabCa = () => join(dir, 'homelab-ca.crt');
const curl = (...args: readonly string[]) =>
  ok(
    'curl',
    '-sS',
    '--fail-with-body',
    '--cacert',
    serverRoot(),
    '--resolve',
    `${ENROLMENT_HOST}:${home.httpsPort}:127.0.0.1`,
    ...args,
  );

/** strongSwan's client. What is secret comes from a file, as its manual has it. */
async function pki(command: string, options: readonly string[]): Promise<Finished> {
  const file = join(dir, 'options');
  await writeFile(file, [`--url ${origin()}`, `--cacert ${serverRoot()}`, ...options].join('\n'), { mode: 0o600 });
  // As docs/other-proxies.md has it: name constraints are critical (RFC 5280), and strongSwan reads none for IP addresses.
  const conf = join(dir, 'strongswan.conf');
  await writeFile(conf, 'pki {\n  x509 {\n    enforce_critical = no\n  }\n}\n');
  return tool('env', `STRONGSWAN_CONF=${conf}`, ...withHosts, 'pki', command, '--options', file);
}

/** A key and a request for it, `<name>.key` and `<name>.req` (DER). */
async function request(name: string): Promise<void> {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`];
  await ok('openssl', 'req', '-new', ...key, '-subj', '/CN=whatever', '-outform', 'DER', '-out', `${name}.req`);
}

/** Whether a service of the home lets this certificate in. */
async function letIn(certificate: string, key: string): Promise<number | string> {
  const identity = { cert: await ok('cat', certificate), key: await ok('cat', key) };
  const result = await probe({ port: home.httpsPort, host: hostOf('cloud'), identity });
  return result.kind === 'answer' ? result.status : result.reason;
}

describe("strongSwan's client of EST", () => {
  it('fetches the CA', async () => {
    const { code, stderr } = await pki('--estca', ['--caout ca.der']);
    expect(stderr).toContain('Homelab CA');
    expect(code).toBe(0);
    const [theirs, ours] = await Promise.all([
      ok('openssl', 'x509', '-inform', 'DER', '-in', 'ca.der', '-noout', '-fingerprint'),
      ok('openssl', 'x509', '-in', homelabCa(), '-noout', '-fingerprint'),
    ]);
    expect(theirs).toBe(ours);
  });

  it('enrols by a code, is let in, and renews by the certificate that it got', async () => {
    const { code } = await home.invite('Dave');
    await request('first');
    const enrolled = await pki('--est', [
      `--cacert ${homelabCa()}`,
      '--in first.req',
      `--userpass printer:${code}`,
      '--outform pem',
    ]);
    expect(enrolled.code, enrolled.stderr).toBe(0);
    expect(enrolled.stderr).toContain('CN=Dave, OU=printer, O=Example Home');
    await writeFile(join(dir, 'first.pem'), enrolled.stdout);
    expect(await letIn('first.pem', 'first.key')).toBe(200);

    await request('second');
    const renewed = await pki('--est', [
      `--cacert ${homelabCa()}`,
      '--in second.req',
      '--cert first.pem',
      '--key first.key',
      '--outform pem',
    ]);
    expect(renewed.code, renewed.stderr).toBe(0);
    expect(renewed.stderr).toContain('Issued certificate');
    await writeFile(join(dir, 'second.pem'), renewed.stdout);
    expect(await letIn('second.pem', 'second.key')).toBe(200);
    expect(await letIn('first.pem', 'first.key')).toBe(200);
  });

  it('is refused with a wrong code', async () => {
    await request('wrong');
    const refused = await pki('--est', [`--cacert ${homelabCa()}`, '--in wrong.req', '--userpass x:ABCD-EFGH-JKMN']);
    expect(refused.code).not.toBe(0);
    expect(refused.stdout).toBe('');
  });
});

describe('curl and OpenSSL, by the sequence of the RFC', () => {
  it('cacerts, csrattrs, simpleenroll, simplereenroll', async () => {
    const ca = await curl(`${origin()}/.well-known/est/cacerts`);
    const read = await run({
      file: 'sh',
      args: ['-c', 'openssl base64 -d -A | openssl pkcs7 -inform DER -print_certs -noout'],
      input: ca,
    });
    expect(read.stdout).toContain('CN = Homelab CA');
    expect(await curl('-w', '%{content_type}', `${origin()}/.well-known/est/csrattrs`)).toMatch(
      /application\/csrattrs$/,
    );

    const { code } = await home.invite('Rose', 'Scanner');
    await writeFile(join(dir, 'user'), `user = "any:${code}"\n`, { mode: 0o600 });
    const enrolment = async (name: string, operation: string, ...args: readonly string[]) => {
      await request(name);
      await ok('openssl', 'base64', '-in', `${name}.req`, '-out', `${name}.b64`);
      const sent = ['-H', 'Content-Type: application/pkcs10', '--data-binary', `@${name}.b64`, '-o', `${name}.reply`];
      const [head, body] = (
        await curl(
          '--http1.1',
          '-w',
          '%{size_header} %{size_download}',
          ...args,
          ...sent,
          `${origin()}/.well-known/est/${operation}`,
        )
      ).split(' ');
      // Go's first TLS record: what comes in a second one, strongSwan may miss.
      expect(Number(head) + Number(body)).toBeLessThan(1186);
      await ok('openssl', 'base64', '-d', '-A', '-in', `${name}.reply`, '-out', `${name}.p7`);
      await ok('openssl', 'pkcs7', '-inform', 'DER', '-in', `${name}.p7`, '-print_certs', '-out', `${name}.pem`);
      return ok('openssl', 'x509', '-in', `${name}.pem`, '-noout', '-subject');
    };
    expect(await enrolment('rose', 'simpleenroll', '-K', 'user')).toContain('OU = Scanner');
    const shown = ['--cert', 'rose.pem', '--key', 'rose.key'];
    expect(await enrolment('rose-2', 'simplereenroll', ...shown)).toContain('CN = Rose, OU = Scanner');
    expect(await letIn('rose-2.pem', 'rose-2.key')).toBe(200);
  });
});

describe('another proxy with the CRL', () => {
  it('nginx lets in who is in, and keeps out who was shut out', async () => {
    const { code } = await home.invite('Nina', 'Camera');
    await request('nina');
    const enrolled = await pki('--est', [
      `--cacert ${homelabCa()}`,
      '--in nina.req',
      `--userpass x:${code}`,
      '--outform pem',
    ]);
    await writeFile(join(dir, 'nina.pem'), enrolled.stdout);
    const fetchCrl = async () => {
      await curl('-o', 'crl.der', `${origin()}/v1/crl.der`);
      await ok(
        'openssl',
        'crl',
        '-inform',
        'DER',
        '-in',
        'crl.der',
        '-CAfile',
        homelabCa(),
        '-verify',
        '-out',
        'crl.pem',
      );
    };
    await fetchCrl();
    const nginx = await mutualTlsNginx(dir, { ca: homelabCa(), crl: join(dir, 'crl.pem') });
    try {
      const status = async () => {
        const shown = ['--cert', 'nina.pem', '--key', 'nina.key'];
        return ok(
          'curl',
          '-sSk',
          '-o',
          '/dev/null',
          '-w',
          '%{http_code}',
          ...shown,
          `https://127.0.0.1:${nginx.port}/`,
        );
      };
      expect(await status()).toBe('200');
      await latchkeyJson(['shut-out', 'Camera', '--dir', home.dir]);
      await fetchCrl();
      await nginx.reload();
      await expect.poll(status, { timeout: 10_000 }).toBe('400');
    } finally {
      await nginx.stop();
    }
  });
});
