/** `latchkey up` of root's with `certificates: dns-01`: lego is a user of its own, and can read nothing of the home. */
import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type HomeLayout, homeLayout } from '../../../server/core/layout.ts';
import { type AcmeCa, startAcmeCa } from '../../support/acme/ca.ts';
import { startTestProvider, type TestProvider } from '../../support/acme/dns-provider.ts';
import { giveHomeAway, HOME_OWNER } from '../../support/home-owner.ts';
import { countOf } from '../../support/long-tail.ts';
import { type Running, run, startProgram } from '../../support/processes.ts';
import { LATCHKEY } from '../../support/programs.ts';
import { freePorts } from '../../support/stack/free-ports.ts';
import { latchkey, latchkeyJson } from '../../support/throw-away-home.ts';

const KILL_AT_STEP = fileURLToPath(new URL('../../support/crash/kill-at-step.ts', import.meta.url));
const PASSWORD = 'a-password-of-the-provider';
const isRoot = process.getuid?.() === 0;

let acme: AcmeCa;
let provider: TestProvider;
let layout: HomeLayout;
let https: number;
let up: Running;
const talk: string[] = [];
/** A lego that writes down who runs it, and for what. */
let watched: string;
const runs = async () =>
  (await readFile(join(watched, 'runs'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => line.split(' '));

const passwordFile = () => join(layout.dir, 'secrets/HTTPREQ_PASSWORD');

async function start(more: NodeJS.ProcessEnv = {}): Promise<void> {
  up = startProgram({
    file: process.execPath,
    args: [LATCHKEY, 'up', '--dir', layout.dir, '--json'],
    onTalk: (line) => talk.push(line),
    env: { ...process.env, LATCHKEY_LEGO: join(watched, 'lego'), ...more },
  });
  // A machine may be busy.
  await up.nextLine(120_000);
}

/** The fingerprint of what a service is served with. */
const served = () =>
  new Promise<string | undefined>((resolve, reject) => {
    const name = { servername: 'cloud.home.example.net', rejectUnauthorized: false };
    const socket = connect({ host: '127.0.0.1', port: https, ...name }, () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256);
      socket.destroy();
    });
    socket.once('error', reject);
  });

/** lego's process of now, as the home remembers it. */
async function legoNow(): Promise<number> {
  const children: { name: string; pid: number }[] = JSON.parse(await readFile(layout.run.children, 'utf8'));
  return children.find(({ name }) => name === 'lego')?.pid ?? 0;
}

const said = (words: string) => expect.poll(() => talk.join('\n'), { timeout: 30_000 }).toContain(words);

beforeAll(async () => {
  watched = await mkdtemp(join(tmpdir(), 'latchkey-lego-watched-'));
  await chmod(watched, 0o755);
  await writeFile(join(watched, 'runs'), '');
  await chmod(join(watched, 'runs'), 0o666);
  const script = `#!/bin/sh\necho "$(id -u) $*" >> ${join(watched, 'runs')}\nexec lego "$@"\n`;
  await writeFile(join(watched, 'lego'), script, { mode: 0o755 });
  acme = await startAcmeCa();
  provider = await startTestProvider(acme.dns, PASSWORD);
  const [port = 0, http] = await freePorts(2);
  https = port;
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-dns-'));
  layout = homeLayout(dir);
  await latchkeyJson([
    ...['init', '--dir', dir, '--domain', 'home.example.net', '--name', 'Home', '--lan', '127.0.1.0/24'],
    ...['--listen', '127.0.0.1', '--https-port', String(https), '--http-port', String(http)],
    ...['--service', 'cloud=http://127.0.0.1:9', '--certificates', 'dns-01:httpreq:HTTPREQ_PASSWORD'],
  ]);
  const text = await readFile(layout.config, 'utf8');
  const settings = `    settings: ${JSON.stringify(provider.settings)}
    resolvers: ["${acme.dns.address}"]
    check-dns: off
`;
  await writeFile(layout.config, text.replace(/( {6}HTTPREQ_PASSWORD: .*\n)/, `$1${settings}`));
  await mkdir(join(dir, 'tls'));
  await writeFile(join(dir, 'tls/ca.crt'), await readFile(acme.rootFile));
  await appendFile(layout.config, `\nacme: { directory: "${acme.directory}", root: tls/ca.crt }\n`);
  await mkdir(join(dir, 'secrets'), { mode: 0o700 });
  await writeFile(passwordFile(), `${PASSWORD}\n`, { mode: 0o600 });
  giveHomeAway(dir);
}, 60_000);
afterAll(async () => {
  await up?.stop();
  await provider?.stop();
  await acme?.stop();
  if (layout) await rm(layout.dir, { recursive: true, force: true });
  await rm(watched, { recursive: true, force: true });
});

describe('a home that starts without a certificate', () => {
  test('says that it gets one, starts, and has the client-auth check tried again once it is there', async () => {
    await start();
    await said('nobody is served until it is there');
    await said('there is a server certificate for home.example.net, *.home.example.net');
    await expect
      .poll(() => talk.filter((line) => line.includes('client-certificate check holds')).length, { timeout: 20_000 })
      .toBe(2);
    expect(talk.findLast((line) => line.includes('client-certificate check holds'))).not.toContain(
      'no server certificate',
    );
    expect(talk.join('\n')).not.toContain(PASSWORD);
  }, 60_000);

  test('the files are the home owner’s, and closed', async () => {
    const pair = await stat(layout.certificates.pair);
    expect([pair.mode & 0o777, pair.uid]).toEqual([0o600, isRoot ? HOME_OWNER : process.getuid?.()]);
  });

  test.runIf(isRoot)('what lego is asked about itself runs as its own user, like the order', async () => {
    const all = await runs();
    const users = new Set(all.map(([uid]) => Number(uid)));
    expect(all.map(([, ...args]) => args.join(' ')).slice(0, 4)).toEqual([
      '--version',
      'run --help',
      '--help',
      'dnshelp -c httpreq',
    ]);
    expect([users.size, users.has(0), users.has(HOME_OWNER)]).toEqual([1, false, false]);
  });

  test('status says it all', async () => {
    expect(await latchkeyJson(['certificates', 'status', '--dir', layout.dir])).toMatchObject({
      from: 'dns-01',
      source: 'httpreq',
      certificate: { names: expect.arrayContaining(['home.example.net', '*.home.example.net']) },
      served: [{ host: 'enroll.home.example.net', notAfter: expect.any(String) }, { host: 'cloud.home.example.net' }],
      lastFailure: null,
    });
    const { stdout } = await latchkey(['certificates', 'status', '--dir', layout.dir]);
    expect(stdout).toContain('*.home.example.net');
  });
});

describe('while lego runs', () => {
  let pid: number;
  let renewing: ReturnType<typeof latchkey>;

  beforeAll(async () => {
    provider.silent = true;
    const before = provider.shown.length;
    renewing = latchkey(['certificates', 'renew', '--dir', layout.dir]);
    await vi.waitFor(() => expect(provider.shown.length).toBeGreaterThan(before), { timeout: 30_000 });
    pid = await legoNow();
  }, 60_000);

  test.runIf(isRoot)('it is nobody whom the home knows, with no rights and no way to more', async () => {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const line = (name: string) => new RegExp(`^${name}:[^\\S\\n]*(.*)$`, 'm').exec(status)?.[1] ?? '';
    const [uid] = line('Uid').split('\t');
    const owners = await Promise.all([layout.dir, layout.caddy].map(async (path) => String((await stat(path)).uid)));
    expect([...owners, '0']).not.toContain(uid);
    expect([line('CapEff'), line('CapPrm'), line('CapBnd'), line('NoNewPrivs'), line('Groups').trim()]).toEqual([
      '0000000000000000',
      '0000000000000000',
      expect.any(String),
      '1',
      '',
    ]);
  });

  test.runIf(isRoot)('whoever it is can read nothing of the home, by whatever name', async () => {
    const [uid = ''] = (/^Uid:\s*(.*)$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '').split('\t');
    const as = (...command: string[]) =>
      execFileSync('setpriv', ['--reuid', uid, '--regid', uid, '--clear-groups', ...command], { stdio: 'pipe' });
    expect(as('id', '-u').toString().trim()).toBe(uid);
    const { secret, registry, ca, config, certificates, rendered } = layout;
    for (const path of [secret, registry, ca.key, config, certificates.pair, rendered.serverKey, passwordFile()]) {
      expect(existsSync(path), path).toBe(true);
      expect(() => as('cat', path), path).toThrow(/Permission denied/);
      // Nor from where it runs.
      expect(() => as('cat', `/proc/${pid}/cwd/../../${path.slice(layout.dir.length + 1)}`), path).toThrow(/denied/);
    }
  });

  test('secrets are in no argument and in no environment', async () => {
    for (const name of ['cmdline', 'environ'])
      expect(await readFile(`/proc/${pid}/${name}`, 'utf8')).not.toContain(PASSWORD);
  });

  test('it ends with a home that is killed, and its files are gone with the next start', async () => {
    process.kill(up.pid, 'SIGKILL');
    expect(await renewing).toMatchObject({ code: 5, stderr: expect.stringContaining('It ended while') });
    provider.silent = false;
    await start();
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 10_000 }).toBe(false);
    const { code, stderr } = await latchkey(['certificates', 'renew', '--dir', layout.dir]);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining(PASSWORD)]);
    expect((await readdir(layout.certificates.lego)).filter((name) => !/^(own|apart)-/.test(name))).toEqual([]);
  }, 90_000);
});

describe('without the running home', () => {
  beforeAll(async () => {
    await up?.stop();
  });

  test('a wrong password is said in clear words, and nothing changes', async () => {
    const before = await readFile(layout.certificates.pair, 'utf8');
    await writeFile(passwordFile(), 'another-password\n');
    const checked = await latchkey(['certificates', 'check', 'httpreq', '--dir', layout.dir]);
    expect(checked).toMatchObject({ code: 5, stderr: expect.stringContaining('does not accept the credentials') });
    expect(checked.stderr).not.toContain('another-password');
    const renewed = await latchkey(['certificates', 'renew', '--dir', layout.dir]);
    expect(renewed).toMatchObject({ code: 5, stderr: expect.stringContaining('does not accept the credentials') });
    expect(await readFile(layout.certificates.pair, 'utf8')).toBe(before);
    const { lastFailure } = await latchkeyJson<{ lastFailure: { reason: string } }>([
      ...['certificates', 'status', '--dir', layout.dir],
    ]);
    expect(lastFailure.reason).toContain('401');
    await writeFile(passwordFile(), PASSWORD);
  }, 60_000);

  test.each([
    ['manual', []],
    ['../httpreq', []],
    ['httpreq', ['--setting', 'LD_PRELOAD=/x']],
    ['httpreq', ['--setting', 'HTTPREQ_PASSWORD=secret']],
    ['httpreq', ['--credential', '../../x=/y']],
    ['httpreq', ['--directory', 'http://ca.example/dir']],
    ['httpreq', ['--directory', 'https://nina:secret@ca.example/dir']],
  ])('check does not try what latchkey.yaml may not say: %s %s', async (name, more) => {
    const { code, stderr } = await latchkey(['certificates', 'check', name, ...more, '--dir', layout.dir]);
    expect([code, stderr]).toEqual([2, expect.not.stringContaining('asking the CA')]);
  });

  test('check tries it out and keeps nothing; renew gets one', async () => {
    const pair = await readFile(layout.certificates.pair, 'utf8');
    const temporary = () =>
      readdir(tmpdir()).then((names) => names.filter((name) => name.startsWith('latchkey-lego-')));
    const left = await temporary();
    const before = (await runs()).length;
    const { code, stderr } = await latchkey(['certificates', 'check', 'httpreq', '--dir', layout.dir], {
      env: { ...process.env, LATCHKEY_LEGO: join(watched, 'lego') },
    });
    expect([code, stderr]).toEqual([0, expect.not.stringContaining(PASSWORD)]);
    const users = new Set((await runs()).slice(before).map(([uid]) => Number(uid)));
    if (isRoot) expect([users.size, users.has(0), users.has(HOME_OWNER)]).toEqual([1, false, false]);
    expect([await readFile(layout.certificates.pair, 'utf8'), await temporary()]).toEqual([pair, left]);
    await latchkeyJson(['certificates', 'renew', '--dir', layout.dir]);
    expect(await readFile(layout.certificates.pair, 'utf8')).not.toBe(pair);
  }, 60_000);

  test.runIf(isRoot)(
    'an ordinary user renews their home by hand, with lego as themselves',
    async () => {
      const words = ['certificates', 'renew', '--dir', layout.dir, '--json'];
      const as = ['--reuid', String(HOME_OWNER), '--regid', String(HOME_OWNER), '--clear-groups'];
      const before = await readFile(layout.certificates.pair, 'utf8');
      const { code, stderr } = await run({ file: 'setpriv', args: [...as, process.execPath, LATCHKEY, ...words] });
      expect([code, stderr]).toEqual([0, expect.not.stringContaining(PASSWORD)]);
      expect(await readFile(layout.certificates.pair, 'utf8')).not.toBe(before);
    },
    60_000,
  );

  test('killed at any step of an order: the pair is whole, the next try is planned, and renew goes on', async () => {
    const words = [LATCHKEY, 'certificates', 'renew', '--dir', layout.dir, '--json'];
    const until = (step: number, report?: string) =>
      run({
        file: process.execPath,
        args: ['--import', KILL_AT_STEP, ...words],
        env: {
          ...process.env,
          LATCHKEY_TEST_KILL_AT: String(step),
          ...(report && { LATCHKEY_TEST_STEPS: report }),
        },
      });
    const counted = join(watched, 'steps');
    await writeFile(counted, '');
    await chmod(counted, 0o666);
    expect(await until(0, counted)).toMatchObject({ code: 0 });
    const steps = Number(await readFile(counted, 'utf8'));
    expect(steps).toBeGreaterThan(10);
    const count = countOf('steps at which an order is killed', 3, 18);
    for (let at = 1; at <= count; at += 1) {
      const step = Math.floor((at * steps) / (count + 1));
      expect((await until(step)).code, `step ${step}`).not.toBe(0);
      const pem = await readFile(layout.certificates.pair, 'utf8');
      expect(new X509Certificate(pem).checkPrivateKey(createPrivateKey(pem)), `step ${step}`).toBe(true);
      const { nextTry } = await latchkeyJson<{ nextTry: string }>(['certificates', 'status', '--dir', layout.dir]);
      expect(Date.parse(nextTry), `step ${step}`).toBeGreaterThan(0);
    }
    await latchkeyJson(['certificates', 'renew', '--dir', layout.dir]);
    expect((await readdir(layout.certificates.lego)).filter((name) => !/^(own|apart)-/.test(name))).toEqual([]);
  }, 600_000);
});

describe('the running home', () => {
  /** An order of the home itself, with the home killed before that step; zero kills nothing. */
  async function orderUntil(step: number, report: string): Promise<boolean> {
    await start({
      NODE_OPTIONS: `--import ${KILL_AT_STEP}`,
      LATCHKEY_TEST_WHEN_TOLD: 'yes',
      LATCHKEY_TEST_KILL_AT: String(step),
      LATCHKEY_TEST_STEPS: report,
    });
    process.kill(up.pid, 'SIGUSR2');
    const { code, stderr } = await latchkey(['certificates', 'renew', '--dir', layout.dir]);
    if (code === 0) {
      process.kill(up.pid, 'SIGUSR2');
      await expect.poll(() => existsSync(report), { timeout: 20_000 }).toBe(true);
      await up.stop();
      return false;
    }
    expect([code, stderr]).toEqual([5, expect.stringContaining('It ended while')]);
    await up.exited();
    return true;
  }

  test('killed at any step of an order: a whole pair is served, the next try is planned, and renew goes on', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-killed-orders-'));
    giveHomeAway(folder);
    try {
      expect(await orderUntil(0, join(folder, '0'))).toBe(false);
      const steps = Number(await readFile(join(folder, '0'), 'utf8'));
      expect(steps).toBeGreaterThan(10);
      const count = countOf('steps of an order at which a running home is killed', 3, 8);
      let deaths = 0;
      for (let at = 1; at <= count; at += 1) {
        const step = Math.floor((at * steps) / (count + 1));
        const before = await readFile(layout.certificates.pair, 'utf8');
        if (await orderUntil(step, join(folder, String(at)))) deaths += 1;
        const pem = await readFile(layout.certificates.pair, 'utf8');
        const leaf = new X509Certificate(pem);
        expect(leaf.checkPrivateKey(createPrivateKey(pem)), `step ${step}`).toBe(true);
        const { nextTry } = await latchkeyJson<{ nextTry: string }>(['certificates', 'status', '--dir', layout.dir]);
        expect(Date.parse(nextTry), `step ${step}`).toBeGreaterThan(0);
        await start();
        expect([new X509Certificate(before).fingerprint256, leaf.fingerprint256]).toContain(await served());
        await up.stop();
      }
      // What the home does by itself is counted too, so that the last steps may never come.
      expect(deaths).toBeGreaterThanOrEqual(Math.ceil(count / 2));
      await start();
      await latchkeyJson(['certificates', 'renew', '--dir', layout.dir]);
      expect((await readdir(layout.certificates.lego)).filter((name) => !/^(own|apart)-/.test(name))).toEqual([]);
      expect(await served()).toBe(new X509Certificate(await readFile(layout.certificates.pair)).fingerprint256);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 900_000);
});
