/** A home whose start fails, at each of its parts in turn: whatever had been started is stopped. */
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { NO_UNLOCK } from '../../../server/ca/signer.ts';
import type { HomeEvent } from '../../../server/home/home-event.ts';
import { type OpenHome, openHome } from '../../../server/home/open.ts';
import { runHome } from '../../../server/home/run.ts';
import { HomeLock } from '../../../server/stack/process/process-lock.ts';
import { startOf } from '../../../server/stack/process/processes.ts';
import type { StackEvent } from '../../../server/stack/process/stack-events.ts';
import { findTools } from '../../../server/stack/tools.ts';
import { takeHomeBack } from '../../support/home-owner.ts';
import { sampleOf } from '../../support/long-tail.ts';
import { freePorts } from '../../support/stack/free-ports.ts';
import { makeThrowAwayHome, type ThrowAwayHome } from '../../support/throw-away-home.ts';

const clock = { now: () => Date.now() };
/** One home for all, which each test finds as it was made. */
let made: ThrowAwayHome;
let asMade: string;
const cleanUps: (() => void)[] = [];
beforeAll(async () => {
  made = await makeThrowAwayHome();
  takeHomeBack(made.dir);
  asMade = `${made.dir}-as-made`;
  cpSync(made.dir, asMade, { recursive: true });
});
beforeEach(() => {
  rmSync(made.dir, { recursive: true });
  cpSync(asMade, made.dir, { recursive: true });
});
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});
afterAll(async () => {
  await made.remove();
  rmSync(asMade, { recursive: true });
});

async function occupy(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  cleanUps.push(() => server.close());
}

/** A folder with something in it, where a file or a socket is to be. */
function folderAt(path: string): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(join(path, 'something'), { recursive: true });
}

/** @returns the path of a HAProxy that does something else first */
async function oddHaproxy(script: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-haproxy-'));
  cleanUps.push(() => rmSync(folder, { recursive: true }));
  const { haproxy } = await findTools(process.env);
  const path = join(folder, 'haproxy');
  writeFileSync(path, `#!/bin/sh\n${script}\nexec ${haproxy.path} "$@"\n`, { mode: 0o755 });
  return path;
}

const answers = (path: string) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** The servers of this process; those of the test itself are among them. */
const servers = () =>
  process
    .getActiveResourcesInfo()
    .filter((kind) => ['PipeServerWrap', 'TCPServerWrap'].includes(kind))
    .sort();

interface Obstacle {
  /** What is said then. */
  readonly reason: RegExp;
  /** Before the home is opened. */
  readonly before?: (home: ThrowAwayHome) => Promise<void>;
  /** Once it is open. */
  readonly place?: (home: OpenHome) => void;
  readonly env?: NodeJS.ProcessEnv;
  /** What a HAProxy does before anything else. */
  readonly haproxy?: string;
  /** Fails when this is said. */
  readonly at?: HomeEvent['kind'] | StackEvent['kind'] | 'up';
  /** Whether the audit log says that the home started. */
  readonly started: boolean;
}

const obstacles: Readonly<Record<string, Obstacle>> = {
  'the tools': { reason: /LATCHKEY_CADDY/, env: { LATCHKEY_CADDY: '/nowhere/caddy' }, started: false },
  'the CA': { reason: /mode 644/, place: ({ layout }) => chmodSync(layout.ca.key, 0o644), started: false },
  'a port': { reason: /is held/, before: ({ httpsPort }) => occupy(httpsPort), started: false },
  'the remembered configuration': {
    reason: /latchkey\.yaml/,
    place: ({ layout }) => folderAt(layout.rendered.config),
    started: false,
  },
  'the auth endpoint': {
    reason: /auth\.sock/,
    place: ({ layout }) => folderAt(layout.run.authEndpoint),
    started: true,
  },
  'the signing API': { reason: /api\.sock/, place: ({ layout }) => folderAt(layout.run.api), started: true },
  'the metrics': {
    reason: /is held/,
    before: async ({ dir }) => {
      const [port = 0] = await freePorts(1);
      const config = join(dir, 'latchkey.yaml');
      writeFileSync(config, `${readFileSync(config, 'utf8')}\nmetrics:\n  port: ${port}\n`);
      await occupy(port);
    },
    started: true,
  },
  'what follows the signing API': { reason: /here it ends/, at: 'signing-api-ready', started: true },
  'the active set': {
    reason: /active/,
    place: ({ layout }) => {
      rmSync(layout.active, { recursive: true });
      writeFileSync(layout.active, '');
    },
    started: true,
  },
  Caddy: { reason: /EISDIR|directory|ENOTEMPTY/, place: ({ layout }) => folderAt(layout.run.lan), started: true },
  HAProxy: { reason: /haproxy ended/, haproxy: 'case "$*" in -db*) exit 1;; esac', started: true },
  'the test from outside': { reason: /here it ends/, at: 'client-auth-tested', started: true },
  'the control socket': { reason: /control\.sock/, place: ({ layout }) => folderAt(layout.run.control), started: true },
  'the last of all': { reason: /here it ends/, at: 'up', started: true },
};

it.each(sampleOf('parts at which a start fails', Object.entries(obstacles), 5))(
  'a start that fails at %s leaves nothing running',
  async (_, obstacle) => {
    await obstacle.before?.(made);
    const home = await openHome(made.dir, clock, 'admin:test');
    cleanUps.push(() => home.close());
    obstacle.place?.(home);
    const env = { ...process.env, ...obstacle.env };
    if (obstacle.haproxy) env.LATCHKEY_HAPROXY = await oddHaproxy(obstacle.haproxy);
    const before = servers();
    const pids = new Set<number>();
    const failAt = (kind: string) => {
      if (obstacle.at === kind) throw new Error('here it ends');
    };
    const running = runHome(
      {
        home,
        env,
        clock,
        unlock: NO_UNLOCK,
        makeBackup: async () => undefined,
        wall: undefined,
        onStackEvent: (event) => {
          if ('pid' in event) pids.add(event.pid);
        },
        onHomeEvent: ({ kind }) => failAt(kind),
        signal: new AbortController().signal,
      },
      () => failAt('up'),
    );
    await expect(running).rejects.toThrow(obstacle.reason);
    for (const path of [
      home.layout.run.authEndpoint,
      home.layout.run.api,
      home.layout.run.control,
      home.layout.run.haproxy,
    ])
      expect([path, await answers(path)]).toEqual([path, false]);
    const kinds = home.audit
      .page({}, 100)
      .map(({ kind, outcome }) => `${kind} ${outcome}`)
      .filter((kind) => kind.startsWith('home-st'));
    expect(kinds.sort()).toEqual(obstacle.started ? ['home-started ok', 'home-stopped failed'] : []);
    for (const pid of pids) expect([pid, await startOf(pid)]).toEqual([pid, undefined]);
    HomeLock.take(home.layout.run.lock).release();
    await sleep(100);
    expect(servers()).toEqual(before);
  },
);
