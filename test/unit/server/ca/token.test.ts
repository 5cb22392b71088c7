/** A real PKCS#11 token: SoftHSM, reached through OpenSC as every other token is. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHomeMaterial } from '../../../../server/ca/create.ts';
import { writeHomeKeys } from '../../../../server/ca/custody.ts';
import { exportHomelabCaKey } from '../../../../server/ca/key-custody.ts';
import { openHomelabCa } from '../../../../server/ca/open-authority.ts';
import { beginRotation } from '../../../../server/ca/rotate.ts';
import { type CaUnlock, NO_UNLOCK } from '../../../../server/ca/signer.ts';
import { Tokens } from '../../../../server/ca/token.ts';
import { tokenTool } from '../../../../server/ca/token-tool.ts';
import { type HomeLayout, homeLayout } from '../../../../server/core/layout.ts';
import { makeSoftToken, type SoftToken } from '../../../support/ca/soft-token.ts';
import { fixedClock, random } from '../core/support.ts';
import { makeRequest } from './requests.ts';

const clock = fixedClock();
let token: SoftToken;
let dir: string;
let layout: HomeLayout;
let calls: { args: readonly string[]; env: Readonly<Record<string, string>> }[];

const unlock = (pin = token.pin, module = token.module): CaUnlock => ({
  ...NO_UNLOCK,
  tokens: () => {
    const run = tokenTool({ PATH: process.env.PATH, ...token.env });
    return new Tokens({
      run: (args, options) => {
        calls.push({ args, env: options.env });
        return run(args, options);
      },
      module,
      pin: async () => pin,
    });
  },
});

beforeAll(async () => {
  token = await makeSoftToken();
  dir = mkdtempSync(join(tmpdir(), 'latchkey-token-home-'));
  layout = homeLayout(dir);
  calls = [];
  await writeHomeKeys(layout, await createHomeMaterial('Example Home', { serverRoot: false }, { clock, random }));
  const change = { paths: layout, unlock: unlock(), clock, random };
  await beginRotation('Example Home', { kind: 'token', token: token.label }, change);
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
  token.dispose();
});
beforeEach(() => {
  calls = [];
});

describe('a CA whose key is in a token', () => {
  it('signs certificates that OpenSSL verifies, and its file holds an address and no key', async () => {
    expect(readFileSync(layout.ca.key, 'utf8')).toMatch(/^pkcs11:token=Example%20Home;id=(%[0-9a-f]{2}){16}\n$/);
    const ca = await openHomelabCa(layout, random, unlock());
    const key = ca.readRequest(await makeRequest());
    const now = clock.now();
    const order = { person: 'Dave', deviceName: 'Laptop', deviceId: crypto.randomUUID(), home: 'Example Home', key };
    const { der } = await ca.issue({ ...order, notBefore: now - 60_000, notAfter: now + 3_600_000 });
    const pem = execFileSync('openssl', ['x509', '-inform', 'der'], { input: der, encoding: 'utf8' });
    const verify = ['verify', '-x509_strict', '-purpose', 'sslclient', '-CAfile', layout.ca.certificate];
    expect(execFileSync('openssl', verify, { input: pem, encoding: 'utf8' })).toContain('OK');
  });

  it('tells the PIN to nobody by the command line', async () => {
    await openHomelabCa(layout, random, unlock());
    expect(calls.some(({ env }) => Object.values(env).includes(token.pin))).toBe(true);
    for (const { args } of calls) expect(args.join(' ')).not.toContain(token.pin);
  });

  it('does not give the key away', async () => {
    await expect(exportHomelabCaKey({ paths: layout, unlock: unlock(), random }, 'x')).rejects.toMatchObject({
      code: 'CA_TOKEN_FAILED',
    });
    const run = tokenTool({ PATH: process.env.PATH, ...token.env });
    const listing = ['--list-objects', '--type', 'privkey', '--login', '--pin', 'env:P'];
    const args = ['--module', token.module, '--token-label', token.label, ...listing];
    const { stdout } = await run(args, { env: { P: token.pin } });
    expect(Buffer.from(stdout).toString()).toContain('sensitive, always sensitive, never extractable, local');
  });

  it.each([
    ['with a wrong PIN', () => unlock('0000'), /PIN_INCORRECT/],
    ['without the module', () => unlock(token.pin, '/nowhere.so'), /module/i],
    ['without a token in latchkey.yaml', () => NO_UNLOCK, /names no token/],
  ])('is known to be closed when it is opened %s, and why', async (_how, wrong, why) => {
    await expect(openHomelabCa(layout, random, wrong())).rejects.toMatchObject({
      code: 'CA_TOKEN_FAILED',
      detail: expect.stringMatching(why),
    });
  });

  it('says what to install where there is no OpenSC', async () => {
    const { run } = { run: tokenTool({ PATH: '/nowhere' }) };
    await expect(run(['--list-slots'], { env: {} })).rejects.toMatchObject({ code: 'TOOL_MISSING' });
  });
});
