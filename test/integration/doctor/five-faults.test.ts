/** Faults planted in a real home: the doctor alone finds each, and the command that it prints fixes it, run as printed. */
import { appendFile, chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../support/processes.ts';
import { LATCHKEY } from '../../support/programs.ts';
import { enrolSoftDevice } from '../../support/soft-device.ts';
import { ENROLMENT_HOST, latchkey, makeThrowAwayHome, type ThrowAwayHome } from '../../support/throw-away-home.ts';

interface Found {
  readonly check: string;
  readonly severity: string;
  readonly what: string;
  readonly why?: string;
  readonly fix?: string;
}

let home: ThrowAwayHome;
let bin: string;
let env: NodeJS.ProcessEnv;

/** The findings that are not good, and the exit code. */
async function doctor(): Promise<{ code: number; bad: readonly Found[] }> {
  const { code, stdout, stderr } = await latchkey(['doctor', '--dir', home.dir, '--json'], { env });
  if (stdout === '') throw new Error(stderr);
  const { findings } = JSON.parse(stdout) as { findings: readonly Found[] };
  return { code, bad: findings.filter(({ severity }) => severity === 'warning' || severity === 'error') };
}

const about = (bad: readonly Found[], check: string) => bad.filter((finding) => finding.check === check);

/** Runs a finding's command as it is printed. */
async function fix({ fix: command, why }: Found): Promise<void> {
  expect(why).toBeTruthy();
  if (!command) throw new Error('the doctor has no command for this');
  const done = await run({ file: '/bin/sh', args: ['-c', command], env });
  expect(done, command).toMatchObject({ code: 0 });
}

const config = () => join(home.dir, 'latchkey.yaml');
const change = async (from: string, to: string) => {
  const text = await readFile(config(), 'utf8');
  expect(text).toContain(from);
  await writeFile(config(), text.replace(from, to));
};

beforeAll(async () => {
  home = await makeThrowAwayHome();
  await appendFile(config(), '\ndownloads: {}\n');
  bin = await mkdtemp(join(tmpdir(), 'latchkey-bin-'));
  // The doctor that root starts is the home's owner, who must be able to run what lies there.
  await chmod(bin, 0o755);
  await writeFile(join(bin, 'latchkey'), `#!/bin/sh\nexec '${process.execPath}' '${LATCHKEY}' "$@"\n`, { mode: 0o755 });
  env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
});
afterAll(async () => {
  await home?.remove();
  await rm(bin, { recursive: true, force: true });
});

describe('in a home that does not run', () => {
  it('a wrong LAN prefix, a container bridge in the list, a CA key open to others, a stranger in the active set', async () => {
    await change('- 127.0.1.0/24', '- 127.0.1.0/24\n  - 198.51.100.0/24\n  - 172.17.0.0/16');
    await chmod(join(home.dir, 'ca/homelab-ca.key'), 0o644);
    await writeFile(join(home.dir, 'active', 'ab'.repeat(32)), '');
    // Nothing else starts with these; the doctor does.
    expect(await latchkey(['status', '--dir', home.dir])).toMatchObject({ code: 3 });

    const { code, bad } = await doctor();
    expect(code).toBe(21);
    const faults = bad.filter(({ check }) => check !== 'running' && check !== 'backups');
    expect(faults.map(({ check, what }) => [check, what])).toEqual([
      ['permissions', expect.stringContaining('homelab-ca.key is open to other users')],
      ['lan', expect.stringMatching(/172\.17\.0\.0\/16, which .*Docker/)],
      ['lan', expect.stringContaining('198.51.100.0/24, and this machine is in no such network')],
      ['active-set', expect.stringContaining('in it that the registry does not let in')],
    ]);
    for (const fault of faults) await fix(fault);

    const after = await doctor();
    expect(after.bad.map(({ check, severity }) => [check, severity])).toEqual([
      ['running', 'error'],
      ['backups', 'warning'],
    ]);
    expect(after.code).toBe(21);
    // What else is written in the file stays, comments included.
    const text = await readFile(config(), 'utf8');
    expect(text).toContain('Never a container bridge');
    expect(text).toContain('- 127.0.1.0/24');
  });
});

describe('a home that cannot start', () => {
  it('is told by what: a port that is held, a CA key that is away', async () => {
    const holder = createServer();
    await new Promise<void>((listening) => holder.listen(home.httpsPort, '127.0.0.1', listening));
    const key = join(home.dir, 'ca/homelab-ca.key');
    await rename(key, `${key}.away`);
    try {
      const { code, bad } = await doctor();
      expect(code).toBe(21);
      expect(about(bad, 'running').map(({ what }) => what)).toEqual([
        'The home is not running.',
        expect.stringMatching(new RegExp(`^It cannot start: .*127\\.0\\.0\\.1:${home.httpsPort} is held by `)),
        expect.stringMatching(/^It cannot start: .*homelab-ca\.key is not there/s),
      ]);
    } finally {
      await rename(`${key}.away`, key);
      await new Promise((closed) => holder.close(closed));
    }
  });
});

describe('in a home that runs', () => {
  beforeAll(async () => {
    await home.up();
  });

  it('finds nothing but the missing backup, and tries the client-auth check with every pair of names', async () => {
    const { stdout } = await latchkey(['doctor', '--dir', home.dir, '--json'], { env });
    const { findings } = JSON.parse(stdout) as { findings: readonly Found[] };
    const said = (check: string) => findings.filter((finding) => finding.check === check).map(({ what }) => what);
    expect(findings.filter(({ severity }) => severity !== 'ok').map(({ check }) => check)).toEqual(['backups']);
    // Four names and none in the greeting, six in the request; two names are open to all, and lead to none of the five others.
    expect(said('client-auth')).toEqual([
      `The client-certificate check holds: ${5 * 6 * 3 + 2 * 5} attacks from this machine, none got in.`,
    ]);
    expect(said('sources')[0]).toContain('sees the true source address of connections');
    expect(said('certificates')[0]).toContain('4 names');
  });

  it('a service that is down, in a container that is known for its port', async () => {
    const cloud = home.services.find(({ name }) => name === 'cloud');
    const port = new URL(cloud?.upstream ?? '').port;
    await cloud?.close();
    const started = join(bin, 'started');
    await writeFile(
      join(bin, 'docker'),
      `#!/bin/sh\ncase "$*" in\n"ps --all --filter publish=${port} --format {{.Names}}") echo nextcloud ;;\n"start nextcloud") touch '${started}' ;;\n*) exit 1 ;;\nesac\n`,
      { mode: 0o755 },
    );
    const { code, bad } = await doctor();
    expect(code).toBe(21);
    const [found, ...more] = about(bad, 'services');
    if (!found) throw new Error('it was not found');
    expect(more).toEqual([]);
    expect(found).toMatchObject({ fix: 'docker start nextcloud' });
    expect(found.what).toContain('cloud is down');
    await fix(found);
    await readFile(started);
  });

  it('an active set out of step while it runs: a folder in the place of a file, which no reconciling removes', async () => {
    const { code: invitation } = await home.invite('Dave', 'laptop');
    const { reply } = await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, invitation);
    await mkdir(join(home.dir, 'active', 'cd'.repeat(32)));
    const { bad } = await doctor();
    expect(about(bad, 'active-set')[0]?.what).toContain('out of step');
    const folder = join(home.dir, 'active', 'cd'.repeat(32));
    const tried = await latchkey(['reconcile', '--dir', home.dir]);
    expect(tried.code).toBe(5);
    expect(tried.stdout).toContain(`rm -r ${folder}\n`);
    await rm(folder, { recursive: true });
    await readFile(join(home.dir, 'active', reply.fingerprint));
  });
});
