/** A home of its own whose certificates come from an ACME CA, run with the admin's own command. */
import type { X509Certificate } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { giveHomeAway } from '../home-owner.ts';
import { type Running, startProgram } from '../processes.ts';
import { LATCHKEY } from '../programs.ts';
import { freePorts } from '../stack/free-ports.ts';
import { latchkeyJson } from '../throw-away-home.ts';
import { type AcmeCa, type AcmeCaOptions, startAcmeCa } from './ca.ts';

const DOMAIN = 'home.example.net';
export const NAMES = [`enroll.${DOMAIN}`, `cloud.${DOMAIN}`] as const;

export interface AcmeHome {
  readonly dir: string;
  readonly acme: AcmeCa;
  readonly httpsPort: number;
  /** Starts `latchkey up`; resolves when the home is ready. @param patience milliseconds; 30 seconds when absent */
  up(env?: NodeJS.ProcessEnv, patience?: number): Promise<Running>;
  /** The certificate that a name is served with; undefined while it has none. */
  served(host: string): Promise<X509Certificate | undefined>;
  remove(): Promise<void>;
}

/** @param more lines below `acme:` of latchkey.yaml, and below the whole file */
export async function makeAcmeHome(
  options: AcmeCaOptions = {},
  more: {
    readonly acme?: string;
    readonly yaml?: string;
    readonly upstream?: string;
    /** As `latchkey init` takes it; `http-01` unless said otherwise. */
    readonly certificates?: string;
  } = {},
): Promise<AcmeHome> {
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-home-'));
  const [https = 0, http = 0] = await freePorts(2);
  const acme = await startAcmeCa({ httpPort: http, ...options });
  await latchkeyJson([
    ...['init', '--dir', dir, '--domain', DOMAIN, '--name', 'Example Home', '--lan', '127.0.1.0/24'],
    ...['--https-port', String(https), '--http-port', String(http), '--listen', '127.0.0.1'],
    ...[
      '--service',
      `cloud=${more.upstream ?? 'http://127.0.0.1:9'}`,
      '--certificates',
      more.certificates ?? 'http-01',
    ],
  ]);
  const yaml = join(dir, 'latchkey.yaml');
  await copyFile(acme.rootFile, join(dir, 'acme-root.crt'));
  const section = `acme:\n  directory: ${acme.directory}\n  email: nina@example.net\n  root: acme-root.crt\n`;
  await writeFile(
    yaml,
    `${await readFile(yaml, 'utf8')}\n${section}${more.acme ?? ''}${more.yaml?.replace('BACKUPS', `${dir}-backups`) ?? ''}`,
  );
  giveHomeAway(dir);
  let running: Running | undefined;
  return {
    dir,
    acme,
    httpsPort: https,
    async up(env, patience) {
      running = startProgram({
        file: process.execPath,
        args: [LATCHKEY, 'up', '--dir', dir, '--json'],
        ...(env && { env: { ...process.env, ...env } }),
      });
      await running.nextLine(patience);
      return running;
    },
    served: (host) =>
      new Promise((resolve) => {
        const socket = connect({ host: '127.0.0.1', port: https, servername: host, rejectUnauthorized: false });
        socket.setTimeout(5000, () => socket.destroy(new Error('no answer')));
        socket.once('secureConnect', () => {
          resolve(socket.getPeerX509Certificate());
          socket.destroy();
        });
        socket.once('error', () => resolve(undefined));
      }),
    async remove() {
      await running?.stop();
      await acme.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
