/**
 * What strangers, guests and the admin's own typing put into words, looked for where somebody reads: every log of a real
 * home stays one entry a line, and no command sends a terminal a character that it would obey or that would lie.
 */
import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { homeLayout } from '../../../server/core/layout.ts';
import { openTls } from '../../support/probe.ts';
import { makeSoftKey, postJson, redeem } from '../../support/soft-device.ts';
import { ENROLMENT_HOST, latchkey, makeThrowAwayHome, type ThrowAwayHome } from '../../support/throw-away-home.ts';

const HOSTILE = {
  'clear the screen': 'x\u001b[2J\u001b[Hx',
  'lie about a link': 'x\u001b]8;;https://evil.example\u0007home\u001b]8;;\u0007',
  'fill the clipboard': 'x\u001b]52;c;cm0gLXJmIH4=\u0007',
  'control a device': 'x\u001bPq#0\u001b\\',
  'use a C1 control': 'x\u009b2Jx',
  'reverse the text': 'x\u202egpj.exe',
  'isolate the text': 'x\u2066y\u2069',
  'hide text': 'x\u200b\u2060y',
  'begin a line': 'x\r\n{"level":"info","msg":"home-stopped"}',
  'separate lines': 'x\u2028y',
  'end the text': 'x\u0000y',
} as const;
/** Control characters but the end of a line, and what reorders or hides text. */
const OBEYED = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u;

let home: ThrowAwayHome;
let talk = '';
beforeAll(async () => {
  home = await makeThrowAwayHome();
  await appendFile(homeLayout(home.dir).config, 'access-log: on\n');
  await home.up((line) => {
    talk += `${line}\n`;
  });
});
afterAll(() => home.remove());

const place = () => ({ host: ENROLMENT_HOST, port: home.httpsPort });

/** Says something over TLS and leaves with the first word of an answer. */
const shout = (...lines: string[]) =>
  new Promise<void>((resolve) => {
    const socket = openTls({ port: home.httpsPort, host: ENROLMENT_HOST });
    socket.setTimeout(3000, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
    socket.on('data', () => socket.destroy());
    socket.once('secureConnect', () => socket.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8')));
  });

it('is no name of a device, and the refusal costs no code', async () => {
  const { code } = await home.invite('Dave');
  for (const [what, hostile] of Object.entries(HOSTILE)) {
    expect(await redeem(place(), code, await makeSoftKey(), hostile), what).toMatchObject({ ok: false, status: 400 });
  }
  expect(await redeem(place(), code, await makeSoftKey(), 'Laptop')).toMatchObject({ ok: true });
});

it.each(['clear the screen', 'reverse the text', 'begin a line'] as const)(
  'to %s is no name of a person',
  async (what) => {
    const invited = await latchkey(['invite', HOSTILE[what], '--dir', home.dir]);
    expect(invited).toMatchObject({ code: 2, stdout: '' });
    expect(invited.stderr).not.toMatch(OBEYED);
  },
);

it('is in no log, wherever it was said', async () => {
  for (const hostile of Object.values(HOSTILE)) {
    await postJson(place(), '/v1/invitations/preview', { code: hostile }).catch(() => undefined);
    await postJson(place(), '/v1/leave', { deviceId: hostile, renewalSecret: hostile }).catch(() => undefined);
    const [line = ''] = hostile.split(/[\r\n\0]/);
    const host = `Host: ${ENROLMENT_HOST}`;
    await shout(`GET /${line} HTTP/1.1`, host);
    await shout(`${line} / HTTP/1.1`, host);
    await shout('GET / HTTP/1.1', `Host: ${line}`, `User-Agent: ${line}`);
    await shout(`GET /${encodeURIComponent(hostile)} HTTP/1.1`, host, `Referer: ${line}`);
  }
  const { logs, accessLog } = homeLayout(home.dir);
  const files = (await readdir(logs, { recursive: true })).filter((name) => name.endsWith('.log'));
  expect(files.length).toBeGreaterThanOrEqual(2);
  expect(files).toContain(relative(logs, accessLog));
  for (const name of files) {
    const lines = (await readFile(join(logs, name), 'utf8')).trimEnd().split('\n');
    for (const line of lines) {
      expect(OBEYED.test(line), `${name}: ${line}`).toBe(false);
      expect(() => JSON.parse(line), `${name}: ${line}`).not.toThrow();
    }
  }
  expect(talk).not.toMatch(OBEYED);
});

it.each(['devices', 'audit'])('is in nothing that latchkey %s says', async (command) => {
  const { stdout, stderr, code } = await latchkey([command, '--dir', home.dir]);
  expect(code, stderr).toBe(0);
  expect(stdout.length).toBeGreaterThan(20);
  expect(stdout + stderr).not.toMatch(OBEYED);
});
