/**
 * The wall between a home and what runs HAProxy and Caddy, with nothing else in the way: as their user, everything of the
 * home is tried, file by file and socket by socket, and by a Caddy that was told to give it all away. Users are root's to
 * change, so this needs root.
 */
import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTools } from '../../../server/stack/tools.ts';
import { HOME_OWNER } from '../../support/home-owner.ts';
import { sampleOf } from '../../support/long-tail.ts';
import { LAN_SOURCE, probe } from '../../support/probe.ts';
import { type Running, run, startProgram } from '../../support/processes.ts';
import {
  hostOf,
  latchkey,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';
import {
  beyondCaddys,
  everythingIn,
  family,
  NEEDED_BY_PROXIES,
  statusField,
  whatOpens,
} from '../../support/what-opens.ts';

const CHECKOUT = join(import.meta.dirname, '../../..');

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
    const answer = await probe({ port: home.httpsPort, host: hostOf('cloud'), from: LAN_SOURCE });
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
    const others = new Set<string>();
    for (const { pid, command } of processes) {
      const uids = await statusField(pid, 'Uid');
      // What starts lego is a third user, who is nobody of the home's either.
      const [first = ''] = uids.split('\t');
      if (pid !== up.pid && first !== String(proxies.uid)) others.add(first);
      expect([command, uids]).toEqual([
        command,
        Array(4)
          .fill(pid === up.pid ? HOME_OWNER : first)
          .join('\t'),
      ]);
      for (const set of ['CapPrm', 'CapEff', 'CapAmb', 'CapInh'])
        expect([command, set, await statusField(pid, set)]).toEqual([
          command,
          set,
          expect.stringMatching(/^0{13}[04]00$/),
        ]);
      if (pid !== up.pid) expect([command, await statusField(pid, 'NoNewPrivs')]).toEqual([command, '1']);
    }
    expect(others.size).toBe(1);
    for (const user of ['0', String(HOME_OWNER)]) expect([...others]).not.toContain(user);
    for (const set of ['CapPrm', 'CapEff', 'CapAmb']) {
      expect(await statusField(up.pid, set)).toBe('0000000000000000');
      expect(await statusField(await program('caddy'), set)).toBe('0000000000000000');
    }
  });

  it('opens exactly what it needs of the home', async () => {
    const places = await everythingIn(home.dir);
    expect(beyondCaddys(home.dir, await whatOpens(places, proxies))).toEqual(NEEDED_BY_PROXIES);
    // The attack is one that can succeed: the owner opens all of it.
    const own = beyondCaddys(home.dir, await whatOpens(places, { uid: HOME_OWNER, gid: HOME_OWNER }));
    expect(own.read).toEqual(expect.arrayContaining(['secret.key', 'ca/homelab-ca.key', 'registry.db']));
    expect(own.dial).toHaveLength(places.sockets.length);
  });

  it('cannot look into the process of the home', async () => {
    const files = ['environ', 'mem', 'maps', 'cwd/x'].map((name) => `/proc/${up.pid}/${name}`);
    expect(await whatOpens({ files, folders: [], sockets: [] }, proxies)).toMatchObject({ read: [], write: [] });
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
    expect(await statusField(await program(name), 'Uid')).toBe(Array(4).fill(proxies.uid).join('\t'));
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
    const places = await everythingIn(home.dir);
    const entries = await Promise.all(
      Object.values(places)
        .flat()
        .map(async (path: string) => ({ path, ...(await stat(path)) })),
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

  it.each(sampleOf('starters to be killed', ['caddy', 'haproxy'] as const, 1))(
    'ends the home when what starts %s is killed',
    async (name) => {
      const processes = await family(up.pid);
      const child = await program(name);
      const parentOf = async (pid: number) => Number(await statusField(pid, 'PPid'));
      let starter = child;
      while ((await parentOf(starter)) !== up.pid) starter = await parentOf(starter);
      process.kill(starter, 'SIGKILL');
      expect(await up.exited()).toBe(5);
      await until('nobody is left', async () => !processes.some(({ pid }) => isRunning(pid)));
      await start();
    },
  );

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

  it.each(sampleOf('commands that cannot be read', ['devices', 'up'], 1))(
    'says where the program lies when the owner cannot read it: %s',
    async (command) => {
      const closed = await mkdtemp(join(tmpdir(), 'latchkey-closed-'));
      try {
        for (const part of ['server', 'shared'])
          await cp(join(CHECKOUT, part), join(closed, part), { recursive: true });
        await symlink(join(CHECKOUT, 'node_modules'), join(closed, 'node_modules'));
        const program = join(closed, 'server/cli/main.ts');
        const refused = await run({ file: process.execPath, args: [program, command, '--dir', home.dir] });
        expect(refused).toMatchObject({
          code: 5,
          stderr: expect.stringContaining(`This program lies in ${closed}/server`),
        });
      } finally {
        await rm(closed, { recursive: true });
      }
    },
  );

  it('refuses to run a home that belongs to root', async () => {
    await up.stop();
    await chown(home.dir, 0, 0);
    const refused = await latchkey(['up', '--dir', home.dir]);
    expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining('never runs as root') });
    expect(refused.stderr).toContain('chown -R');
    const { stdout } = await latchkey(['doctor', '--dir', home.dir, '--json']);
    expect(stdout).toContain('never runs as root');
  });
});
