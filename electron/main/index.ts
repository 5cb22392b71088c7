/**
 * The composition root of the app. The order is the promise: folders, because the lock lives in one; the lock, because a
 * second instance must touch nothing; the log, to say what follows; then everything that has to stand before the first
 * page does.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  clipboard,
  crashReporter,
  dialog,
  ipcMain,
  Notification,
  powerMonitor,
  protocol,
  session,
  shell,
} from 'electron';
import { BUILD } from '../../shared/build.ts';
import { launchOf, RENEW_SWITCH } from '../adapters/background/launch.ts';
import { openDataFolder } from '../adapters/data-folder.ts';
import { bundledServer, hostAHome } from './hosting/host-a-home.ts';
import { bindCalls } from './ipc/bind.ts';
import { isOurPage } from './ipc/sender.ts';
import { teller } from './ipc/tell.ts';
import { UnderWay } from './ipc/under-way.ts';
import { readDefaultHome } from './life/default-home.ts';
import { endProperly } from './life/ending.ts';
import { readEnvironment } from './life/environment.ts';
import { chooseFolders } from './life/folders.ts';
import { clockOf, killingCheckpoint, soonAt } from './life/test-hooks.ts';
import { Inbox } from './links/inbox.ts';
import { listenForLinks } from './links/listen.ts';
import { createLog } from './log/log.ts';
import { BACKGROUND_LOG_FILE, LOG_FILE, openLogFile } from './log/log-file.ts';
import { Notifier } from './renewal/notifier.ts';
import { renewAndEnd } from './renewal/renew-and-end.ts';
import { RenewalScheduler } from './renewal/renewal-scheduler.ts';
import { ClientCertificates } from './security/client-certificates.ts';
import { lockDownApp, lockDownSession } from './security/lock-down.ts';
import { ORIGIN, pageOrigins, START_PAGE } from './security/origin.ts';
import { boot, bootFacts } from './services/boot.ts';
import { calls } from './services/calls.ts';
import { readLicences } from './services/licences.ts';
import { composeServices } from './services/services.ts';
import { textsFor } from './texts/texts.ts';
import { composeUpdates } from './updates/compose.ts';
import { setApplicationMenu } from './window/application-menu.ts';
import { askAfterCrash } from './window/ask-after-crash.ts';
import { MainWindow } from './window/main-window.ts';
import { registerScheme, servePage } from './window/page.ts';

function start(): void {
  const environment = readEnvironment(app, process);
  const { system, development, resources, devServer } = environment;
  const background = process.argv.includes(RENEW_SWITCH);
  const folders = chooseFolders(app, openDataFolder(environment), background ? 'background' : 'window');
  if (!background && !app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  const log = createLog(openLogFile(folders.logs, background ? BACKGROUND_LOG_FILE : LOG_FILE));
  process.on('uncaughtExceptionMonitor', (error) => log.bug('uncaught', error));
  process.on('unhandledRejection', (error) => log.bug('unhandled', error));
  crashReporter.start({ uploadToServer: false });
  const { version } = environment.app;
  log.info('started', { version, development, platform: environment.platform, ms: Math.round(performance.now()) });

  const certificates = new ClientCertificates();
  lockDownApp(app, certificates, log);
  registerScheme(protocol);

  const [origin = ORIGIN] = pageOrigins(devServer);
  const defaults = readDefaultHome(join(resources, 'home.json'));
  const languages = () => app.getPreferredSystemLanguages();
  const texts = () => textsFor(languages());
  const kill = () => process.kill(process.pid, 'SIGKILL');
  const notifier = new Notifier({
    isSupported: () => Notification.isSupported(),
    make: (options) => new Notification(options),
    texts,
    languages,
    opened: () => show(),
  });
  const parts = {
    environment,
    data: folders.data,
    defaults,
    checkpoint: killingCheckpoint(environment.env, app.isPackaged, kill),
    certificates,
    notify: notifier.keyEnds,
    launch: launchOf(environment.env, process.execPath, development ? app.getAppPath() : undefined),
    clock: clockOf(environment.env, app.isPackaged),
    log,
  };
  if (background) {
    const { round } = composeServices({ ...parts, tell: () => undefined });
    const { platform } = environment;
    void renewAndEnd({ app, platform, round, noticesShown: () => notifier.settled, log, after });
    return;
  }

  const tell = teller(() => window.contents);
  const work = new UnderWay();
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
    put: (invite) => {
      work.ask();
      inbox.put(invite);
    },
    opened: show,
  });
  app.on('activate', show);

  const services = composeServices({ ...parts, tell });
  const { homes, enrolments, renewals, retry, background: helper } = services;
  endProperly({
    app,
    system,
    stopWaiting: () => retry.stop(),
    underWay: () => enrolments.ended ?? renewals.ended,
    hasWindow: () => BrowserWindow.getAllWindows().length > 0,
  });

  const updates = composeUpdates({
    facts: BUILD.updates,
    environment,
    isPackaged: app.isPackaged,
    isBusy: () => work.isBusy || enrolments.ended !== undefined || renewals.ended !== undefined,
    session: () => session.fromPartition('updates', { cache: false }),
    releaseLock: () => app.releaseSingleInstanceLock(),
    tell: (update) => tell('update', update),
    after,
    log,
  });

  const showLogs = () => shell.openPath(folders.logs).then(() => undefined);
  bindCalls({
    ipcMain,
    isTrusted: (event) => isOurPage(event, window.contents, origin),
    handlers: work.watch(
      calls({
        ...services,
        boot: () =>
          boot({
            look: () => void services.accessTests.look(),
            facts: bootFacts(app, environment, defaults),
            homes: () => homes.list(),
            unfinished: () => enrolments.unfinished(),
            asking: () => enrolments.asking,
            takeInvite: () => inbox.take(),
            update: () => updates?.view,
            changed: services.changed,
          }),
        texts,
        app: environment.app,
        copy: (text) => clipboard.writeText(text),
        clipboard: { read: async () => clipboard.readText(), isOurs: () => window.contents?.isFocused() ?? false },
        defaults,
        openExternal: (url) => shell.openExternal(url),
        platform: environment.platform,
        restartToUpdate: () => updates?.restart(),
        showLogs,
        licences: () => readLicences(join(import.meta.dirname, '..'), join(app.getAppPath(), 'node_modules/keytar')),
        log,
      }),
    ),
    log,
    newId: () => randomUUID().slice(0, 8),
  });

  void app.whenReady().then(async () => {
    lockDownSession(session.defaultSession, pageOrigins(devServer), log);
    servePage(protocol, join(import.meta.dirname, '../renderer'));
    // A home runs on Linux alone.
    const bundled = system === 'linux' ? bundledServer(resources) : undefined;
    const copy = (text: string) => clipboard.writeText(text);
    const hostHome = (from: string) => void hostAHome(from, { dialog, shell, copy, texts: texts(), log });
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
    new RenewalScheduler({
      round: services.round,
      random: Math.random,
      after,
      onResume: (hear) => powerMonitor.on('resume', hear),
      soon: soonAt(environment.env, app.isPackaged),
      bug: (error) => log.bug('round', error),
    }).begin();
    updates?.begin();
    await homes.retryLeaves();
    await helper.keepUp();
  });
}

/** @returns what takes it back */
function after(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
}

start();
