/** Set-up says what it installs and from where, asks when somebody can answer, and leaves the system's services alone. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// Plain JavaScript that runs before TypeScript can: imported by address, with the type it has.
interface Asking {
  readonly yes?: boolean;
  readonly env: Record<string, string>;
  readonly input: PassThrough;
  readonly output: PassThrough;
}
const address = pathToFileURL('scripts/setup/talk.mjs').href;
const { mayInstall } = (await import(address)) as { mayInstall: (how: Asking) => Promise<boolean> };

const terminal = () => Object.assign(new PassThrough(), { isTTY: true });

async function answered(answer: string | undefined): Promise<{ allowed: boolean; shown: string }> {
  const input = terminal();
  const output = terminal();
  const asked = mayInstall({ env: {}, input, output });
  if (answer === undefined) input.end();
  else input.write(`${answer}\n`);
  const allowed = await asked;
  return { allowed, shown: String(output.read()) };
}

describe('somebody at a terminal', () => {
  it.each(['y', 'Y', 'yes', ' yes '])('is asked, and %j is yes', async (answer) => {
    const { allowed, shown } = await answered(answer);
    expect(allowed).toBe(true);
    expect(shown).toContain('install this? [y/N]');
  });

  it.each(['', 'n', 'no', 'yesterday', undefined])('is asked, and %j is no', async (answer) => {
    expect((await answered(answer)).allowed).toBe(false);
  });

  it.each([{ yes: true, env: {} }, { env: { CI: 'true' } }])('is not asked with %j', async (how) => {
    const output = terminal();
    expect(await mayInstall({ ...how, input: terminal(), output })).toBe(true);
    expect(output.read()).toBeNull();
  });

  it.each(['input', 'output'])('is nobody when %s is no terminal', async (which) => {
    const streams = { input: terminal(), output: terminal(), [which]: new PassThrough() };
    expect(await mayInstall({ env: {}, ...streams })).toBe(true);
    expect(streams.output.read()).toBeNull();
  });
});

describe("the system's programs and services", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-set-up-'));
    mkdirSync(join(folder, 'bin'));
    // Each writes down that it was called and does nothing.
    for (const name of ['apt-get', 'systemctl', 'service', 'sudo']) {
      const path = join(folder, 'bin', name);
      writeFileSync(path, `#!/bin/sh\necho "${name} $*" >> "${folder}/calls"\n`);
      chmodSync(path, 0o755);
    }
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const inSetUp = (script: string) =>
    spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${folder}/bin:/usr/bin:/bin` },
    });
  const module = JSON.stringify(pathToFileURL('scripts/setup/packages.mjs').href);
  const need = `{ name: 'HAProxy', why: 'the one port', debian: ['haproxy'], present: () => true }`;

  it.runIf(existsSync('/etc/debian_version'))('are installed by apt-get, and by nothing else', () => {
    const { stderr, status } = inSetUp(`import { installPrograms } from ${module}; await installPrograms([${need}]);`);
    expect(status, stderr).toBe(0);
    const calls = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
    expect(calls.filter((call) => !/^(sudo -n (env .*)?)?(true$|apt-get )/.test(call))).toEqual([]);
    expect(calls.join('\n')).toMatch(/install -y .*haproxy/);
  });

  it.runIf(existsSync('/etc/debian_version'))('are named beforehand, with where they come from', () => {
    const { stdout } = inSetUp(
      `import { planPrograms } from ${module}; console.log(planPrograms([${need}]).join('\\n'));`,
    );
    expect(stdout).toContain('missing: HAProxy (the one port)');
    expect(stdout).toContain("to install: haproxy, by apt-get from this machine's own package sources");
    expect(existsSync(join(folder, 'calls'))).toBe(false);
  });

  it('are masked, stopped or kept from starting nowhere in set-up', () => {
    const files = ['scripts/setup.mjs', ...globSync('scripts/setup/*.mjs'), ...globSync('.github/workflows/*.yml')];
    const touching = /'(systemctl|service|invoke-rc\.d|update-rc\.d)'|policy-rc|^\s*(sudo )?systemctl/m;
    expect(files.filter((file) => touching.test(readFileSync(file, 'utf8')))).toEqual([]);
  });

  it('are checked without a word when nothing is missing', () => {
    const said = execFileSync(process.execPath, ['scripts/setup.mjs', 'modules'], { encoding: 'utf8', stdio: 'pipe' });
    expect(said).toBe('');
  });
});
