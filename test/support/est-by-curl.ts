/** EST (RFC 7030) as a program that others wrote speaks it: curl, with OpenSSL for what it is given. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Identity } from './probe.ts';
import { run } from './processes.ts';
import { ENROLMENT_HOST, type ThrowAwayHome } from './throw-away-home.ts';

const base64 = (pem: string) => pem.replace(/-----[A-Z ]+-----/g, '').trim();

interface Shown {
  readonly identity?: Identity;
  /** A code. */
  readonly password?: string;
}

/**
 * Posts a request for a key.
 * @param path such as `simpleenroll`, or `photos/simpleenroll`
 * @returns the status, and the body as text
 */
export async function estByCurl(
  home: Pick<ThrowAwayHome, 'dir' | 'httpsPort'>,
  path: string,
  { identity, password }: Shown,
  csr: string,
): Promise<{ readonly status: number; readonly body: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-est-'));
  try {
    await writeFile(join(dir, 'body'), base64(csr));
    await writeFile(join(dir, 'answer'), '');
    const lines = [
      `url = "https://${ENROLMENT_HOST}:${home.httpsPort}/.well-known/est/${path}"`,
      `resolve = "${ENROLMENT_HOST}:${home.httpsPort}:127.0.0.1"`,
      `cacert = "${join(home.dir, 'ca/server-root.crt')}"`,
      'header = "content-type: application/pkcs10"',
      `data-binary = "@${join(dir, 'body')}"`,
      `output = "${join(dir, 'answer')}"`,
      'write-out = "%{http_code}"',
      'silent',
    ];
    if (password !== undefined) lines.push(`user = "printer:${password}"`);
    if (identity) {
      await writeFile(join(dir, 'cert'), identity.cert);
      await writeFile(join(dir, 'key'), identity.key, { mode: 0o600 });
      lines.push(`cert = "${join(dir, 'cert')}"`, `key = "${join(dir, 'key')}"`);
    }
    await writeFile(join(dir, 'options'), lines.join('\n'), { mode: 0o600 });
    const { stdout } = await run({ file: 'curl', args: ['--config', join(dir, 'options')], cwd: dir });
    return { status: Number(stdout), body: await readFile(join(dir, 'answer'), 'utf8') };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** What EST gave, as a certificate with the key that it is for. */
export async function estIdentity(body: string, key: string): Promise<Identity> {
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-est-'));
  try {
    await writeFile(join(dir, 'p7'), Buffer.from(body, 'base64'));
    const args = ['pkcs7', '-inform', 'DER', '-in', 'p7', '-print_certs'];
    const { stdout } = await run({ file: 'openssl', args, cwd: dir });
    return { cert: stdout.slice(stdout.indexOf('-----BEGIN')), key };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
