import { stringify } from 'yaml';
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { HomeLayout } from '../../core/layout.ts';
import type { Rendered } from '../rendered/types.ts';
import { renderDockerfile, renderEntry } from './dockerfile.ts';
import { needsLowPort, type OutsideNeeds, outsideNeeds } from './secret-places.ts';

/** `/etc/latchkey/dns token` becomes `dns-token`. */
const secretName = (path: string) => path.replace(/^.*\//, '').replaceAll(/[^A-Za-z0-9._-]/g, '-');

function secretsOf({ secretFiles }: OutsideNeeds) {
  const names = new Map<string, string>();
  for (const path of secretFiles) {
    const wanted = secretName(path);
    const taken = [...names.values()].filter((name) => name === wanted || name.startsWith(`${wanted}-`)).length;
    names.set(path, taken === 0 ? wanted : `${wanted}-${taken + 1}`);
  }
  return names;
}

const bind = (path: string, readOnly: boolean) => ({
  type: 'bind',
  source: path,
  target: path,
  ...(readOnly && { read_only: true }),
  bind: { create_host_path: false },
});

/** What differs between the container of one home and that of every home. */
interface ContainerNeeds {
  readonly image: object;
  readonly lowPorts: boolean;
  readonly volumes: readonly object[];
  readonly more?: object;
}

const container = ({ image, lowPorts, volumes, more }: ContainerNeeds) => ({
  ...image,
  command: ['up', '--stay-closed', '--last-valid'],
  network_mode: 'host',
  read_only: true,
  tmpfs: ['/tmp:mode=1777,size=64m'],
  cap_drop: ['ALL'],
  // Root's part, the first moment; nothing keeps any of them but NET_BIND_SERVICE, which HAProxy has.
  cap_add: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', ...(lowPorts ? ['NET_BIND_SERVICE'] : []), 'SETGID', 'SETUID'],
  security_opt: ['no-new-privileges:true'],
  pids_limit: 512,
  // HAProxy keeps two for each of its connections.
  ulimits: { nofile: { soft: 65_536, hard: 65_536 } },
  volumes,
  ...more,
  healthcheck: {
    test: ['CMD', 'latchkey', 'status', '--running'],
    interval: '30s',
    timeout: '10s',
    retries: 3,
    start_period: '60s',
  },
  restart: 'unless-stopped',
  stop_grace_period: '30s',
  // Of every engine, podman's too; rotated.
  logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
});

const NETWORK = `# The network is the machine's own: behind a published port, HAProxy would take strangers for a container bridge.
# Nothing but the ports of latchkey.yaml listens`;

/** The image that releases publish, without its version; docs/releasing.md says whose it is. */
const IMAGE = 'registry.latchkey.invalid/latchkey-home';

/**
 * The compose.yaml of the repository, for the image of every home: nothing of it depends on a latchkey.yaml.
 * @param dir where the home is in the container; on the machine it is `home/` beside the file
 * @param version of the image
 */
export function releaseCompose(dir: string, version: string): string {
  const home = container({
    image: { image: `${IMAGE}:${version}` },
    lowPorts: true,
    volumes: [{ type: 'bind', source: './home', target: dir, bind: { create_host_path: true } }],
  });
  return `# A home of Latchkey: docker compose run --rm home init, then docker compose up --detach. See docs/start.md.
${NETWORK}, and the home lies in home/ beside this file.
${stringify({ name: 'latchkey', services: { home } }, { lineWidth: 0 })}`;
}

function composeFile(config: HomeConfig, layout: HomeLayout): string {
  const needs = outsideNeeds(config, layout);
  const secrets = secretsOf(needs);
  const home = container({
    image: { build: { context: '.' }, image: 'latchkey-home:local' },
    lowPorts: needsLowPort(config),
    volumes: [bind(layout.dir, false), ...needs.readFiles.map((path) => bind(path, path !== config.backups?.folder))],
    more: {
      ...(needs.variables.length > 0 && {
        environment: Object.fromEntries(needs.variables.map((name) => [name, `\${${name}:?is not set}`])),
      }),
      ...(secrets.size > 0 && {
        secrets: [...secrets].map(([path, source]) => ({ source, target: path })),
      }),
    },
  });
  const document = {
    services: { home },
    ...(secrets.size > 0 && {
      secrets: Object.fromEntries([...secrets].map(([path, name]) => [name, { file: path }])),
    }),
  };
  return `# Rendered from latchkey.yaml by latchkey render --for compose; render it again after a change of ports, paths or secrets.
${NETWORK}: all else are UNIX sockets in ${layout.run.dir}.
${stringify(document, { lineWidth: 0 })}`;
}

/**
 * Everything that runs a home with Docker Compose, as a pure function of the configuration and the folder.
 * @returns files by name, for one folder in which `latchkey.mjs` lies too
 */
export function renderCompose(config: HomeConfig, layout: HomeLayout): Rendered {
  const { variables, secretFiles } = outsideNeeds(config, layout);
  return {
    files: new Map([
      ['compose.yaml', { content: composeFile(config, layout), mode: 0o644 }],
      ['Dockerfile', { content: renderDockerfile(config, layout), mode: 0o644 }],
      ['entry.sh', { content: renderEntry(), mode: 0o755 }],
    ]),
    warnings: [
      ...variables.map((name) => ({
        path: name,
        message: 'is an environment variable with a secret: docker inspect shows it; better write { file: path }',
      })),
      ...secretFiles.map((path) => ({ path, message: 'must be readable by the user that the home folder belongs to' })),
    ],
  };
}
