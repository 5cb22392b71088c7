/** The design in which HAProxy ends TLS, run beside a home: Caddy behind it with plain HTTP, or the service itself. */
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { homeLayout } from '../../../../server/core/layout.ts';
import { COLLECTOR } from '../../../../server/stack/caddy/environment.ts';
import { replaceList } from '../../../../server/stack/haproxy/runtime.ts';
import { findTools } from '../../../../server/stack/tools.ts';
import { type Running, startProgram } from '../../../support/processes.ts';
import { until } from '../until.ts';
import { filesOf, type Ports, renderDesign, renderSites } from './config.ts';

export interface Around {
  /** A folder, removed by whoever made it. */
  readonly dir: string;
  /** The folder of a home that runs, and the port that it listens on. */
  readonly home: string;
  readonly homePort: number;
  readonly host: string;
  /** `127.0.0.1:<port>` */
  readonly upstream: string;
  /** A file with the device's certificate and its key, PEM. */
  readonly certificate: string;
}

/** What stands between HAProxy and the service. */
export type Behind = 'Caddy' | 'nothing';

export interface Design {
  readonly running: readonly Running[];
  /** Lets the device in (`true`) or shuts it out, over HAProxy's runtime API. */
  letIn(device: boolean): Promise<void>;
}

/** Caddy's own certificate for the host, so that both ends of the comparison sign with the same kind of key. */
async function serverCertificate(home: string, host: string, dir: string): Promise<string> {
  const at = join(homeLayout(home).caddy, 'certificates', 'local', host, host);
  const file = join(dir, 'server.pem');
  await writeFile(file, `${await readFile(`${at}.crt`, 'utf8')}${await readFile(`${at}.key`, 'utf8')}`, {
    mode: 0o600,
  });
  return file;
}

async function untilAnswers(running: Running, ready: () => Promise<void>): Promise<void> {
  const ended = running.exited().then((code) => {
    throw new Error(`it ended with ${code}: ${running.stderr()}`);
  });
  ended.catch(() => undefined);
  await Promise.race([ready(), ended]);
}

/** Starts it; the device of the home's is let in. */
export async function startDesign(around: Around, ports: Ports, behind: Behind): Promise<Design> {
  const { home, homePort, host, upstream, certificate } = around;
  const dir = await mkdtemp(join(around.dir, 'tls-'));
  const files = filesOf(dir);
  const tools = await findTools(process.env);
  const layout = homeLayout(home);

  const { fingerprint256 } = new X509Certificate(await readFile(certificate));
  const entry = `${fingerprint256.replaceAll(':', '')}/${host}`;
  await writeFile(files.active, `${entry}\n`);
  await writeFile(files.names, `${host}\n`);
  const config = join(dir, 'haproxy.cfg');
  const text = renderDesign({
    rendered: await readFile(layout.rendered.haproxy, 'utf8'),
    homePort,
    ports,
    dir,
    server: await serverCertificate(home, host, dir),
    ca: layout.ca.certificate,
    next: behind === 'Caddy' ? `"unix@${files.sites}"` : upstream,
  });
  await writeFile(config, text);
  const sites = join(dir, 'sites.caddy');
  await writeFile(sites, renderSites(files.sites, host, upstream));

  const proxy = startProgram({ file: tools.haproxy.path, args: ['-db', '-f', config] });
  const caddy = () =>
    startProgram({
      file: tools.caddy.path,
      args: ['run', '--config', sites, '--adapter', 'caddyfile'],
      env: { ...process.env, ...COLLECTOR },
    });
  const running = behind === 'Caddy' ? [proxy, caddy()] : [proxy];
  try {
    for (const port of Object.values(ports)) await untilAnswers(proxy, () => until(port));
  } catch (error) {
    for (const each of running) await each.stop();
    throw error;
  }
  return {
    running,
    letIn: (device) => replaceList(files.api, { path: files.active, entries: device ? [entry] : [] }),
  };
}
