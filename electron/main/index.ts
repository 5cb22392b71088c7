/**
 * The composition root of the app. The order is the promise: folders, because the lock lives in one; the lock, because a
 * second instance must touch nothing; the log, to say what follows; then everything that has to stand before the first
 * page does.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { app, BrowserWindow, clipboard, crashReporter, dialog, ipcMain, protocol, session, shell } from 'electron';
import { dataFolder } from '../adapters/data-folder.ts';
import { bundledServer, hostAHome } from './hosting/host-a-home.ts';
import { bindCalls } from './ipc/bind.ts';
import { isOurPage } from './ipc/sender.ts';
import { teller } from './ipc/tell.ts';
import { readDefaultHome } from './life/default-home.ts';
import { endProperly } from './life/ending.ts';
import { chooseFolders } from './life/folders.ts';
import { readSurroundings } from './life/surroundings.ts';
import { killingCheckpoint } from './life/test-hooks.ts';
import { Inbox } from './links/inbox.ts';
import { listenForLinks } from './links/listen.ts';
import { createLog } from './log/log.ts';
import { openLogFile } from './log/log-file.ts';
import { ClientCertificates } from './security/client-certificates.ts';
import { lockDownApp, lockDownSession } from './security/lock-down.ts';
import { ORIGIN, pageOrigins, START_PAGE } from './security/origin.ts';
import { boot, bootFacts } from './services/boot.ts';
import { calls } from './services/calls.ts';
import { composeServices } from './services/services.ts';
import { textsFor } from './texts/texts.ts';
import { setApplicationMenu } from './window/application-menu.ts';
import { askAfterCrash } from './window/ask-after-crash.ts';
import { MainWindow } from './window/main-window.ts';
import { registerScheme, servePage } from './window/page.ts';

function start(): void {
  const surroundings = readSurroundings(app, process);
  const { system, development, resources, devServer } = surroundings;
  const folders = chooseFolders(app, dataFolder(surroundings));
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  const log = createLog(openLogFile(folders.logs));
  process.on('uncaughtExceptionMonitor', (error) => log.bug('uncaught', error));
  process.on('unhandledRejection', (error) => log.bug('unhandled', error));
  crashReporter.start({ uploadToServer: false });
  const { version } = surroundings.app;
  log.info('started', { version, development, platform: surroundings.platform, ms: Math.round(performance.now()) });

  const certificates = new ClientCertificates();
  lockDownApp(app, certificates, log);
  registerScheme(protocol);

  const [origin = ORIGIN] = pageOrigins(devServer);
  const defaults = readDefaultHome(join(resources, 'home.json'));
  const texts = () => textsFor(app.getPreferredSystemLanguages());
  const tell = teller(() => window.contents);
  const inbox = new Inbox((invite) => tell('inviteOpened', { invite }));
  const window = new MainWindow({
    preload: join(import.meta.dirname, '../preload/index.cjs'),
    url: devServer ?? START_PAGE,
    development,
    placementFile: folders.placementFile,
    icon: system === 'linux' ? join(resources, 'icon.png') : undefined,
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

  const kill = () => process.kill(process.pid, 'SIGKILL');
  const checkpoint = killingCheckpoint(surroundings.env, app.isPackaged, kill);
  const services = composeServices({
    surroundings,
    data: folders.data,
    defaults,
    checkpoint,
    certificates,
    tell,
    log,
  });
  const { homes, enrolments } = services;
  endProperly({
    app,
    system,
    underWay: () => enrolments.ended,
    hasWindow: () => BrowserWindow.getAllWindows().length > 0,
  });

  const showLogs = () => shell.openPath(folders.logs).then(() => undefined);
  bindCalls({
    ipcMain,
    isTrusted: (event) => isOurPage(event, window.contents, origin),
    handlers: calls({
      ...services,
      boot: () =>
        boot({
          facts: bootFacts(app, surroundings, defaults),
          homes: () => homes.list(),
          unfinished: () => enrolments.unfinished(),
          takeInvite: () => inbox.take(),
          changed: services.changed,
        }),
      app: surroundings.app,
      copy: (text) => clipboard.writeText(text),
      openExternal: (url) => shell.openExternal(url),
      showLogs,
      log,
    }),
    log,
    newId: () => randomUUID().slice(0, 8),
  });

  void app.whenReady().then(() => {
    lockDownSession(session.defaultSession, pageOrigins(devServer), log);
    servePage(protocol, join(import.meta.dirname, '../renderer'));
    const bundled = bundledServer(resources);
    const hostHome = (from: string) => void hostAHome(from, { dialog, shell, texts: texts(), log });
    setApplicationMenu({
      system,
      texts: texts(),
      development,
      tell,
      show,
      showLog: () => void showLogs(),
      hostHome: bundled === undefined ? undefined : () => hostHome(bundled),
    });
    window.show();
    return homes.makeUp();
  });
}

start();
