import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findOnPath } from '../../../../server/platform/find-tool.ts';
import { compareVersions, findTools } from '../../../../server/stack/tools.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lk-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A program that only knows what version it is. */
async function fake(path: string, says: string, code = 0): Promise<string> {
  const full = join(folder, path);
  await mkdir(dirname(full), { recursive: true });
  await writeFile(full, `#!/bin/sh\necho '${says}'\nexit ${code}\n`);
  await chmod(full, 0o755);
  return full;
}
const newCaddy = (path = 'bin/caddy') => fake(path, 'v2.11.4 h1:abc=');
const newHaproxy = (path = 'bin/haproxy') =>
  fake(path, 'HAProxy version 2.6.12-1+deb12u4 2026/10/17 - https://haproxy.org/');
const env = (more: NodeJS.ProcessEnv = {}) => ({ PATH: `${join(folder, 'bin')}:/bin`, ...more });

describe('where programs are found', () => {
  test('on PATH', async () => {
    const [caddy, haproxy] = [await newCaddy(), await newHaproxy()];
    expect(await findTools(env(), folder)).toEqual({
      caddy: { path: caddy, version: '2.11.4' },
      haproxy: { path: haproxy, version: '2.6.12' },
    });
  });

  test('an old Caddy on PATH does not hide the newest one in .tools of the checkout', async () => {
    await Promise.all([newHaproxy(), fake('bin/caddy', '2.6.2'), newCaddy('.tools/caddy/2.11.4/caddy')]);
    const newest = await fake('.tools/caddy/2.12.0/caddy', '2.12.0');
    await writeFile(join(folder, 'package.json'), '{}');
    const found = await findTools(env(), join(folder, 'server/stack/tools.ts'));
    expect(found.caddy).toEqual({ path: newest, version: '2.12.0' });
  });

  test.each([
    ['above the checkout', 'checkout/server/stack/tools.ts', 'checkout/package.json'],
    ['where there is no checkout', 'server/stack/tools.ts', undefined],
    ['beside the bundled program', 'server/stack/latchkey.mjs', 'package.json'],
    ['above the bundled program', 'a/b/latchkey.mjs', 'package.json'],
  ])('never in .tools %s', async (_, program, manifest) => {
    await Promise.all([newHaproxy(), newCaddy('.tools/caddy/2.12.0/caddy')]);
    if (manifest !== undefined) {
      await mkdir(dirname(join(folder, manifest)), { recursive: true });
      await writeFile(join(folder, manifest), '{}');
    }
    await expect(findTools(env(), join(folder, program))).rejects.toMatchObject({ code: 'TOOL_MISSING' });
  });

  test('the one that was named, and no other', async () => {
    await Promise.all([newCaddy(), newHaproxy()]);
    const named = await fake('else/where', '2.13.1');
    expect((await findTools(env({ LATCHKEY_CADDY: named }), folder)).caddy.path).toBe(named);
    const old = await fake('else/old', '2.11.3');
    await expect(findTools(env({ LATCHKEY_CADDY: old }), folder)).rejects.toMatchObject({
      code: 'TOOL_TOO_OLD',
      detail: expect.stringContaining(`${old} is 2.11.3`),
    });
  });
});

describe('what somebody else could have put there is not run', () => {
  const ran = () => readFile(join(folder, 'ran'), 'utf8').catch(() => undefined);
  /** A Caddy that leaves a trace when it is run. */
  async function traced(path: string): Promise<string> {
    const full = await newCaddy(path);
    await writeFile(full, `#!/bin/sh\necho ran > '${join(folder, 'ran')}'\necho v2.11.4\n`);
    return full;
  }

  test.each<[string, (caddy: string) => Promise<void>, RegExp]>([
    ['a file that everybody may write', (caddy) => chmod(caddy, 0o757), /everybody may change .*caddy/],
    ['a folder that everybody may write', (caddy) => chmod(dirname(caddy), 0o757), /everybody may change .*x/],
    ['a folder further up', (caddy) => chmod(dirname(dirname(caddy)), 0o757), /everybody may change .*far/],
  ])('%s', async (_, spoil, reason) => {
    await newHaproxy();
    const caddy = await traced('far/x/caddy');
    await spoil(caddy);
    const found = findTools({ PATH: `${dirname(caddy)}:${join(folder, 'bin')}` }, folder);
    await expect(found).rejects.toMatchObject({ code: 'TOOL_NOT_TRUSTED', detail: expect.stringMatching(reason) });
    await expect(findTools(env({ LATCHKEY_CADDY: caddy }), folder)).rejects.toMatchObject({ code: 'TOOL_NOT_TRUSTED' });
    expect(await ran()).toBeUndefined();
  });

  test('a link that leads through such a folder', async () => {
    await newHaproxy();
    const caddy = await traced('far/x/caddy');
    await symlink(join(folder, 'far/x'), join(folder, 'link'));
    await mkdir(join(folder, 'bin'), { recursive: true });
    await symlink('../link/caddy', join(folder, 'bin/caddy'));
    expect((await findTools(env(), folder)).caddy.path).toBe(join(folder, 'bin/caddy'));
    await rm(join(folder, 'ran'));
    await chmod(join(folder, 'far/x'), 0o777);
    await expect(findTools(env(), folder)).rejects.toMatchObject({ code: 'TOOL_NOT_TRUSTED' });
    expect([caddy, await ran()]).toEqual([caddy, undefined]);
  });

  test('in the checkout as well as anywhere', async () => {
    await newHaproxy();
    await traced('.tools/caddy/2.12.0/caddy');
    await writeFile(join(folder, 'package.json'), '{}');
    await chmod(join(folder, '.tools'), 0o777);
    await expect(findTools(env(), join(folder, 'server/stack/tools.ts'))).rejects.toMatchObject({
      code: 'TOOL_NOT_TRUSTED',
    });
    expect(await ran()).toBeUndefined();
  });

  test('another one further on PATH is taken instead', async () => {
    await newHaproxy();
    const doubtful = await traced('x/caddy');
    await chmod(dirname(doubtful), 0o777);
    const good = await newCaddy();
    expect((await findTools(env({ PATH: `${join(folder, 'x')}:${dirname(good)}` }), folder)).caddy.path).toBe(good);
    expect(await findOnPath('caddy', `${join(folder, 'x')}:${dirname(good)}`)).toBe(good);
    expect(await ran()).toBeUndefined();
  });
});

describe('what is wrong is said', () => {
  test.each(['2.11.3', 'v2.6.2', '2.10.99'])('Caddy %s lets strangers in and is refused', async (version) => {
    await Promise.all([fake('bin/caddy', version), newHaproxy()]);
    await expect(findTools(env(), folder)).rejects.toMatchObject({ code: 'TOOL_TOO_OLD' });
  });

  test('HAProxy 2.4 is refused', async () => {
    await Promise.all([newCaddy(), fake('bin/haproxy', 'HAProxy version 2.4.22')]);
    const options = env({ LATCHKEY_HAPROXY: join(folder, 'bin/haproxy') });
    await expect(findTools(options, folder)).rejects.toMatchObject({ code: 'TOOL_TOO_OLD' });
  });

  test.each([
    ['nothing there', undefined],
    ['not executable', 'plain'],
    ['another program', 'hello'],
  ])('a named Caddy: %s', async (_, says) => {
    await newHaproxy();
    const path = says ? await fake('c', says) : join(folder, 'c');
    if (says === 'plain') await chmod(path, 0o644);
    await expect(findTools(env({ LATCHKEY_CADDY: path }), folder)).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      detail: expect.stringContaining(path),
    });
  });

  test.each(['on PATH', 'named'])('a Caddy %s that says what is wrong instead of its version', async (how) => {
    await newHaproxy();
    const path = await newCaddy();
    await writeFile(path, '#!/bin/sh\nprintf "malformed\\033[2J\\nGOMEMLIMIT\\n\\nruntime stack:\\n" >&2; exit 2\n');
    const asked = findTools(env(how === 'named' ? { LATCHKEY_CADDY: path } : {}), folder);
    await expect(asked).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      detail: expect.stringMatching(/does not say which Caddy it is: malformed\P{Cc}* GOMEMLIMIT$/u),
    });
  });

  test('a PATH with a relative folder in it runs nothing from there', async () => {
    await newHaproxy();
    await expect(findTools({ PATH: `bin:.::${join(folder, 'bin')}` }, folder)).rejects.toMatchObject({
      code: 'TOOL_MISSING',
    });
  });
});

test.each([
  ['2.11.4', '2.11.4', 0],
  ['2.11.10', '2.11.4', 1],
  ['2.9', '2.11.4', -1],
  ['3', '2.11.4', 1],
  ['2.6', '2.6.0', 0],
])('%s against %s', (left, right, sign) => {
  expect(Math.sign(compareVersions(left, right))).toBe(sign);
});
