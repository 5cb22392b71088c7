/** What lies beside a shipped program: a home that bare codes are for, and the server for whoever hosts one. */
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { expect } from 'playwright/test';
import { bundleServer } from '../../../scripts/pack/bundle-server.ts';
import { findTools } from '../../../server/stack/tools.ts';
import { parseInvite } from '../../../shared/paste/read-invite.ts';
import { APP_FOLDER } from '../../support/built-app.ts';
import { giveHomeAway } from '../../support/home-owner.ts';
import { run, startProgram } from '../../support/processes.ts';
import { startSampleService } from '../../support/sample-service.ts';
import { freePorts } from '../../support/stack/free-ports.ts';
import { makeThrowAwayHome } from '../../support/throw-away-home.ts';
import { answerFor, clickMenu } from './desktop-calls.ts';
import { requires, test } from './relative.ts';

requires('a real home');

/** An app folder that differs from the checkout in its resources alone. */
let appDir: string;
test.beforeEach(async () => {
  appDir = await mkdtemp(join(tmpdir(), 'latchkey-shipped-'));
  await copyFile(join(APP_FOLDER, 'package.json'), join(appDir, 'package.json'));
  await symlink(join(APP_FOLDER, 'out'), join(appDir, 'out'), 'junction');
  await symlink(join(APP_FOLDER, 'node_modules'), join(appDir, 'node_modules'), 'junction');
  await mkdir(join(appDir, 'resources'));
  await copyFile(join(APP_FOLDER, 'resources/icon.png'), join(appDir, 'resources/icon.png'));
});
test.afterEach(() => rm(appDir, { recursive: true, force: true }));

test('a build for one home takes the bare code, and knows that home by its pin', async ({ relative }) => {
  const home = await makeThrowAwayHome();
  try {
    await home.up();
    const { invite, code } = await home.invite('Dave');
    const parsed = parseInvite(invite);
    if (!parsed.ok) throw new Error('the home made no invite');
    const { host, port, pin } = parsed.invite;
    await writeFile(join(appDir, 'resources/home.json'), JSON.stringify({ host, port, pin }));

    const window = await relative.start({ appDir });
    await expect(window.page.getByText('It looks like this: K7QF-2M9X-4TDW', { exact: true })).toBeVisible();
    await window.invite.pressSequentially(code.replaceAll('-', '').toLowerCase());
    await window.button('Continue').click();
    await window.enrol();
    await window.button('Test access').click();
    await window.access.expectVerdict('Everything works');
    await window.button('Back').click();

    // The same code once more is this computer's own, and no mystery.
    await window.button('Add another home').click();
    await window.invite.fill(code);
    await window.button('Continue').click();
    await expect(window.heading('This computer is already set up')).toBeVisible();
    await window.button('Show my keys').click();
    await expect(window.card()).toBeVisible();
  } finally {
    await home.remove();
  }
});

test('"Host a home …" writes the server where the admin wants it, and its three commands run there', async ({
  relative,
}) => {
  const folder = join(relative.person.home, 'Our home');
  await bundleServer(APP_FOLDER, join(appDir, 'resources/server'));
  const window = await relative.start({ appDir });
  await expect(window.invite).toBeVisible();
  const { electron } = relative.app;
  await answerFor(electron, 'dialog.showOpenDialog', { canceled: false, filePaths: [folder] });
  const said = await answerFor(electron, 'dialog.showMessageBox', { response: 0 });
  await clickMenu(electron, 'host-home');
  await expect.poll(said).toHaveLength(1);
  const [{ message, detail }] = (await said()) as [{ message: string; detail: string }];
  expect(message).toContain(folder);
  const [init = '', up = '', invite = ''] = detail.split('\n').slice(-3);

  // As an admin types them, with the answers that init would ask for as words, and Node 24 as `node`.
  const { caddy, haproxy } = await findTools(process.env);
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
  const env = { ...process.env, PATH, LATCHKEY_CADDY: caddy.path, LATCHKEY_HAPROXY: haproxy.path };
  const typed = (line: string, ...more: string[]) =>
    ({ file: '/bin/sh', args: ['-c', `exec ${line} "$@"`, 'sh', ...more], env, cwd: folder }) as const;
  const [https = 0, http = 0] = await freePorts(2);
  const service = await startSampleService('cloud');
  const made = await run(
    typed(
      init,
      ...[
        '--domain',
        'home.localhost',
        '--name',
        'Example Home',
        '--lan',
        '127.0.1.0/24',
        '--certificates',
        'internal',
      ],
      ...['--https-port', String(https), '--http-port', String(http), '--service', `cloud=${service.upstream}`],
    ),
  );
  expect(made.code, made.stderr).toBe(0);
  // Whoever the home is given to passes the relative's own folder too.
  await chmod(relative.person.home, 0o711);
  giveHomeAway(join(folder, 'home'));
  const running = startProgram(typed(up, '--json'));
  try {
    expect(JSON.parse(await running.nextLine())).toMatchObject({ ready: true });
    const invited = await run(typed(invite, '--json'));
    await window.enrol((JSON.parse(invited.stdout) as { invite: string }).invite);
  } finally {
    await running.stop();
    await service.close();
  }

  // A second time into the same folder overwrites nothing.
  await clickMenu(electron, 'host-home');
  await expect.poll(said).toHaveLength(2);
  expect((await said())[1]).toMatchObject({ type: 'error' });
});
