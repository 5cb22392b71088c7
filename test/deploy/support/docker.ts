/**
 * `docker compose` for one service and as much of its file as latchkey renders, over podman, buildah and runc. What it does
 * not know, it refuses: a new line in compose.yaml is to be seen here.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { BUNDLE_STAGE, fetchNode } from '../../../server/stack/install/dockerfile.ts';
import { inStore } from './images.ts';

const bindSchema = z.strictObject({
  type: z.literal('bind'),
  source: z.string(),
  target: z.string(),
  read_only: z.boolean().default(false),
  bind: z.strictObject({ create_host_path: z.boolean() }).optional(),
});
const limitSchema = z.strictObject({ soft: z.int(), hard: z.int() });
const composeSchema = z.strictObject({
  name: z.string().optional(),
  services: z.strictObject({
    home: z.strictObject({
      build: z.strictObject({ context: z.literal('.') }).optional(),
      image: z.string(),
      command: z.array(z.string()),
      network_mode: z.literal('host'),
      read_only: z.literal(true),
      tmpfs: z.array(z.string()),
      cap_drop: z.array(z.string()),
      cap_add: z.array(z.string()),
      security_opt: z.array(z.string()),
      pids_limit: z.int(),
      ulimits: z.strictObject({ nofile: limitSchema }).optional(),
      volumes: z.array(bindSchema),
      environment: z.record(z.string(), z.string()).default({}),
      secrets: z.array(z.strictObject({ source: z.string(), target: z.string() })).default([]),
      healthcheck: z.strictObject({
        test: z.tuple([z.literal('CMD')], z.string()),
        interval: z.string(),
        timeout: z.string(),
        retries: z.int(),
        start_period: z.string(),
      }),
      restart: z.literal('unless-stopped'),
      stop_grace_period: z.string(),
      logging: z.strictObject({ driver: z.string(), options: z.record(z.string(), z.string()).default({}) }),
    }),
  }),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })).default({}),
});

const { LATCHKEY_TEST_STORE: store = '', LATCHKEY_TEST_ENGINE: place = '' } = process.env;
const NAME = 'home';

/** A store of its own for what runs; images come from the store that is kept. */
const podman = (...words: string[]) => [
  ...['--root', join(place, 'store'), '--runroot', '/run/podman', '--storage-driver', 'overlay'],
  ...[
    '--storage-opt',
    `overlay.imagestore=${join(store, 'root')}`,
    '--runtime',
    'runc',
    '--cgroup-manager',
    'cgroupfs',
  ],
  ...['--events-backend', 'file', ...words],
];

/** Ends as it ended. */
function passOn(file: string, words: readonly string[]): never {
  const { status } = spawnSync(file, words, { stdio: 'inherit' });
  process.exit(status ?? 128);
}

const compose = () => composeSchema.parse(parse(readFileSync('compose.yaml', 'utf8')));

/** What cannot be reached from everywhere, and what it is here. */
const ELSEWHERE: readonly (readonly [there: string, here: string])[] = [
  // nodejs.org: this machine's own Node.
  [`RUN ${fetchNode()}`, 'COPY node /node'],
  // An image with npm, and its registry: the bundle that the tests made.
  [BUNDLE_STAGE, 'FROM debian:trixie-slim AS bundle\nWORKDIR /latchkey\nCOPY . .\n'],
];

/**
 * Builds as the Dockerfile says, but for what is elsewhere.
 * @param folder with the Dockerfile and what it copies
 * @param tag its name, when it has one
 * @returns the image
 */
function build(folder: string, tag?: string): string {
  const context = mkdtempSync(join(place, 'tmp/context-'));
  cpSync(folder, context, { recursive: true });
  cpSync(process.execPath, join(context, 'node'));
  let dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8');
  for (const [there, here] of ELSEWHERE) dockerfile = dockerfile.replace(there, () => here);
  if (/nodejs\.org|npm ci/.test(dockerfile)) throw new Error('the Dockerfile fetches something in another way');
  writeFileSync(join(context, 'Dockerfile'), dockerfile);
  const id = join(place, 'tmp/image');
  const named = tag === undefined ? [] : ['--tag', tag];
  const words = [
    'bud',
    '--quiet',
    '--isolation',
    'chroot',
    '--layers',
    '--pull-never',
    '--iidfile',
    id,
    ...named,
    context,
  ];
  const outside = [`--net=${join(place, 'outside')}`, '--', 'buildah'];
  execFileSync('nsenter', [...outside, ...inStore(store), ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
  rmSync(context, { recursive: true });
  return readFileSync(id, 'utf8').trim();
}

/** No more files than this machine may give. */
function openFiles(wanted = { soft: 1024, hard: 4096 }): string {
  const most = Number(execFileSync('sh', ['-c', 'ulimit -H -n'], { encoding: 'utf8' })) || Number.POSITIVE_INFINITY;
  return `nofile=${Math.min(wanted.soft, most)}:${Math.min(wanted.hard, most)}`;
}

/** The words for `podman run` that the file says, whatever is run. */
function containerWords(): readonly string[] {
  const { services, secrets } = compose();
  const { home } = services;
  mkdirSync('/run/podman', { recursive: true });
  for (const { source, bind } of home.volumes) if (bind?.create_host_path) mkdirSync(source, { recursive: true });
  const volume = (source: string, target: string, readOnly: boolean) =>
    `--volume=${resolve(source)}:${target}${readOnly ? ':ro' : ''}`;
  return [
    ...['--network', home.network_mode, '--read-only', '--read-only-tmpfs=false'],
    ...home.tmpfs.map((each) => `--tmpfs=${each}`),
    ...home.cap_drop.map((each) => `--cap-drop=${each}`),
    ...home.cap_add.map((each) => `--cap-add=${each}`),
    ...home.security_opt.map((each) => `--security-opt=${each.replace(/:true$/, '')}`),
    `--pids-limit=${home.pids_limit}`,
    ...['--ulimit', openFiles(home.ulimits?.nofile), '--ulimit', 'nproc=4096:4096'],
    ...home.volumes.map((each) => volume(each.source, each.target, each.read_only)),
    ...Object.entries(home.environment).map(([name, value]) => `--env=${name}=${value}`),
    ...home.secrets.map((each) => volume(secrets[each.source]?.file ?? '', each.target, true)),
  ];
}

/** The image that compose.yaml names; built first where it says how. */
function image(): string {
  const { home } = compose().services;
  return home.build === undefined ? home.image : build('.');
}

function up(): never {
  const { home } = compose().services;
  const { healthcheck, logging } = home;
  const words = containerWords();
  const name = image();
  spawnSync('podman', podman('rm', '--force', '--time', '10', NAME), { stdio: 'ignore' });
  passOn('podman', [
    ...podman('run', '--detach', '--name', NAME),
    ...words,
    `--health-cmd=${healthcheck.test.slice(1).join(' ')}`,
    `--health-interval=${healthcheck.interval}`,
    `--health-timeout=${healthcheck.timeout}`,
    `--health-retries=${healthcheck.retries}`,
    `--health-start-period=${healthcheck.start_period}`,
    `--restart=${home.restart}`,
    `--stop-timeout=${Number.parseInt(home.stop_grace_period, 10)}`,
    `--log-driver=${logging.driver}`,
    ...Object.entries(logging.options)
      .filter(([option]) => option === 'max-size')
      .map(([option, value]) => `--log-opt=${option}=${value}`),
    name,
    ...home.command,
  ]);
}

/** `docker build --tag NAME FOLDER` */
function buildTagged([option, tag, folder]: readonly string[]): void {
  if (option !== '--tag' || tag === undefined || folder === undefined) throw new Error('docker build: not known here');
  build(folder, tag);
}

const [command, subcommand = '', ...words] = process.argv.slice(2);
const behind = words.slice(words.indexOf(NAME) + 1);
const COMMANDS: Readonly<Record<string, () => void>> = {
  up,
  // Docker gives a terminal when it has one.
  run: () =>
    passOn(
      'podman',
      podman(
        'run',
        '--rm',
        '--interactive',
        ...(process.stdin.isTTY ? ['--tty'] : []),
        ...containerWords(),
        image(),
        ...behind,
      ),
    ),
  exec: () => passOn('podman', podman('exec', NAME, ...behind)),
  logs: () => passOn('podman', podman('logs', NAME)),
  ps: () => {
    // Without a systemd nobody looks every thirty seconds: the look is now.
    const { status } = spawnSync('podman', podman('healthcheck', 'run', NAME), {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    console.log(status === 0 ? 'running (healthy)' : 'unhealthy');
  },
  stop: () => passOn('podman', podman('stop', NAME)),
  start: () => passOn('podman', podman('start', NAME)),
  restart: () => passOn('podman', podman('restart', NAME)),
  inspect: () => passOn('podman', podman('inspect', '--format', words[0] ?? '', NAME)),
};
const obey = command === 'build' ? () => buildTagged([subcommand, ...words]) : COMMANDS[subcommand];
if (!['compose', 'build'].includes(command ?? '') || obey === undefined)
  throw new Error(`docker ${command} ${subcommand}: not known here`);
obey();
