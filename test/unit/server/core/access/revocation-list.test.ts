/** The CRL, judged by OpenSSL. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY } from '../../../../../server/core/validity.ts';
import { REVOCATIONS_SQL } from '../../../../../server/store/revocations-sql.ts';
import type { CertificateReply } from '../../../../../shared/api.ts';
import { makeRequest } from '../../ca/requests.ts';
import { fixedClock, makeHome, openTestHome, type TestHome } from '../support.ts';

let home: TestHome;
let dir: string;
beforeEach(async () => {
  home = await makeHome(fixedClock());
  dir = mkdtempSync(join(tmpdir(), 'latchkey-crl-'));
});
afterEach(() => {
  home.dispose();
  rmSync(dir, { recursive: true, force: true });
});

async function enrol(name = 'laptop'): Promise<CertificateReply> {
  const { code } = home.invitations.invite({ person: 'Dave' });
  return home.redeeming.redeem({ code, csr: await makeRequest(), device: { name } });
}

/** What the program says, whether it likes it or not. */
function openssl(...args: readonly string[]): string {
  try {
    return execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
  } catch (error) {
    const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer };
    return `${stdout}${stderr}`;
  }
}

/** The list of this moment as OpenSSL prints it; it is in `crl.pem`, the CA in `ca.pem`. */
async function list(): Promise<string> {
  writeFileSync(join(dir, 'crl.der'), await home.revocationList.der());
  writeFileSync(join(dir, 'ca.pem'), home.authority.certificatePem);
  openssl('crl', '-inform', 'DER', '-in', 'crl.der', '-out', 'crl.pem');
  expect(
    execFileSync('openssl', ['crl', '-in', 'crl.pem', '-CAfile', 'ca.pem', '-verify', '-noout'], {
      cwd: dir,
      stdio: ['ignore', 'pipe', 'pipe'],
    }).toString(),
  ).toBe('');
  return openssl('crl', '-in', 'crl.pem', '-text', '-noout');
}

/** What a server that checks the list makes of a certificate. */
function judge({ certificate }: CertificateReply): string {
  writeFileSync(join(dir, 'device.pem'), certificate);
  const purpose = ['-purpose', 'sslclient', '-crl_check', '-x509_strict'];
  return openssl('verify', ...purpose, '-CAfile', 'ca.pem', '-CRLfile', 'crl.pem', 'device.pem');
}

const numberIn = (text: string) => Number(/CRL Number: \n\s+(?:0x)?([0-9A-F]+)/.exec(text)?.[1] ?? Number.NaN);

describe('the CRL', () => {
  it('is one that OpenSSL verifies, version 2, empty in the beginning', async () => {
    const text = await list();
    expect(text).toContain('Version 2 (0x1)');
    expect(text).toContain('ecdsa-with-SHA256');
    expect(text).toMatch(/X509v3 Authority Key Identifier/);
    expect(text).toContain('No Revoked Certificates.');
    expect(judge(await enrol())).toContain('device.pem: OK');
  });

  it('has who was shut out, who left and what a renewal retired, each with its reason, and nobody else', async () => {
    const [out, left, renewed, other] = [await enrol(), await enrol(), await enrol(), await enrol()];
    await home.devices.shutOut(out.device.id);
    await home.leaving.leave({ deviceId: left.device.id, renewalSecret: left.renewalSecret });
    const proof = { deviceId: renewed.device.id, renewalSecret: renewed.renewalSecret };
    const next = await home.renewing.renew({ ...proof, csr: await makeRequest() });
    await home.renewing.confirm({ ...proof, renewalSecret: next.renewalSecret });

    const text = await list();
    for (const reason of ['Privilege Withdrawn', 'Cessation Of Operation', 'Superseded'])
      expect(text).toContain(reason);
    expect(text.match(/Serial Number/g)).toHaveLength(3);
    for (const refused of [out, left, renewed]) expect(judge(refused)).toContain('certificate revoked');
    for (const good of [other, next]) expect(judge(good)).toContain('device.pem: OK');
  });

  it('follows every change at once, whichever process made it, and its number only grows', async () => {
    const { device } = await enrol();
    const numbers = [numberIn(await list())];
    const other = await openTestHome(home.layout.dir, home.clock);
    await other.devices.shutOut(device.id);
    expect(await list()).toContain('Serial Number');
    numbers.push(numberIn(await list()));
    await other.devices.letIn(device.id, false);
    expect(await list()).not.toContain('Serial Number');
    numbers.push(numberIn(await list()));
    other.registry.close();
    expect([...numbers].sort((a, b) => a - b)).toEqual(numbers);
    expect(new Set(numbers).size).toBe(3);
  });

  it('is signed once for however many ask, and again when a day has passed', async () => {
    const first = await home.revocationList.der();
    const asked = await Promise.all(Array.from({ length: 20 }, () => home.revocationList.der()));
    for (const each of asked) expect(Buffer.from(each).equals(first)).toBe(true);
    home.clock.advance(DAY);
    expect(Buffer.from(await home.revocationList.der()).equals(first)).toBe(false);
  });

  it('is made twice at the same moment by two processes without one number for two lists', async () => {
    const other = await openTestHome(home.layout.dir, home.clock);
    const [one, two] = await Promise.all([home.revocationList.der(), other.revocationList.der()]);
    other.registry.close();
    const number = (der: Uint8Array) => {
      writeFileSync(join(dir, 'crl.der'), der);
      return numberIn(openssl('crl', '-inform', 'DER', '-in', 'crl.der', '-text', '-noout'));
    };
    if (number(one) === number(two)) expect(Buffer.from(one).equals(two)).toBe(true);
    expect(Math.max(number(one), number(two))).toBe(numberIn(await list()));
  });

  it('goes on from a higher number when the registry of last month is restored', async () => {
    await list();
    const database = new DatabaseSync(home.layout.registry);
    const backup = database.prepare('SELECT number FROM revocation_list').get();
    for (let i = 0; i < 3; i += 1) {
      home.clock.advance(DAY);
      await list();
    }
    const newest = numberIn(await list());
    database.exec('DROP TRIGGER revocation_list_number_grows');
    database.prepare('UPDATE revocation_list SET number = ?, der = NULL').run(Number(backup?.number));
    database.close();
    home.clock.advance(1000);
    expect(numberIn(await list())).toBeGreaterThan(newest);
  });

  it('forgets a certificate long after its end, not at it', async () => {
    const { device } = await enrol();
    await home.devices.shutOut(device.id);
    home.clock.advance(366 * DAY);
    const serials = async () => {
      writeFileSync(join(dir, 'crl.der'), await home.revocationList.der());
      return openssl('crl', '-inform', 'DER', '-in', 'crl.der', '-text', '-noout').match(/Serial Number/g) ?? [];
    };
    expect(await serials()).toHaveLength(1);
    home.clock.advance(30 * DAY);
    expect(await serials()).toHaveLength(0);
  });

  it('can be longer than 64 KiB', async () => {
    const revoked = Array.from({ length: 3000 }, (_, index) => ({
      serial: `7f${index.toString(16).padStart(30, '0')}`,
      at: home.clock.now(),
      reason: 'shut-out' as const,
    }));
    const order = { number: 5, thisUpdate: home.clock.now(), nextUpdate: home.clock.now() + DAY, revoked };
    const der = await home.publicAuthority.signRevocationList(order);
    expect(der.length).toBeGreaterThan(0xffff);
    writeFileSync(join(dir, 'crl.der'), der);
    const text = openssl('crl', '-inform', 'DER', '-in', 'crl.der', '-text', '-noout');
    expect(text.match(/Serial Number/g)).toHaveLength(3000);
  });

  it.each(Object.entries(REVOCATIONS_SQL))('reads no table from end to end, and sorts nothing: %s', (_name, sql) => {
    const database = new DatabaseSync(home.layout.registry);
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    database.close();
    for (const { detail } of plan) expect(String(detail)).not.toMatch(/^SCAN (?!.*USING)|TEMP B-TREE/);
  });
});
