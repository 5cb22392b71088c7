/** A checkout that only root may enter, such as one in /root, still runs what starts homes as another user. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const isRoot = process.getuid?.() === 0;
const mayMount = isRoot && spawnSync('unshare', ['--mount', 'true']).status === 0;

let above: string;
let checkout: string;
beforeEach(() => {
  above = mkdtempSync(join(tmpdir(), 'latchkey-reach-'));
  checkout = join(above, 'checkout');
  mkdirSync(join(checkout, 'scripts'), { recursive: true });
  copyFileSync('scripts/within-reach.mjs', join(checkout, 'scripts/within-reach.mjs'));
  writeFileSync(join(checkout, 'file'), 'read by others');
  for (const folder of [checkout, join(checkout, 'scripts')]) chmodSync(folder, 0o755);
});
afterEach(() => {
  const name = createHash('sha256').update(checkout).digest('hex').slice(0, 16);
  rmSync(`/run/latchkey-checkout-${name}`, { recursive: true, force: true });
  rmSync(above, { recursive: true });
});

const words = (...program: string[]) => [join(checkout, 'scripts/within-reach.mjs'), ...program];
const run = (...program: string[]) =>
  spawnSync(process.execPath, words(...program), { cwd: checkout, encoding: 'utf8', timeout: 20_000 });
/** Reads a file of the checkout, by its whole path, as another user. */
const AS_ANOTHER = ['sh', '-c', 'exec setpriv --reuid 61234 --regid 61234 --clear-groups cat "$PWD/file"'];

test('whoever may pass anyway runs it where it lies', () => {
  chmodSync(above, 0o755);
  expect(run('pwd').stdout.trim()).toBe(checkout);
  expect(run('sh', '-c', 'exit 7').status).toBe(7);
});

test('a program that is not there is said, with the exit code of shells', () => {
  chmodSync(above, 0o755);
  expect(run('latchkey-no-such-program')).toMatchObject({ status: 127, stderr: expect.stringContaining('ENOENT') });
});

describe.runIf(mayMount)('in a folder that only root may enter', () => {
  test('another user reads the checkout, at the same place each time, and no other program does', () => {
    expect(spawnSync(AS_ANOTHER[0] ?? '', AS_ANOTHER.slice(1), { cwd: checkout }).status).not.toBe(0);
    expect(run(...AS_ANOTHER)).toMatchObject({ status: 0, stdout: 'read by others' });
    const place = run('pwd').stdout.trim();
    expect([place, readdirSync(place)]).toEqual([run('pwd').stdout.trim(), []]);
  });

  test('what is written there is in the checkout, and the exit code is its own', () => {
    expect(run('sh', '-c', 'echo made > made; exit 7').status).toBe(7);
    expect(existsSync(join(checkout, 'made'))).toBe(true);
  });

  test('ends when it is asked to', async () => {
    const child = spawn(process.execPath, words('sh', '-c', 'echo runs; exec sleep 60'), { cwd: checkout });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    expect(code).toBe(143);
  });
});
