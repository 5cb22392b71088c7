/**
 * A home in a network namespace of its own, with a line to its LAN and one to the WAN: true source addresses, IPv4 and
 * IPv6. The line from outside is cut while it is in use, so that packets vanish and nobody is told; DNS answers nobody.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeNamespace, mayMakeNamespaces, type Namespace } from '../../support/network-namespace.ts';
import { openTls, probe } from '../../support/probe.ts';
import { type Running, startProgram } from '../../support/processes.ts';
import { LATCHKEY } from '../../support/programs.ts';
import { enrolSoftDevice, type SoftDevice } from '../../support/soft-device.ts';
import { type Invited, latchkey, latchkeyJson } from '../../support/throw-away-home.ts';

/** Listens inside, where nobody else does. */
const SERVICE = `require('node:http').createServer((_, reply) => reply.end('cloud')).listen(8080, '127.0.0.1', () => console.log('up'))`;

/** Of the home: on its LAN, and outside with documentation's addresses (RFC 5737, RFC 3849). */
const AT_HOME = { v4: '10.77.83.1', v6: 'fd6c:6b::1' } as const;
const OUTSIDE = { v4: '203.0.113.1', v6: '2001:db8:6c6b::1' } as const;
const PORT = 443;
const hostOf = (service: string) => `${service}.home.example`;

let dir: string;
let network: Namespace;
let service: Running;
let up: Running;
let dave: SoftDevice;
let nina: SoftDevice;
const place = { host: hostOf('enroll'), port: PORT, address: OUTSIDE.v4 };
const here = () => ['--dir', dir];
const inside = (...command: string[]) => {
  const [file, ...words] = network.enter;
  return startProgram({ file, args: [...words, ...command] });
};
const invite = async (person: string) => (await latchkeyJson<Invited>(['invite', person, ...here()])).code;

async function statusAt(address: string, device?: SoftDevice, host = 'cloud') {
  const result = await probe({ port: PORT, host: hostOf(host), address, identity: device?.identity });
  return result.kind === 'answer' ? result.status : result.reason;
}

/** A connection that stays open: asks once, and can be asked again. */
class OpenConnection {
  readonly #socket: TLSSocket;
  #text = '';
  closed = false;

  constructor(device: SoftDevice) {
    const identity = device.identity;
    this.#socket = openTls({ port: PORT, host: hostOf('cloud'), address: OUTSIDE.v4, identity });
    this.#socket.on('data', (data) => {
      this.#text += data.toString();
    });
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => {
      this.closed = true;
    });
  }

  /** @returns the status; undefined when it was closed, or nothing came within fifteen seconds */
  async ask(): Promise<number | undefined> {
    this.#text = '';
    this.#socket.write(`GET / HTTP/1.1\r\nhost: ${hostOf('cloud')}\r\n\r\n`);
    for (const end = performance.now() + 15_000; performance.now() < end; await pause(20)) {
      const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(this.#text) ?? [];
      if (status !== undefined) return Number(status);
      if (this.closed) return undefined;
    }
    return undefined;
  }

  end(): void {
    this.#socket.destroy();
  }
}

describe.runIf(mayMakeNamespaces())('a home with a network of its own', () => {
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'latchkey-networks-'));
    network = makeNamespace({
      lan: { inside: [`${AT_HOME.v4}/24`, `${AT_HOME.v6}/64`], outside: ['10.77.83.7/24', 'fd6c:6b::7/64'] },
      wan: { inside: [`${OUTSIDE.v4}/24`, `${OUTSIDE.v6}/64`], outside: ['203.0.113.7/24', '2001:db8:6c6b::7/64'] },
    });
    service = inside(process.execPath, '-e', SERVICE);
    expect(await service.nextLine()).toBe('up');
    await latchkeyJson([
      ...['init', ...here(), '--domain', 'home.example', '--lan', '10.77.83.0/24', '--lan', 'fd6c:6b::/64'],
      ...Object.values({ ...AT_HOME }).flatMap((address) => ['--listen', address]),
      ...Object.values({ ...OUTSIDE }).flatMap((address) => ['--listen', address]),
      ...['--service', 'cloud=http://127.0.0.1:8080', '--service', 'nas=http://nas.home.example:8080'],
      ...['--https-port', String(PORT), '--certificates', 'internal'],
    ]);
    up = inside(process.execPath, LATCHKEY, 'up', ...here(), '--json');
    await up.nextLine();
    dave = await enrolSoftDevice(place, await invite('Dave'));
    nina = await enrolSoftDevice(place, await invite('Nina'));
  });

  afterAll(async () => {
    await up?.stop();
    await service?.stop();
    network?.remove();
    rmSync(dir, { recursive: true, force: true });
  });

  it('tells its LAN from the rest of the world by the true source, over IPv4 and IPv6', async () => {
    for (const family of ['v4', 'v6'] as const) {
      expect(await statusAt(AT_HOME[family])).toBe(200);
      expect(await statusAt(OUTSIDE[family])).not.toBe(200);
      expect(await statusAt(OUTSIDE[family], dave)).toBe(200);
    }
    // Neither is it told by which of the home's addresses was called.
    expect(await statusAt(AT_HOME.v4, dave)).toBe(200);
  });

  it('with the line cut under open connections: who was shut out meanwhile is out when it is back', async () => {
    const [ofDave, ofNina] = [new OpenConnection(dave), new OpenConnection(nina)];
    try {
      expect([await ofDave.ask(), await ofNina.ask()]).toEqual([200, 200]);
      network.cut('wan');
      const asked = ofNina.ask();
      expect(await latchkey(['shut-out', nina.reply.device.id, ...here()])).toMatchObject({ code: 0 });
      expect(await statusAt(AT_HOME.v4)).toBe(200);
      network.fix('wan');
      expect(await asked).not.toBe(200);
      expect(await ofNina.ask()).not.toBe(200);
      expect(await statusAt(OUTSIDE.v4, nina)).toBe(403);
      expect([await ofDave.ask(), ofDave.closed]).toEqual([200, false]);
      expect(await statusAt(OUTSIDE.v4, dave)).toBe(200);
    } finally {
      for (const connection of [ofDave, ofNina]) connection.end();
    }
  });

  it('without DNS: goes on, says 502 for the service it cannot find, and the doctor comes to an end', async () => {
    expect(await statusAt(AT_HOME.v4, undefined, 'nas')).toBe(502);
    expect(await statusAt(OUTSIDE.v4, dave, 'nas')).toBe(502);
    const doctor = inside(process.execPath, LATCHKEY, 'doctor', ...here(), '--json');
    expect([20, 21]).toContain(await doctor.exited());
    expect(JSON.parse(doctor.lines.join('\n'))).toMatchObject({ findings: expect.any(Array) });
    const late = await enrolSoftDevice(place, await invite('Late'));
    expect(await statusAt(OUTSIDE.v4, late)).toBe(200);
  });
});
