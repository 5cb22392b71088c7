/**
 * Strangers with true addresses do their worst at once, from one IPv6 /48 or from 64 scattered IPv4 addresses, with
 * everything that costs the home something: codes, secrets, EST, pages, connections. Whoever is at home, renews by a right
 * secret or shows an active certificate is not refused meanwhile; a relative outside with a right code is in within thirty
 * seconds.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { certificateReplySchema } from '../../../shared/api.ts';
import { lengthOf, sampleOf } from '../../support/long-tail.ts';
import { mayMakeNamespaces } from '../../support/network-namespace.ts';
import { type Internet, type Machine, makeInternet } from '../../support/network-namespaces.ts';
import { type Running, run, startProgram } from '../../support/processes.ts';
import { LATCHKEY } from '../../support/programs.ts';
import { type Invited, latchkeyJson } from '../../support/throw-away-home.ts';

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const STRANGERS = fileOf('../../support/crowd/strangers.ts');
const VISITOR = fileOf('../../support/crowd/visitor.ts');
const HOST = 'enroll.home.example';
const SERVICE = 'cloud.home.example';
const IN_TIME = 30_000;
/** Strangers are let loose for so long before anybody else comes. */
const HEAD_START = lengthOf('head start of strangers', 3_000, 10_000);

const answerSchema = z.object({
  milliseconds: z.number(),
  status: z.number(),
  body: z.unknown().optional(),
  key: z.string().default(''),
});

let internet: Internet;
let home: Machine;
let relatives: Machine;
let strangers: Machine;
let family: Machine;
let dir: string;
let up: Running;

const start = ({ on: [file = '', ...before] }: Machine, words: readonly string[]) =>
  startProgram({ file, args: [...before, process.execPath, ...words] });
const invite = async () => (await latchkeyJson<Invited>(['invite', 'Dave', '--dir', dir])).code;

async function visitor({ on: [file = '', ...before] }: Machine, address: string, command: object) {
  const args = [...before, process.execPath, VISITOR, HOST, address];
  const { stdout, stderr } = await run({ file, args, input: JSON.stringify(command) });
  if (stdout === '') throw new Error(stderr);
  return answerSchema.parse(JSON.parse(stdout));
}

const ATTACKS = [
  ['one /48, from another /64 every time', 'fd99:1:2::/48', () => home.ipv6],
  ['64 scattered addresses', '10.99.0.0/16', () => home.ipv4],
] as const;
const TRIED = sampleOf('crowds of strangers at full speed', ATTACKS, 1);

describe.runIf(mayMakeNamespaces())('strangers at full speed', () => {
  beforeAll(async () => {
    internet = makeInternet(4);
    [home, relatives, strangers, family] = internet.machines as [Machine, Machine, Machine, Machine];
    for (const machine of internet.machines) machine.etc('hosts', '127.0.0.1 localhost\n');
    strangers.own(...ATTACKS.map(([, network]) => network));
    dir = mkdtempSync(join(tmpdir(), 'latchkey-crowd-'));
    await latchkeyJson([
      ...['init', '--dir', dir, '--domain', 'home.example', '--certificates', 'internal'],
      ...['--lan', family.ipv4.replace(/\.2$/, '.0/24'), '--lan', family.ipv6.replace(/2$/, '/64')],
      ...['--listen', home.ipv4, '--listen', home.ipv6, '--service', 'cloud=http://127.0.0.1:8080'],
    ]);
    up = start(home, [LATCHKEY, 'up', '--dir', dir, '--json']);
    await up.nextLine();
  });

  afterAll(async () => {
    await up?.stop();
    internet?.remove();
    if (dir) rmSync(dir, { recursive: true, force: true });
  });

  it.each(TRIED)('%s', { timeout: 240_000 }, async (name, network, to) => {
    const address = to();
    const enrol = async (machine: Machine, patient: boolean) =>
      visitor(machine, address, { do: 'enrol', code: await invite(), patient });
    const before = await enrol(relatives, false);
    const { certificate, device, renewalSecret } = certificateReplySchema.parse(before.body);
    const app = { cert: certificate, key: before.key };
    const est = await visitor(relatives, address, { do: 'est-enrol', code: await invite() });
    expect(est.status).toBe(200);
    const printer = { cert: pemOf(String(est.body)), key: est.key };

    const attack = start(strangers, [STRANGERS, HOST, address, network]);
    try {
      expect(await attack.nextLine()).toBe('busy');
      await pause(HEAD_START);
      const seen = {
        atHome: await enrol(family, false),
        atHomeVisit: await visitor(family, address, { do: 'visit', service: SERVICE }),
        visit: await visitor(relatives, address, { do: 'visit', service: SERVICE, identity: app }),
        renewal: await visitor(relatives, address, { do: 'renew', deviceId: device.id, renewalSecret }),
        estRenewal: await visitor(relatives, address, { do: 'est-renew', identity: printer }),
        relative: await enrol(relatives, true),
      };
      const times = Object.entries(seen).map(([who, { milliseconds }]) => `${who} ${Math.round(milliseconds)} ms`);
      console.log(`${name}: ${times.join(', ')}`);
      // Nothing is behind the service: 502 is Caddy's answer to whoever got past the client-auth check.
      expect(Object.entries(seen).map(([who, { status }]) => [who, status])).toEqual([
        ['atHome', 201],
        ['atHomeVisit', 502],
        ['visit', 502],
        ['renewal', 201],
        ['estRenewal', 200],
        ['relative', 201],
      ]);
      expect(seen.relative.milliseconds).toBeLessThan(IN_TIME);
    } finally {
      await attack.stop();
      console.log(attack.lines.at(-1));
    }
  });
});

/** The certificate in a certs-only CMS message, base64. */
function pemOf(base64: string): string {
  const pkcs7 = ['pkcs7', '-inform', 'DER', '-print_certs'];
  return execFileSync('openssl', pkcs7, { input: Buffer.from(base64, 'base64') }).toString();
}
