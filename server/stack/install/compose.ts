import { stringify } from 'yaml';
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { HomeLayout } from '../../core/layout.ts';
import type { Rendered } from '../rendered.ts';
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

function composeFile(config: HomeConfig, layout: HomeLayout): string {
  const needs = outsideNeeds(config, layout);
  const secrets = secretsOf(needs);
  const home = {
    build: { context: '.' },
    image: 'latchkey-home:local',
    command: ['up', '--stay-closed', '--last-valid'],
    network_mode: 'host',
    read_only: true,
    tmpfs: ['/tmp:mode=1777,size=64m'],
    cap_drop: ['ALL'],
    // Root's part, the first moment; nothing keeps any of them but NET_BIND_SERVICE, which HAProxy has.
    cap_add: [
      'CHOWN',
      'DAC_OVERRIDE',
      'FOWNER',
      ...(needsLowPort(config) ? ['NET_BIND_SERVICE'] : []),
      'SETGID',
      'SETUID',
    ],
    security_opt: ['no-new-privileges:true'],
    pids_limit: 512,
    // HAProxy keeps two for each of its connections.
    ulimits: { nofile: { soft: 65_536, hard: 65_536 } },
    volumes: [bind(layout.dir, false), ...needs.readFiles.map((path) => bind(path, path !== config.backups?.folder))],
    ...(needs.variables.length > 0 && {
      environment: Object.fromEntries(needs.variables.map((name) => [name, `\${${name}:?is not set}`])),
    }),
    ...(secrets.size > 0 && {
      secrets: [...secrets].map(([path, source]) => ({ source, target: path })),
    }),
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
  };
  const document = {
    services: { home },
    ...(secrets.size > 0 && {
      secrets: Object.fromEntries([...secrets].map(([path, name]) => [name, { file: path }])),
    }),
  };
  return `# Rendered from latchkey.yaml by latchkey render --for compose; render it again after a change of ports, paths or secrets.
# The network is the machine's own: behind a published port, HAProxy would take strangers for a container bridge.
# Nothing but the ports of latchkey.yaml listens: all else are UNIX sockets in ${layout.run.dir}.
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
