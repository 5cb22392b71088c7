/**
 * What Latchkey's data path is measured beside, each in its own configuration on the same programs:
 * - the seed article's: HAProxy sends every source that is not at home to a second Caddy listener, which asks for a
 *   certificate and proxies over TLS into the first one. No active set, no log, TCP between the hops.
 * - a bare Caddy site that asks for a certificate, without HAProxy.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { findTools } from '../../../server/stack/tools.ts';
import { type Running, startProgram } from '../../support/processes.ts';
import { startTcpProxy } from './tcp-proxy.ts';
import { until } from './until.ts';

export interface ProxyDeps {
  /** A folder of its own; removed by whoever made it. */
  readonly dir: string;
  readonly host: string;
  /** `127.0.0.1:<port>` */
  readonly upstream: string;
  /** The CA whose certificates are asked for: a PEM file. */
  readonly ca: string;
}

const OPTIONS = (port: number, more = '') => `{
  admin off
  persist_config off
  skip_install_trust
  local_certs
  auto_https disable_redirects
  https_port ${port}
  log default {
    output discard
  }
${more}}
`;

const SEED_SERVERS = `  servers {
    protocols h1 h2
    listener_wrappers {
      proxy_protocol {
        timeout 2s
        allow 127.0.0.1/32
        fallback_policy reject
      }
      tls
    }
  }
`;

const ask = (ca: string) => `tls internal {
    client_auth {
      mode require_and_verify
      trust_pool file ${ca}
    }
  }`;

async function caddy({ dir }: ProxyDeps, name: string, text: string): Promise<Running> {
  const file = join(dir, `${name}.caddy`);
  await writeFile(file, text);
  const { caddy: program } = await findTools(process.env);
  const folder = join(dir, name);
  return startProgram({
    file: program.path,
    args: ['run', '--config', file, '--adapter', 'caddyfile'],
    env: { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  });
}

/** @returns what runs, in the order to stop it in */
export async function startSeed(
  around: ProxyDeps,
  ports: { readonly edge: number; readonly lan: number; readonly wan: number },
): Promise<Running[]> {
  const { dir, host, upstream, ca } = around;
  const home = await caddy(
    around,
    'seed',
    `${OPTIONS(ports.lan, SEED_SERVERS)}
${host}:${ports.lan} {
  bind 127.0.0.1
  tls internal
  reverse_proxy ${upstream}
}
${host}:${ports.wan} {
  bind 127.0.0.1
  ${ask(ca)}
  reverse_proxy 127.0.0.1:${ports.lan} {
    header_up Host {host}
    transport http {
      tls
      tls_insecure_skip_verify
      tls_server_name {host}
      proxy_protocol v2
    }
  }
}
`,
  );
  await until(ports.wan);
  const edge = await startTcpProxy(
    join(dir, 'seed.cfg'),
    `frontend https-in
  bind 127.0.0.1:${ports.edge}
  tcp-request inspect-delay 5s
  tcp-request content accept if { req.ssl_hello_type 1 }
  tcp-request content reject
  acl is_lan src 127.0.1.0/24
  use_backend plain if is_lan
  default_backend mtls
backend plain
  server s 127.0.0.1:${ports.lan} send-proxy-v2
backend mtls
  server s 127.0.0.1:${ports.wan} send-proxy-v2
`,
  );
  await until(ports.edge);
  return [edge, home];
}

/** A site that asks for a certificate; nothing in front of it. */
export async function startBare(around: ProxyDeps, port: number): Promise<Running> {
  const { host, upstream, ca } = around;
  const running = await caddy(
    around,
    'bare',
    `${OPTIONS(port, '  servers {\n    protocols h1 h2\n  }\n')}
${host} {
  bind 127.0.0.1
  ${ask(ca)}
  reverse_proxy ${upstream}
}
`,
  );
  await until(port);
  return running;
}
