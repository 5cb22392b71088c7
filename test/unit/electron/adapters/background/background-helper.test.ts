/** How the helper is installed, read back and removed, against tools that answer as the real ones do. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backgroundHelper } from '../../../../../electron/adapters/background/background-helper.ts';
import { LABEL } from '../../../../../electron/adapters/background/launchd.ts';
import { TASK } from '../../../../../electron/adapters/background/scheduled-task.ts';
import type { CommandResult } from '../../../../../electron/adapters/run-command.ts';
import { TempFolder } from '../../../../../electron/adapters/temp-folder.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'latchkey-background-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

type Tool = (args: readonly string[]) => Partial<CommandResult> | Promise<Partial<CommandResult>>;

function helperOn(system: 'macos' | 'windows' | 'linux' | 'other', tool: Tool, program = '/opt/Latchkey/latchkey') {
  const said: string[] = [];
  const helper = backgroundHelper({
    system,
    launch: { program, args: [] },
    home,
    hostname: 'laptop',
    uid: 501,
    env: { PATH: '/usr/bin:/bin' },
    run: async ({ args }) => {
      said.push(args.join(' '));
      return { exitCode: 0, stdout: '', stderr: '', ...(await tool(args)) };
    },
    temp: new TempFolder(join(home, 'tmp')),
  });
  return { helper, said };
}

describe('launchd', () => {
  /** launchctl as far as the helper sees it. */
  const launchctl = (): Tool => {
    let loaded = false;
    return ([verb]) => {
      const there = loaded;
      if (verb === 'bootstrap') loaded = true;
      if (verb === 'bootout') loaded = false;
      if (verb === 'bootstrap' || there) return {};
      return verb === 'print'
        ? { exitCode: 113, stderr: 'Could not find service' }
        : { exitCode: 3, stderr: 'Boot-out failed: 3: No such process' };
    };
  };
  const file = () => join(home, 'Library/LaunchAgents', `${LABEL}.plist`);

  test('takes the agent, says that it has it, and gives it back', async () => {
    const { helper, said } = helperOn('macos', launchctl());
    expect(await helper.state()).toBe('off');
    await helper.install();
    expect(await helper.state()).toBe('on');
    expect(await readFile(file(), 'utf8')).toContain('<string>/opt/Latchkey/latchkey</string>');
    expect(said).toContain(`bootstrap gui/501 ${file()}`);
    await helper.remove();
    expect(await helper.state()).toBe('off');
    expect(await readdir(join(home, 'Library/LaunchAgents'))).toEqual([]);
  });

  test('is not disturbed by an agent that is as it should be, and gets a new one when the app has moved', async () => {
    const tool = launchctl();
    await helperOn('macos', tool).helper.install();
    const again = helperOn('macos', tool);
    await again.helper.install();
    expect(again.said.join()).not.toContain('boot');
    const moved = helperOn('macos', tool, '/Applications/Latchkey.app/Contents/MacOS/Latchkey');
    await moved.helper.install();
    expect(await readFile(file(), 'utf8')).toContain('/Applications/Latchkey.app');
  });

  test('is not pointed at an app that runs from its disk image or a made-up place', async () => {
    for (const program of ['/Volumes/Latchkey/Latchkey.app/x', '/private/var/x/AppTranslocation/y/Latchkey.app/x']) {
      expect(await helperOn('macos', launchctl(), program).helper.state()).toBe('not-available');
    }
  });

  test('that refuses says why', async () => {
    const { helper } = helperOn('macos', ([verb]) =>
      verb === 'bootstrap' ? { exitCode: 5, stderr: 'Bootstrap failed: 5: Input/output error' } : { exitCode: 113 },
    );
    await expect(helper.install()).rejects.toMatchObject({
      code: 'BACKGROUND_FAILED',
      detail: 'Bootstrap failed: 5: Input/output error',
    });
  });
});

describe('systemd', () => {
  const systemctl = () => {
    let enabled = false;
    return ([, verb]: readonly string[]) => {
      if (verb === 'enable') enabled = true;
      if (verb === 'disable') enabled = false;
      if (verb === 'is-enabled') return enabled ? { stdout: 'enabled\n' } : { exitCode: 1, stdout: 'disabled\n' };
      return {};
    };
  };
  const folder = () => join(home, '.config/systemd/user');

  test('takes service and timer, says that they are there, and gives them back', async () => {
    const { helper, said } = helperOn('linux', systemctl());
    expect(await helper.state()).toBe('off');
    await helper.install();
    expect(await helper.state()).toBe('on');
    expect((await readdir(folder())).sort()).toEqual(['latchkey-renew.service', 'latchkey-renew.timer']);
    expect(said).toContain('--user enable --now latchkey-renew.timer');
    await helper.remove();
    expect(await helper.state()).toBe('off');
    expect(await readdir(folder())).toEqual([]);
    expect(said.at(-3)).toBe('--user daemon-reload');
  });

  test('is asked nothing new when all is as it should be', async () => {
    const tool = systemctl();
    await helperOn('linux', tool).helper.install();
    const again = helperOn('linux', tool);
    await again.helper.install();
    expect(again.said).toEqual(['--user is-enabled latchkey-renew.timer']);
  });

  test('is not given a path that it does not take', async () => {
    expect(await helperOn('linux', systemctl(), '/home/d/"Latchkey".AppImage').helper.state()).toBe('not-available');
  });

  test('that does not run for this person is not offered', async () => {
    const stderr = 'Failed to connect to bus: No medium found';
    const { helper } = helperOn('linux', () => ({ exitCode: 1, stderr }));
    expect(await helper.state()).toBe('not-available');
    await expect(helper.install()).rejects.toMatchObject({ code: 'BACKGROUND_FAILED', detail: stderr });
  });
});

describe('the Task Scheduler', () => {
  const schtasks = () => {
    let task: string | undefined;
    return async (args: readonly string[]) => {
      if (args[0] === '/Create') task = (await readFile(args[4] ?? '')).toString('utf16le');
      if (args[0] === '/Delete') task = undefined;
      if (task === undefined) return { exitCode: 1, stderr: 'ERROR: The system cannot find the file specified.' };
      return { stdout: task };
    };
  };

  test('takes the task, says that it has it, and gives it back; no file stays', async () => {
    const { helper, said } = helperOn('windows', schtasks(), 'C:\\Latchkey & Co\\Latchkey.exe');
    expect(await helper.state()).toBe('off');
    await helper.install();
    expect(await helper.state()).toBe('on');
    expect(await readdir(join(home, 'tmp'))).toEqual([]);
    expect(said.some((line) => line.startsWith(`/Create /TN ${TASK} /XML`))).toBe(true);
    await helper.remove();
    expect(await helper.state()).toBe('off');
  });

  test('that starts an app which has moved is off', async () => {
    const tool = schtasks();
    await helperOn('windows', tool, 'C:\\old\\Latchkey.exe').helper.install();
    expect(await helperOn('windows', tool, 'C:\\new\\Latchkey.exe').helper.state()).toBe('off');
  });

  test('that says no says why', async () => {
    const { helper } = helperOn('windows', () => ({ exitCode: 1, stderr: 'ERROR: Access is denied.' }));
    await expect(helper.install()).rejects.toMatchObject({ detail: 'ERROR: Access is denied.' });
  });
});

test('elsewhere there is nothing to choose', async () => {
  expect(await helperOn('other', () => ({})).helper.state()).toBe('not-available');
});
