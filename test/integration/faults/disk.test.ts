/**
 * A home on a disk of its own (a tmpfs) that has no room left, or is read-only. Who may come in does not depend on room;
 * a command that could not write says so, and nothing is half-written.
 */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { homeLayout } from '../../../server/core/layout.ts';
import { further } from '../../support/long-tail.ts';
import { probe } from '../../support/probe.ts';
import type { Running } from '../../support/processes.ts';
import { enrolSoftDevice, makeSoftKey, redeem, type SoftDevice } from '../../support/soft-device.ts';
import {
  ENROLMENT_HOST,
  hostOf,
  latchkey,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

const mounted: string[] = [];

/** Only root may mount, and not in every container. */
function mayMount(): boolean {
  const path = mkdtempSync(join(tmpdir(), 'latchkey-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', path], { stdio: 'ignore' });
    execFileSync('umount', [path]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(path);
  }
}

function mountTmpfs(path: string, size: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', path]);
  mounted.push(path);
}

/** Takes all the room there is. @returns what gives it back */
function fill(folder: string): () => void {
  const path = join(folder, 'filler');
  const file = openSync(path, 'w');
  for (const size of [65_536, 512, 1]) {
    try {
      for (;;) writeSync(file, Buffer.alloc(size));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }
  closeSync(file);
  return () => rmSync(path, { force: true });
}

/** @throws when it does not become true within twenty seconds */
async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; await pause(50)) if (await isTrue()) return;
  throw new Error(`not within twenty seconds: ${what}`);
}

let disk: string;
/** On another disk, with room. */
let outside: string;
let home: ThrowAwayHome;
let up: Running;
let dave: SoftDevice;
let nina: SoftDevice;
const place = () => ({ host: ENROLMENT_HOST, port: home.httpsPort });
const here = () => ['--dir', home.dir];

const statusOf = async ({ identity }: SoftDevice) => {
  const result = await probe({ port: home.httpsPort, host: hostOf('cloud'), identity });
  return result.kind === 'answer' ? result.status : result.reason;
};

const invitations = async () => (await latchkey(['invites', ...here(), '--json'])).stdout;

describe.runIf(mayMount())('a home on a disk of its own', () => {
  beforeAll(async () => {
    disk = mkdtempSync(join(tmpdir(), 'latchkey-disk-'));
    outside = mkdtempSync(join(tmpdir(), 'latchkey-outside-'));
    mountTmpfs(disk, '24m');
    const before = process.env.TMPDIR;
    process.env.TMPDIR = disk;
    try {
      home = await makeThrowAwayHome();
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
    // The logs have a disk of their own, which fills up first.
    mountTmpfs(join(home.dir, 'logs'), '64k');
    ({ up } = await home.up());
    dave = await enrolSoftDevice(place(), (await home.invite('Dave')).code);
    nina = await enrolSoftDevice(place(), (await home.invite('Nina')).code);
  });

  afterAll(async () => {
    await up?.stop();
    // The logs are on the disk within.
    for (const path of mounted.slice(1).reverse()) execFileSync('umount', ['--lazy', path]);
    await home?.remove();
    if (mounted[0] !== undefined) execFileSync('umount', ['--lazy', mounted[0]]);
    rmdirSync(disk);
    rmSync(outside, { recursive: true });
  });

  describe('a running home', () => {
    it('goes on without room for its logs, and writes them again when there is some', async () => {
      const log = join(home.dir, 'logs', 'signing-api.log');
      const makeRoom = fill(join(home.dir, 'logs'));
      const ask = () => probe({ port: home.httpsPort, host: ENROLMENT_HOST, path: '/v1/health' });
      try {
        for (let count = 0; count < 40; count += 1) expect(await ask()).toMatchObject({ status: 200 });
        expect(await statusOf(dave)).toBe(200);
      } finally {
        makeRoom();
      }
      const size = () => readFileSync(log).length;
      const before = size();
      await until('the log grows', async () => {
        await ask();
        return size() > before;
      });
    });

    it('on a full disk lets in who may come in, acknowledges nothing, and goes on when there is room', async () => {
      const { code } = await home.invite('Late');
      const key = await makeSoftKey();
      const before = await invitations();
      const passphrase = join(outside, 'passphrase');
      writeFileSync(passphrase, 'a passphrase of eight words is a good one', { mode: 0o600 });
      const kept = join(outside, 'kept.backup');
      const backedUp = await latchkey(['backup', kept, '--passphrase-file', passphrase, '--with-ca-key', ...here()]);
      expect(backedUp, backedUp.stderr).toMatchObject({ code: 0 });
      const { ca, config } = homeLayout(home.dir);
      const trusted = readFileSync(ca.certificate, 'utf8');
      const written = readFileSync(config, 'utf8');
      writeFileSync(config, written.replace('photos:', 'pictures:'));
      const makeRoom = fill(disk);
      try {
        const backup = join(home.dir, 'full.backup');
        for (const words of [
          ['invite', 'Nobody'],
          ['backup', backup, '--passphrase-file', passphrase],
        ]) {
          const { code: exit, stdout, stderr } = await latchkey([...words, ...here()]);
          expect({ words, exit, stdout, stderr }).toMatchObject({ exit: 5, stdout: '' });
        }
        expect(readdirSync(home.dir)).not.toContain('full.backup');
        const restored = join(disk, 'restored');
        for (const words of [
          ['ca', 'rotate', ...here()],
          ['reload', ...here()],
          ['restore', kept, '--passphrase-file', passphrase, '--let-in', 'all', '--dir', restored],
        ]) {
          const { code: exit, stdout, stderr } = await latchkey(words);
          expect({ words, exit, stdout, stderr }).toMatchObject({ exit: 5, stdout: '' });
          expect(stderr).not.toMatch(/\n\s+at /);
        }
        expect(existsSync(join(restored, 'latchkey.yaml'))).toBe(false);
        expect(readFileSync(ca.certificate, 'utf8')).toBe(trusted);
        expect(await redeem(place(), code, key, 'laptop')).toMatchObject({ ok: false, status: 500 });
        expect([await statusOf(dave), await statusOf(nina)]).toEqual([200, 200]);

        const { findings } = JSON.parse((await latchkey(['doctor', '--json', ...here()])).stdout);
        const { what, fix } = findings.find(({ check }: { check: string }) => check === 'disk');
        expect(what).toContain('The disk is full');
        // What it prints is about this disk, and nothing else of the machine.
        const shown = execFileSync('/bin/sh', ['-c', fix], { encoding: 'utf8' }).trim().split('\n');
        expect(shown.at(-1)).toMatch(new RegExp(`^24M\\s+${disk}$`));

        const out = await latchkey(['shut-out', nina.reply.device.id, ...here()]);
        expect(out).toMatchObject({ code: 5, stdout: '' });
        expect(out.stderr).toContain('The disk is full');
        expect(out.stderr).toContain('NOTHING WAS SHUT OUT');
        expect(await statusOf(nina)).toBe(200);
      } finally {
        makeRoom();
        writeFileSync(config, written);
      }
      expect(await invitations()).toBe(before);
      expect(await redeem(place(), code, key, 'laptop')).toMatchObject({ ok: true });
      expect(await latchkey(['shut-out', nina.reply.device.id, ...here()])).toMatchObject({ code: 0 });
      expect([await statusOf(dave), await statusOf(nina)]).toEqual([200, 403]);
    });
  });

  further(describe)('a home on a read-only disk', () => {
    it('is changed by no command, and each says what cannot be written', async () => {
      await up.stop();
      const before = await latchkeyJson(['devices', ...here()]);
      execFileSync('mount', ['-o', 'remount,ro', disk]);
      try {
        for (const words of [
          ['invite', 'Nobody'],
          ['shut-out', dave.reply.device.id],
          ['init', '--domain', 'x.example', '--dir', join(disk, 'new')],
          ['up'],
        ]) {
          const place = words.includes('--dir') ? [] : here();
          const { code, stdout, stderr } = await latchkey([...words, ...place]);
          expect({ words, code, stdout, stderr }).toMatchObject({ code: 5, stdout: '' });
          expect(stderr).toContain('cannot be written');
          expect(stderr).toContain(disk);
        }
      } finally {
        execFileSync('mount', ['-o', 'remount,rw', disk]);
      }
      ({ up } = await home.up());
      expect(await latchkeyJson(['devices', ...here()])).toEqual(before);
      expect(await statusOf(dave)).toBe(200);
    });
  });
});
