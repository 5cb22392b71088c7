/** What the background helper writes, compared letter by letter, with names that want to be something else. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { launchOf, minuteOfDay } from '../../../../../electron/adapters/background/launch.ts';
import { launchAgent } from '../../../../../electron/adapters/background/launchd.ts';
import { scheduledTask } from '../../../../../electron/adapters/background/scheduled-task.ts';
import { renewService, renewTimer, SERVICE, TIMER } from '../../../../../electron/adapters/background/systemd.ts';

const golden = (name: string) =>
  readFileSync(new URL(`../../../../fixtures/background/${name}`, import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'latchkey-units-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the files', () => {
  test('of launchd', () => {
    const launch = { program: '/Applications/Latchkey.app/Contents/MacOS/Latchkey', args: [] };
    expect(launchAgent(launch, 605)).toBe(golden('launch-agent.plist'));
  });

  test('of systemd', () => {
    expect(renewService({ program: '/opt/Latchkey/latchkey', args: [] })).toBe(golden('latchkey-renew.service'));
    expect(renewTimer(605)).toBe(golden('latchkey-renew.timer'));
  });

  test('of the Task Scheduler', () => {
    const program = 'C:\\Users\\Dave & Mary\\AppData\\Local\\Programs\\latchkey\\Latchkey.exe';
    expect(scheduledTask({ program, args: [] }, 605)).toBe(golden('scheduled-task.xml'));
  });
});

describe('a path that wants to be more than a path', () => {
  const EVIL = '/home/d/%h $HOME "quoted" \\ <b>&amp; latchkey';

  test('stays one word in XML', () => {
    for (const text of [
      launchAgent({ program: EVIL, args: [EVIL] }, 0),
      scheduledTask({ program: EVIL, args: [] }, 0),
    ]) {
      expect(text).not.toContain('<b>');
      expect(text).toContain('&lt;b&gt;&amp;amp; latchkey');
    }
  });

  test('ends no word of a Windows command line', () => {
    const text = scheduledTask({ program: 'x', args: ['C:\\a "b\\" c\\'] }, 0);
    expect(text).toContain('<Arguments>&quot;C:\\a \\&quot;b\\\\\\&quot; c\\\\&quot; --renew</Arguments>');
  });

  test('is what systemd would start, and nothing else', () => {
    const program = join(folder, '%h $HOME é; latchkey');
    writeFileSync(program, '#!/bin/sh\n');
    chmodSync(program, 0o700);
    writeFileSync(join(folder, SERVICE), renewService({ program, args: ['%t $PATH "x" \\'] }));
    writeFileSync(join(folder, TIMER), renewTimer(0));
    if (!existsSync('/usr/bin/systemd-analyze')) throw new Error('systemd-analyze is missing: install systemd');
    const env = { ...process.env, XDG_RUNTIME_DIR: folder, SYSTEMD_LOG_LEVEL: 'warning' };
    const args = ['--user', '--man=no', 'verify', join(folder, SERVICE), join(folder, TIMER)];
    const said = execFileSync('/usr/bin/systemd-analyze', args, {
      env,
      encoding: 'utf8',
      stdio: 'pipe',
      timeout: 20_000,
    });
    expect(said).toBe('');
  });
});

test('an AppImage is started from its file, not from the mount that ends with it', () => {
  expect(launchOf({ APPIMAGE: '/home/d/Latchkey.AppImage' }, '/tmp/.mount_x/latchkey', undefined)).toEqual({
    program: '/home/d/Latchkey.AppImage',
    args: [],
  });
  expect(launchOf({}, '/usr/bin/electron', '/src/latchkey').args).toEqual(['/src/latchkey']);
});

test('everybody has a minute of the day, and keeps it', () => {
  const minutes = new Set(Array.from({ length: 2000 }, (_, i) => minuteOfDay(`/home/${i}\nlaptop`)));
  expect(minutes.size).toBeGreaterThan(900);
  expect(Math.max(...minutes)).toBeLessThan(1440);
  expect(minuteOfDay('/home/d')).toBe(minuteOfDay('/home/d'));
});
