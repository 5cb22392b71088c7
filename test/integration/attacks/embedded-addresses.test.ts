/**
 * A stranger whose IPv6 address has an address of somebody at home inside: 6to4, NAT64, Teredo, ISATAP and the others. From
 * true source addresses, over a line of their own into a home in a network namespace.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embedded } from '../../support/embedded-addresses.ts';
import { makeNamespace, mayMakeNamespaces, type Namespace } from '../../support/network-namespace.ts';
import { probe } from '../../support/probe.ts';
import { type Running, startProgram } from '../../support/processes.ts';
import { LATCHKEY } from '../../support/programs.ts';
import { latchkey, latchkeyJson } from '../../support/throw-away-home.ts';

const SERVICE = `require('node:http').createServer((_, reply) => reply.end('cloud')).listen(8080, '127.0.0.1', () => console.log('up'))`;
const PORT = 443;

/** Whose address the stranger's has inside, and an address of the home's of the same form, so that both are on one line. */
const SOMEBODY = '10.77.86.50';
const forms = Object.entries(embedded(SOMEBODY));
const homeOf = Object.fromEntries(Object.entries(embedded('10.77.86.1'))) as Record<string, string>;

const LAN = { v4: '10.77.86.0/24', v6: 'fd6c:6c::/64' } as const;
let dir: string;
let network: Namespace;
let service: Running;
let up: Running;
const here = () => ['--dir', dir];
const inside = (...command: string[]) => {
  const [file, ...words] = network.enter;
  return startProgram({ file, args: [...words, ...command] });
};

/** @returns the status of an answer, or why there was none */
async function statusFrom(from: string, address: string, host = 'cloud', path = '/') {
  const result = await probe({ port: PORT, host: `${host}.home.example`, path, from, address });
  return result.kind === 'answer' ? { status: result.status, body: result.body } : { refused: result.reason };
}
const atHome = { v4: () => statusFrom(SOMEBODY, '10.77.86.1'), v6: () => statusFrom('fd6c:6c::50', 'fd6c:6c::1') };

describe.runIf(mayMakeNamespaces())('a stranger with an address of somebody at home inside of its own', () => {
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'latchkey-embedded-'));
    network = makeNamespace({
      lan: { inside: ['10.77.86.1/24', 'fd6c:6c::1/64'], outside: [`${SOMEBODY}/24`, 'fd6c:6c::50/64'] },
      wan: {
        inside: Object.values(homeOf).map((address) => `${address}/128`),
        outside: forms.map(([, address]) => `${address}/128`),
      },
    });
    network.reach('wan', { from: forms.map(([, address]) => address), to: Object.values(homeOf) });
    service = inside(process.execPath, '-e', SERVICE);
    expect(await service.nextLine()).toBe('up');
    await latchkeyJson([
      ...['init', ...here(), '--domain', 'home.example', '--lan', LAN.v4],
      ...['--service', 'cloud=http://127.0.0.1:8080', '--https-port', String(PORT), '--certificates', 'internal'],
    ]);
    up = inside(process.execPath, LATCHKEY, 'up', ...here(), '--json');
    await up.nextLine();
  });

  afterAll(async () => {
    await up?.stop();
    await service?.stop();
    network?.remove();
    rmSync(dir, { recursive: true, force: true });
  });

  const strangersStayOutside = async () => {
    for (const [form, address] of forms) {
      const to = homeOf[form] ?? '';
      // No answer without a certificate; and the signing API, which everybody reaches, says where it sees them.
      expect([form, await statusFrom(address, to)]).toEqual([form, { refused: expect.any(String) }]);
      const whoami = await statusFrom(address, to, 'enroll', '/v1/whoami');
      expect([form, whoami]).toEqual([form, { status: 200, body: expect.stringContaining('"zone":"wan"') }]);
    }
  };

  it('is outside when the list is of IPv4', async () => {
    expect(await atHome.v4()).toMatchObject({ status: 200 });
    await strangersStayOutside();
  });

  it('is outside when the list is of IPv4 and IPv6, after a reload', async () => {
    await latchkeyJson(['lan', '--add', LAN.v6, ...here()]);
    expect(await latchkey(['reload', ...here()])).toMatchObject({ code: 0 });
    expect([await atHome.v4(), await atHome.v6()]).toMatchObject([{ status: 200 }, { status: 200 }]);
    await strangersStayOutside();
  });

  it('is outside when the list is of IPv6', async () => {
    await latchkeyJson(['lan', '--remove', LAN.v4, ...here()]);
    expect(await latchkey(['reload', ...here()])).toMatchObject({ code: 0 });
    expect(await atHome.v6()).toMatchObject({ status: 200 });
    expect(await atHome.v4()).toMatchObject({ refused: expect.any(String) });
    await strangersStayOutside();
  });

  it('is not let in by a list that holds such addresses: reload and lan refuse it, and name the line', async () => {
    const file = join(dir, 'latchkey.yaml');
    const text = readFileSync(file, 'utf8');
    for (const [, address] of forms.filter(([form]) => !/6rd|464XLAT|last four/.test(form))) {
      const add = await latchkey(['lan', '--add', `${address}/128`, ...here()]);
      expect([add.code === 0, add.stderr]).toEqual([false, expect.stringMatching(/latchkey\.yaml:\d+:\d+: lan\[\d\]/)]);
    }
    writeFileSync(file, text.replace(LAN.v6, '::/64'));
    const refused = await latchkey(['reload', ...here()]);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toMatch(/latchkey\.yaml:\d+:\d+: lan\[0\]: has all of IPv4 in it; write /);
    await strangersStayOutside();
    writeFileSync(file, text);
  });
});
