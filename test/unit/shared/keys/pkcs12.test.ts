import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClientCertificate, ClientCertificates } from '../../../support/client/client-certificates.ts';

// A reader that shares no code with the writer.
let folder: string;
let bundle: ClientCertificate;
let file: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-p12-'));
  bundle = await (await ClientCertificates.create()).bundle({ CN: 'Zoë 李', OU: 'laptop', O: 'Example Home' });
  file = join(folder, 'client.p12');
  writeFileSync(file, bundle.data);
});
afterAll(() => rmSync(folder, { recursive: true }));

const openssl = (...args: string[]) =>
  execFileSync('openssl', ['pkcs12', '-legacy', '-in', file, '-passin', 'stdin', ...args], {
    input: bundle.password,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });

describe('the PKCS#12 container', () => {
  test('holds the very key and certificate, as OpenSSL reads them', () => {
    expect(openssl('-nokeys')).toContain(bundle.pem.trim());
    const key = openssl('-nocerts', '-nodes');
    const der = execFileSync('openssl', ['pkcs8', '-topk8', '-nocrypt', '-outform', 'DER'], { input: key });
    const spki = (pkcs8: Uint8Array) =>
      execFileSync('openssl', ['pkey', '-inform', 'DER', '-pubout', '-outform', 'DER'], { input: pkcs8 }).toString(
        'hex',
      );
    expect(spki(der)).toBe(spki(bundle.key.pkcs8));
    expect(spki(der)).toBe(Buffer.from(bundle.key.spki).toString('hex'));
  });

  test('is of the one profile that macOS reads: 3DES and a SHA-1 MAC', () => {
    const info = spawnSync('openssl', ['pkcs12', '-legacy', '-in', file, '-passin', 'stdin', '-info', '-noout'], {
      input: bundle.password,
      encoding: 'utf8',
    }).stderr;
    expect(info).toContain('MAC: sha1, Iteration 2048');
    expect(info).toContain('PKCS7 Encrypted data: pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048');
    expect(info).toContain('Shrouded Keybag: pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048');
  });

  test('names itself in every script and holds no authority', () => {
    const all = openssl('-nodes');
    expect(all).toContain('friendlyName: Example Home (Zo');
    expect(all.match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
  });

  test('stays shut for a wrong password', () => {
    const { status } = spawnSync('openssl', ['pkcs12', '-legacy', '-in', file, '-passin', 'stdin', '-noout'], {
      input: 'wrong',
    });
    expect(status).not.toBe(0);
  });

  test('shows neither key nor password in its bytes', () => {
    const bytes = Buffer.from(bundle.data).toString('latin1');
    expect(bytes).not.toContain(Buffer.from(bundle.key.pkcs8.slice(36, 68)).toString('latin1'));
    expect(bytes).not.toContain(bundle.password);
  });
});
