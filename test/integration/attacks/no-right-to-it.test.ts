/**
 * The wall between a home and what runs HAProxy and Caddy, with nothing else in the way: as their user, everything of the
 * home is tried, file by file and socket by socket, and by a Caddy that was told to give it all away. Users are root's to
 * change, so this needs root.
 */
import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTools } from '../../../server/stack/tools.ts';
import { knock, LAN_SOURCE } from '../../support/door.ts';
import { HOME_OWNER } from '../../support/home-owner.ts';
import { type Running, run, startProgram } from '../../support/processes.ts';
import {
  hostOf,
  latchkey,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

/** Reads lists of paths, tries each, and says which of them opened. */
const TRY = `
const { connect } = require('node:net'); const fs = require('node:fs');
const { files, sockets, folders } = JSON.parse(fs.readFileSync(0, 'utf8'));
const can = (work) => { try { work(); return true } catch { return false } };
const dial = (path) => new Promise((done) => connect(path).on('connect', () => done(true)).on('error', () => done(false)));
(async () => {
  console.log(JSON.stringify({
    read: files.filter((path) => can(() => fs.closeSync(fs.openSync(path, 'r')))),
    write: files.filter((path) => can(() => fs.closeSync(fs.openSync(path, 'r+')))),
    list: folders.filter((path) => can(() => fs.readdirSync(path))),
    make: folders.filter((path) => can(() => fs.rmdirSync((fs.mkdirSync(path + '/x'), path + '/x')))),
    dial: (await Promise.all(sockets.map(async (path) => (await dial(path)) && path))).filter(Boolean),
  }));
  process.exit(0);
})();
`;

interface Entry {
  readonly path: string;
  readonly kind: 'files' | 'folders' | 'sockets';
}

/** Everything in a folder, as root sees it. */
async function everything(dir: string): Promise<Entry[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.map((entry) => ({
    path: join(entry.parentPath, entry.name),
    kind: entry.isDirectory() ? 'folders' : entry.isSocket() ? 'sockets' : 'files',
  }));
}

async function field(pid: number, name: string): Promise<string> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(status)?.[1] ?? '';
}

/** A process and all that it started, and so on. */
async function family(root: number): Promise<{ readonly pid: number; readonly command: string }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const seen = await Promise.all(
    pids.map(async (pid) => ({
      pid,
      parent: Number(await field(pid, 'PPid').catch(() => '0')),
      command: (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' '),
    })),
  );
  const of = (pid: number): typeof seen =>
    seen.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...of(child.pid)]);
  return [...seen.filter(({ pid }) => pid === root), ...of(root)];
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 15_000; Date.now() < end; await sleep(50)) if (await holds()) return;
  throw new Error(`did not happen: ${what}`);
}

const isRunning = (pid: number) => existsSync(`/proc/${pid}`);

describe.runIf(process.getuid?.() === 0)('what the user of HAProxy and Caddy has no right to', () => {
  let home: ThrowAwayHome;
  let up: Running;
  let proxies: { uid: number; gid: number };

  const start = async () => {
    ({ up } = await home.up());
  };
  const as = (user: { uid: number; gid: number }, words: readonly [string, ...string[]]): [string, string[]] => [
    'setpriv',
    ['--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups', ...words],
  ];
  const program = async (name: 'caddy' | 'haproxy') => {
    const found = (await family(up.pid)).find(({ command }) => new RegExp(`^\\S*/${name} `).test(command));
    if (!found) throw new Error(`${name} does not run`);
    return found.pid;
  };
  const answers = async () => {
    const answer = await knock({ port: home.httpsPort, host: hostOf('cloud'), from: LAN_SOURCE });
    return answer.kind === 'answer' && answer.status === 200;
  };

  beforeAll(async () => {
    home = await makeThrowAwayHome();
    await start();
    await latchkeyJson(['invite', 'Dave', '--dir', home.dir]);
    const { uid } = await stat(join(home.dir, 'run/caddy'));
    proxies = { uid, gid: (await stat(home.dir)).gid };
  });
  afterAll(() => home?.remove());

  it('is another user than the home, and neither is root', () => {
    expect(new Set([proxies.uid, HOME_OWNER, 0]).size).toBe(3);
    expect(new Set([proxies.gid, HOME_OWNER, 0]).size).toBe(3);
  });

  it('leaves no process as root, and no right but to low ports', async () => {
    const processes = await family(up.pid);
    expect(processes.length).toBeGreaterThanOrEqual(7);
    for (const { pid, command } of processes) {
      const uid = pid === up.pid ? HOME_OWNER : proxies.uid;
      expect([command, await field(pid, 'Uid')]).toEqual([command, Array(4).fill(uid).join('\t')]);
      for (const set of ['CapPrm', 'CapEff', 'CapAmb', 'CapInh'])
        expect([command, set, await field(pid, set)]).toEqual([command, set, expect.stringMatching(/^0{13}[04]00$/)]);
      if (pid !== up.pid) expect([command, await field(pid, 'NoNewPrivs')]).toEqual([command, '1']);
    }
    for (const set of ['CapPrm', 'CapEff', 'CapAmb']) {
      expect(await field(up.pid, set)).toBe('0000000000000000');
      expect(await field(await program('caddy'), set)).toBe('0000000000000000');
    }
  });

  it('opens exactly what it needs of the home', async () => {
    const entries = await everything(home.dir);
    const of = (kind: Entry['kind']) => entries.filter((entry) => entry.kind === kind).map(({ path }) => path);
    const input = JSON.stringify({ files: of('files'), sockets: of('sockets'), folders: [home.dir, ...of('folders')] });
    const [file, args] = as(proxies, [process.execPath, '-e', TRY]);
    const opened = JSON.parse((await run({ file, args, input })).stdout) as Record<string, string[]>;
    const short = (paths: string[] = []) => paths.map((path) => relative(home.dir, path)).sort();
    const caddys = (path: string) => /^(caddy|logs\/caddy|run\/caddy)(\/|$)/.test(path);
    expect(short(opened.read).filter((path) => !caddys(path))).toEqual([
      'ca/homelab-ca.crt',
      'ca/server-root.crt',
      'ca/server-root.key',
      'rendered/caddy.json',
      'rendered/haproxy.cfg',
      'rendered/lan.lst',
      'rendered/strangers.lst',
    ]);
    expect(short(opened.list).filter((path) => !caddys(path))).toEqual(['run/empty']);
    for (const what of ['write', 'make']) expect(short(opened[what]).filter((path) => !caddys(path))).toEqual([]);
    expect(short(opened.dial)).toEqual([
      'run/api.sock',
      'run/caddy/enrolment.sock',
      'run/caddy/lan.sock',
      'run/caddy/wan.sock',
      'run/gate.sock',
    ]);
    // The attack is one that can succeed: the owner opens all of it.
    const [ownFile, ownArgs] = as({ uid: HOME_OWNER, gid: HOME_OWNER }, [process.execPath, '-e', TRY]);
    const own = JSON.parse((await run({ file: ownFile, args: ownArgs, input })).stdout) as Record<string, string[]>;
    expect(short(own.read)).toEqual(expect.arrayContaining(['secret.key', 'ca/homelab-ca.key', 'registry.db']));
    expect(short(own.dial)).toHaveLength(of('sockets').length);
  });

  it('cannot look into the process of the home', async () => {
    const files = ['environ', 'mem', 'maps', 'cwd/x'].map((name) => `/proc/${up.pid}/${name}`);
    const [file, args] = as(proxies, [process.execPath, '-e', TRY]);
    const { stdout } = await run({ file, args, input: JSON.stringify({ files, sockets: [], folders: [] }) });
    expect(JSON.parse(stdout)).toMatchObject({ read: [], write: [] });
  });

  it('gives nothing of it to a Caddy that was told to give it all away', async () => {
    const scratch = `/tmp/lk-hostile-${process.pid}`;
    await mkdir(scratch);
    await chown(scratch, proxies.uid, proxies.gid);
    const sockets = ['caddy-admin.sock', 'haproxy.sock', 'control.sock'].map((name) => join(home.dir, 'run', name));
    const routes = [
      ...sockets.map((path, n) => ({
        match: [{ path: [`/socket${n}`] }],
        handle: [{ handler: 'reverse_proxy', upstreams: [{ dial: `unix/${path}` }] }],
      })),
      { match: [{ path: ['/proc/*'] }], handle: [{ handler: 'file_server', root: '/' }] },
      {
        match: [{ path: ['/env'] }],
        handle: [
          {
            handler: 'static_response',
            body: `{file.${join(home.dir, 'secret.key')}}|{file.${join(home.dir, 'ca/homelab-ca.key')}}`,
          },
        ],
      },
      { handle: [{ handler: 'file_server', root: home.dir, browse: {} }] },
    ];
    const socket = join(scratch, 'out.sock');
    const server = { listen: [`unix/${socket}|0666`], automatic_https: { disable: true }, routes };
    const config = {
      admin: { disabled: true },
      storage: { module: 'file_system', root: scratch },
      apps: { http: { servers: { server } } },
    };
    await writeFile(join(scratch, 'caddy.json'), JSON.stringify(config));
    await chmod(join(scratch, 'caddy.json'), 0o644);
    const { caddy } = await findTools(process.env);
    const [file, args] = as(proxies, [caddy.path, 'run', '--config', join(scratch, 'caddy.json')]);
    const hostile = startProgram({ file, args, cwd: scratch, env: { PATH: process.env.PATH, HOME: scratch } });
    const get = (path: string) =>
      new Promise<{ status: number; body: string }>((resolve, reject) => {
        const asking = request({ socketPath: socket, path }, (reply) => {
          let body = '';
          reply
            .setEncoding('utf8')
            .on('data', (text) => (body += text))
            .on('end', () => resolve({ status: reply.statusCode ?? 0, body }));
        });
        asking.on('error', reject).end();
      });
    try {
      await until('Caddy listens', async () => existsSync(socket));
      await sleep(200);
      expect(await get('/ca/homelab-ca.crt')).toMatchObject({ status: 200 });
      for (const path of ['/secret.key', '/ca/homelab-ca.key', '/registry.db', '/audit.head', '/latchkey.yaml', '/'])
        expect([path, (await get(path)).status]).toEqual([path, expect.toBeOneOf([403, 404])]);
      for (const n of sockets.keys()) expect([n, (await get(`/socket${n}`)).status]).toEqual([n, 502]);
      expect((await get(`/proc/${up.pid}/environ`)).status).not.toBe(200);
      expect((await get('/env')).body).not.toMatch(/PRIVATE KEY|[^\s|]{8}/);
    } finally {
      await hostile.stop();
      await rm(scratch, { recursive: true, force: true });
    }
  });

  it.each(['caddy', 'haproxy'] as const)('still holds when %s was killed and came back', async (name) => {
    const before = await program(name);
    process.kill(before, 'SIGKILL');
    await until('it is back', async () => !isRunning(before) && (await program(name).catch(() => before)) !== before);
    await until('it answers', answers);
    expect(await field(await program(name), 'Uid')).toBe(Array(4).fill(proxies.uid).join('\t'));
    const admin = await stat(join(home.dir, 'run/caddy-admin.sock'));
    expect([admin.uid, admin.mode & 0o777]).toEqual([HOME_OWNER, 0o600]);
  });

  it('still holds after a reload that changes what both are told', async () => {
    const config = join(home.dir, 'latchkey.yaml');
    const text = await readFile(config, 'utf8');
    await writeFile(config, text.replace('127.0.1.0/24', '127.0.2.0/24'));
    expect(await latchkey(['reload', '--dir', home.dir])).toMatchObject({ code: 0 });
    expect(await answers()).toBe(false);
    await writeFile(config, text);
    expect(await latchkey(['reload', '--dir', home.dir])).toMatchObject({ code: 0 });
    await until('it answers', answers);
    const { gid, mode } = await stat(join(home.dir, 'rendered/caddy.json'));
    expect([gid, mode & 0o777]).toEqual([proxies.gid, 0o640]);
  });

  it("leaves no file of root's in the home, whatever root types", async () => {
    for (const words of [['invite', 'Rose'], ['status'], ['lan', '--add', '127.0.9.0/24'], ['audit'], ['reconcile']])
      await latchkey([...words, '--dir', home.dir]);
    const entries = await Promise.all(
      (await everything(home.dir)).map(async ({ path }) => ({ path, ...(await stat(path)) })),
    );
    expect(entries.filter(({ uid, gid }) => uid === 0 || gid === 0).map(({ path }) => path)).toEqual([]);
  });

  it('ends both at once when the home is killed', async () => {
    const pids = (await family(up.pid)).map(({ pid }) => pid);
    process.kill(up.pid, 'SIGKILL');
    await up.exited();
    await until('nobody is left', async () => !pids.some(isRunning));
    await start();
    await until('it answers', answers);
  });

  it.each(['caddy', 'haproxy'] as const)('ends the home when what starts %s is killed', async (name) => {
    const processes = await family(up.pid);
    const child = await program(name);
    const parentOf = async (pid: number) => Number(await field(pid, 'PPid'));
    let starter = child;
    while ((await parentOf(starter)) !== up.pid) starter = await parentOf(starter);
    process.kill(starter, 'SIGKILL');
    expect(await up.exited()).toBe(5);
    await until('nobody is left', async () => !processes.some(({ pid }) => isRunning(pid)));
    await start();
  });

  it('has what only the home may read handed over: a server certificate, and the next one at a reload', async () => {
    await up.stop();
    const [crt, key] = [join(home.dir, 'server.crt'), join(home.dir, 'server.key')];
    const renew = async () => {
      const subject = ['-subj', '/CN=home', '-addext', 'subjectAltName=DNS:home.localhost,DNS:*.home.localhost'];
      const args = [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-days',
        '9',
        ...subject,
      ];
      expect(await run({ file: 'openssl', args: [...args, '-keyout', key, '-out', crt] })).toMatchObject({ code: 0 });
      for (const path of [crt, key]) {
        await chown(path, HOME_OWNER, HOME_OWNER);
        await chmod(path, 0o600);
      }
      return new X509Certificate(await readFile(crt)).fingerprint256;
    };
    const served = () =>
      new Promise<string>((resolve, reject) => {
        const options = {
          port: home.httpsPort,
          host: '127.0.0.1',
          localAddress: LAN_SOURCE,
          servername: hostOf('cloud'),
        };
        const socket = connect({ ...options, rejectUnauthorized: false }, () => {
          resolve(socket.getPeerCertificate().fingerprint256);
          socket.destroy();
        });
        socket.on('error', reject);
      });
    const first = await renew();
    const config = join(home.dir, 'latchkey.yaml');
    const text = await readFile(config, 'utf8');
    expect(text).toMatch(/^certificates: internal$/m);
    const files = `certificates: { files: { certificate: ${crt}, key: ${key} } }`;
    await writeFile(config, text.replace(/^certificates: internal$/m, files));
    await start();
    expect(await served()).toBe(first);
    const next = await renew();
    expect(await latchkey(['reload', '--dir', home.dir])).toMatchObject({ code: 0 });
    expect(await served()).toBe(next);
    expect((await stat(join(home.dir, 'rendered/server.key'))).mode & 0o777).toBe(0o640);
  });

  it('refuses to run a home that belongs to root', async () => {
    await up.stop();
    await chown(home.dir, 0, 0);
    const refused = await latchkey(['up', '--dir', home.dir]);
    expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining('never runs as root') });
    expect(refused.stderr).toContain('chown -R');
  });
});
