/** The composition root of the app: what is there before Electron is ready, then what the first page needs, then the page. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  clipboard,
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
import { bundledServer, hostAHome } from './hosting/host-a-home.ts';
import { bindCalls } from './ipc/bind.ts';
import { isOurPage } from './ipc/sender.ts';
import { type Tell, teller } from './ipc/tell.ts';
import { UnderWay } from './ipc/under-way.ts';
import { type Prepared, prepare } from './life/before-ready.ts';
import { endProperly } from './life/ending.ts';
import { clockOf, killingCheckpoint, soonAt } from './life/test-hooks.ts';
import { Inbox } from './links/inbox.ts';
import { listenForLinks } from './links/listen.ts';
import { Notifier } from './renewal/notifier.ts';
import { renewAndEnd } from './renewal/renew-and-end.ts';
import { RenewalScheduler } from './renewal/renewal-scheduler.ts';
import { lockDownSession } from './security/lock-down.ts';
import { ORIGIN, pageOrigins, START_PAGE } from './security/origin.ts';
import { boot, bootFacts } from './services/boot.ts';
import { calls } from './services/calls.ts';
import { readLicences } from './services/licences.ts';
import { composeServices } from './services/services.ts';
import { composeUpdates } from './updates/compose.ts';
import type { Updates } from './updates/updates.ts';
import { setApplicationMenu } from './window/application-menu.ts';
import { askAfterCrash } from './window/ask-after-crash.ts';
import { MainWindow } from './window/main-window.ts';
import { servePage } from './window/page.ts';

/** And the window, with what it is sent. */
interface WithWindow extends Prepared {
  readonly window: MainWindow;
  readonly show: () => void;
  readonly tell: Tell;
  readonly inbox: Inbox;
  readonly work: UnderWay;
}

/** The running app with its window. */
interface RunningApp extends WithWindow {
  readonly services: ReturnType<typeof composeServices>;
  readonly updates: Updates | undefined;
}

function start(): void {
  const background = process.argv.includes(RENEW_SWITCH);
  const prepared = prepare(background);
  if (!prepared) app.quit();
  else if (background) renewInBackground(prepared);
  else openWindow(prepared);
}

/** @param opened the person opened a notice */
function notifierOf({ texts, languages }: Prepared, opened: () => void): Notifier {
  return new Notifier({
    isSupported: () => Notification.isSupported(),
    make: (options) => new Notification(options),
    texts,
    languages,
    opened,
  });
}

function servicesOf({ environment, folders, defaults, certificates, log }: Prepared, notifier: Notifier, tell: Tell) {
  const { env, development } = environment;
  return composeServices({
    environment,
    data: folders.data,
    defaults,
    checkpoint: killingCheckpoint(env, app.isPackaged, () => process.kill(process.pid, 'SIGKILL')),
    certificates,
    notify: notifier.keyEnds,
    launch: launchOf(env, process.execPath, development ? app.getAppPath() : undefined),
    clock: clockOf(env, app.isPackaged),
    log,
    tell,
  });
}

/** Without a window: the system has started the app to renew keys. */
function renewInBackground(prepared: Prepared): void {
  const { environment, log } = prepared;
  // A notice that is opened finds no window here; the person opens the app.
  const notifier = notifierOf(prepared, () => undefined);
  const { round } = servicesOf(prepared, notifier, () => undefined);
  void renewAndEnd({ app, platform: environment.platform, round, noticesShown: () => notifier.settled, log, after });
}

function openWindow(prepared: Prepared): void {
  const withWindow = prepareWindow(prepared);
  const { environment, log, tell, work, show } = withWindow;
  const services = servicesOf(prepared, notifierOf(prepared, show), tell);
  const { enrolments, renewals, retry } = services;
  endProperly({
    app,
    system: environment.system,
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
  const running = { ...withWindow, services, updates };
  answerCalls(running);
  void app.whenReady().then(() => whenReady(running));
}

/** The window, which is not shown yet, and the links that open it. */
function prepareWindow(prepared: Prepared): WithWindow {
  const { environment, folders, defaults, texts, log } = prepared;
  const { system, development, resources, devServer } = environment;
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
  return { ...prepared, window, show, tell, inbox, work };
}

const showLogs = ({ folders }: Prepared) => shell.openPath(folders.logs).then(() => undefined);

/** Answers what the page asks, and nobody else. */
function answerCalls(running: RunningApp): void {
  const { environment, defaults, texts, log, window, inbox, work, services, updates } = running;
  const { homes, enrolments } = services;
  const [origin = ORIGIN] = pageOrigins(environment.devServer);
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
        showLogs: () => showLogs(running),
        licences: () => readLicences(join(import.meta.dirname, '..'), join(app.getAppPath(), 'node_modules/keytar')),
        log,
      }),
    ),
    log,
    newId: () => randomUUID().slice(0, 8),
  });
}

async function whenReady(running: RunningApp): Promise<void> {
  const { environment, texts, log, window, show, tell, services, updates } = running;
  const { system, development, resources, devServer, env } = environment;
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
    showLog: () => void showLogs(running),
    hostHome: bundled === undefined ? undefined : () => hostHome(bundled),
  });
  window.show();
  new RenewalScheduler({
    round: services.round,
    random: Math.random,
    after,
    onResume: (hear) => powerMonitor.on('resume', hear),
    soon: soonAt(env, app.isPackaged),
    bug: (error) => log.bug('round', error),
  }).begin();
  updates?.begin();
  await services.homes.retryLeaves();
  await services.background.keepUp();
}

/** @returns what takes it back */
function after(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
}

start();
