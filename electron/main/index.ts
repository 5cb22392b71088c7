/**
 * The composition root of the app. The order is the promise: folders, because the lock lives in one; the lock, because a
 * second instance must touch nothing; the log, to say what follows; then everything that has to stand before the first
 * page does.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { homedir, release } from 'node:os';
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  clipboard,
  crashReporter,
  dialog,
  ipcMain,
  Menu,
  protocol,
  session,
  shell,
} from 'electron';
import { dataFolder } from '../adapters/data-folder.ts';
import { systemOf } from '../adapters/device-facts.ts';
import { bundledServer, hostAHome } from './hosting/host-a-home.ts';
import { bindCalls } from './ipc/bind.ts';
import { isOurPage } from './ipc/sender.ts';
import { teller } from './ipc/tell.ts';
import { readDefaultHome } from './life/default-home.ts';
import { endProperly } from './life/ending.ts';
import { chooseFolders } from './life/folders.ts';
import { killingCheckpoint } from './life/test-hooks.ts';
import { Inbox } from './links/inbox.ts';
import { listenForLinks } from './links/listen.ts';
import { createLog } from './log/log.ts';
import { openLogFile } from './log/log-file.ts';
import { ClientCertificates } from './security/client-certificates.ts';
import { lockDownApp, lockDownSession } from './security/lock-down.ts';
import { ORIGIN, START_PAGE } from './security/origin.ts';
import { boot } from './services/boot.ts';
import { calls } from './services/calls.ts';
import { composeServices } from './services/services.ts';
import { textsFor } from './texts/texts.ts';
import { askAfterCrash } from './window/ask-after-crash.ts';
import { MainWindow } from './window/main-window.ts';
import { menuTemplate } from './window/menu.ts';
import { registerScheme, servePage } from './window/page.ts';

function start(): void {
  const { env, platform, versions } = process;
  const system = systemOf(platform);
  const home = homedir();
  const folders = chooseFolders(app, dataFolder({ platform, env, home }));
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  const log = createLog(openLogFile(folders.logs));
  process.on('uncaughtExceptionMonitor', (error) => log.bug('uncaught', error));
  process.on('unhandledRejection', (error) => log.bug('unhandled', error));
  crashReporter.start({ uploadToServer: false });
  log.info('started', { version: app.getVersion(), packaged: app.isPackaged, platform });

  const certificates = new ClientCertificates();
  lockDownApp(app, certificates, log);
  registerScheme(protocol);

  const development = !app.isPackaged;
  const resources = development ? join(app.getAppPath(), 'resources') : process.resourcesPath;
  const devServer = development ? env.ELECTRON_RENDERER_URL : undefined;
  const origin = devServer === undefined ? ORIGIN : new URL(devServer).origin;
  const defaults = readDefaultHome(join(resources, 'home.json'));
  const texts = () => textsFor(app.getPreferredSystemLanguages());
  const facts = { version: app.getVersion(), system: `${platform} ${release()} ${process.arch}` };

  const tell = teller(() => window.contents);
  const inbox = new Inbox((invite) => tell('inviteOpened', { invite }));
  const icon = join(resources, 'icon.png');
  const window = new MainWindow({
    preload: join(import.meta.dirname, '../preload/index.cjs'),
    url: devServer ?? START_PAGE,
    development,
    placementFile: folders.placementFile,
    icon: system === 'linux' && existsSync(icon) ? icon : undefined,
    log,
    askAfterCrash: (shown) => askAfterCrash(dialog, shown, texts()),
    fresh: () => inbox.pageGone(),
  });
  const show = () => void app.whenReady().then(() => window.show());
  listenForLinks({
    app,
    execPath: process.execPath,
    argv: process.argv,
    defaults,
    put: (invite) => inbox.put(invite),
    opened: show,
  });
  app.on('activate', show);

  const { journal, homes, enrolments, accessTests, changed } = composeServices({
    env,
    platform,
    system,
    home,
    data: folders.data,
    defaults,
    checkpoint: killingCheckpoint(env, app.isPackaged, () => process.kill(process.pid, 'SIGKILL')),
    app: facts,
    probe: {
      certificates,
      system: { platform, release: release() },
      name: `Chromium ${versions.chrome}`,
      newSession: () => session.fromPartition(`access-${randomUUID()}`, { cache: false }),
    },
    tell,
    log,
  });
  endProperly({
    app,
    system,
    underWay: () => enrolments.ended,
    hasWindow: () => BrowserWindow.getAllWindows().length > 0,
  });

  const showLogs = async () => void (await shell.openPath(folders.logs));
  const bootFacts = () => ({
    platform: system,
    languages: app.getPreferredSystemLanguages(),
    version: app.getVersion(),
    versions: { Electron: versions.electron, Chromium: versions.chrome, Node: versions.node },
    ...(defaults ? { defaults } : {}),
  });
  bindCalls({
    ipcMain,
    isTrusted: (event) => isOurPage(event, window.contents, origin),
    handlers: calls({
      boot: () =>
        boot({
          facts: bootFacts(),
          homes: () => homes.list(),
          unfinished: () => enrolments.unfinished(),
          takeInvite: () => inbox.take(),
          changed,
        }),
      homes,
      enrolments,
      accessTests,
      journal,
      app: facts,
      copy: (text) => clipboard.writeText(text),
      openExternal: (url) => shell.openExternal(url),
      showLogs,
      log,
    }),
    log,
    newId: () => randomUUID().slice(0, 8),
  });

  void app.whenReady().then(() => {
    lockDownSession(
      session.defaultSession,
      devServer === undefined ? [ORIGIN] : [origin, origin.replace(/^http/, 'ws')],
      log,
    );
    servePage(protocol, join(import.meta.dirname, '../renderer'));
    const bundled = bundledServer(resources);
    const menu = {
      addHome: () => tell('menu', { command: 'add-home' }),
      showHomes: () => tell('menu', { command: 'show-homes' }),
      hostHome:
        bundled === undefined ? undefined : () => void hostAHome(bundled, { dialog, shell, texts: texts(), log }),
      about: () => tell('menu', { command: 'about' }),
      showLog: () => void showLogs(),
    };
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(system, texts(), menu, development)));
    window.show();
    return homes.makeUp();
  });
}

start();
