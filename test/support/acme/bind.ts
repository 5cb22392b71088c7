/** A real BIND on a loopback port of its own, with one zone that a TSIG key (RFC 8945) may change by RFC 2136. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startProgram } from '../processes.ts';
import { freePorts } from '../stack/free-ports.ts';

export interface TestBind {
  /** `127.0.0.1:port`, UDP and TCP. */
  readonly address: string;
  readonly keyName: string;
  /** The key's secret, base64. */
  readonly secret: string;
  stop(): Promise<void>;
}

/** Starts one; needs Debian's package `bind9`. @param zone such as `home.example.net` */
export async function startBind(zone: string): Promise<TestBind> {
  const [port = 0] = await freePorts(1);
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-bind-'));
  const [keyName, secret] = ['latchkey-key', randomBytes(32).toString('base64')];
  await writeFile(
    join(dir, 'named.conf'),
    `key "${keyName}" { algorithm hmac-sha256; secret "${secret}"; };
options { directory "${dir}"; pid-file none; session-keyfile none; recursion no; listen-on-v6 { none; };
  listen-on port ${port} { 127.0.0.1; }; dnssec-validation no; managed-keys-directory "${dir}"; };
controls { };
zone "${zone}" { type primary; file "zone"; update-policy { grant ${keyName} subdomain ${zone}. TXT; }; };
`,
  );
  await writeFile(
    join(dir, 'zone'),
    `$TTL 60
@ IN SOA ns.${zone}. hostmaster.${zone}. 1 60 60 60 60
@ IN NS ns.${zone}.
ns IN A 127.0.0.1
`,
  );
  const program = startProgram({ file: 'named', args: ['-f', '-g', '-c', join(dir, 'named.conf'), '-n', '1'] });
  for (let tries = 0; !program.stderr().includes('running'); tries += 1) {
    if (tries >= 100) {
      await program.stop();
      throw new Error(`named does not run. It said:\n${program.stderr()}`);
    }
    await pause(100);
  }
  return {
    address: `127.0.0.1:${port}`,
    ...{ keyName, secret },
    stop: async () => {
      await program.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
