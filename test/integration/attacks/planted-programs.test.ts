/**
 * Somebody else on the machine puts a Caddy of theirs where the admin's command could find it: in a folder of PATH that
 * everybody may write to, behind the name that LATCHKEY_CADDY gives, and in `.tools` of a folder above. It never runs.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BUNDLE, bundleServer } from '../../../scripts/pack/bundle-server.ts';
import { run } from '../../support/processes.ts';
import { latchkey, makeThrowAwayHome, type ThrowAwayHome } from '../../support/throw-away-home.ts';

let scratch: string;
let home: ThrowAwayHome;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'latchkey-planted-'));
  // Root's commands work as the home's owner, who is to reach what is planted, and would leave the trace.
  chmodSync(scratch, 0o755);
  mkdirSync(dirname(trace()));
  chmodSync(dirname(trace()), 0o777);
  home = await makeThrowAwayHome();
});
afterAll(async () => {
  await home.remove();
  rmSync(scratch, { recursive: true });
});
const trace = () => join(scratch, 'trace/ran');
beforeEach(() => rmSync(trace(), { force: true }));

/** A program that says it is Caddy, and leaves a trace. */
function plant(path: string): string {
  const full = join(scratch, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, `#!/bin/sh\necho ran >> '${trace()}'\necho v9.9.9\n`);
  chmodSync(full, 0o755);
  return full;
}

describe('a planted Caddy does not run', () => {
  it('from a folder of PATH that everybody may write to: the next one is taken', async () => {
    const folder = dirname(plant('open/caddy'));
    chmodSync(folder, 0o777);
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    expect(await latchkey(['config', 'check', '--dir', home.dir], { env })).toMatchObject({ code: 0 });
    expect(existsSync(trace())).toBe(false);
  });

  it('by the name that LATCHKEY_CADDY gives, and the admin hears which folder is open', async () => {
    const caddy = plant('named/caddy');
    chmodSync(dirname(caddy), 0o777);
    const env = { ...process.env, LATCHKEY_CADDY: caddy };
    const said = await latchkey(['config', 'check', '--dir', home.dir], { env });
    expect(said).toMatchObject({ code: 5, stderr: expect.stringContaining(`everybody may change ${dirname(caddy)}`) });
    expect(existsSync(trace())).toBe(false);
  });

  it('from .tools beside or above the bundled program', async () => {
    const program = join(scratch, 'opt/latchkey', BUNDLE);
    await bundleServer(process.cwd(), dirname(program));
    for (const place of ['.tools', 'opt/.tools', 'opt/latchkey/.tools']) plant(`${place}/caddy/9.9.9/caddy`);
    const env = { PATH: dirname(process.execPath), HOME: scratch };
    const args = [program, 'config', 'check', '--dir', home.dir];
    expect((await run({ file: process.execPath, args, env })).stderr).toContain('Caddy 2.11.4 or later is needed');
    expect(existsSync(trace())).toBe(false);
  });
});
