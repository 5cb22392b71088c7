/** electron-updater with a provider of our own: it gets to know a release only when a signer of ours signed it. */
import type { Session } from 'electron';
import electronUpdater, { type AppUpdater, CancellationToken, type UpdateInfo } from 'electron-updater';
import { type ProviderRuntimeOptions, parseUpdateInfo, resolveFiles } from 'electron-updater/out/providers/Provider.js';
import type { UpdateFacts } from '../../../shared/build.ts';
import { comb, type Log } from '../log/log.ts';
import { checkFeed, isSafe, readSigned } from './signed-release.ts';
import type { UpdateSource } from './updates.ts';

const MAX_TEXT_BYTES = 256 * 1024;
/** A download that brings nothing for so long has ended. */
const STALLED_MS = 60_000;

export interface UpdaterDeps {
  readonly facts: UpdateFacts;
  /** A test's feed. */
  readonly trial?: { readonly config: string; readonly timeoutMs: number } | undefined;
  readonly session: Pick<Session, 'fetch' | 'webRequest'>;
  /** Lets the app that is started next be the one that runs. */
  readonly releaseLock: () => void;
  readonly log: Log;
}

/** @throws when the feed is not read over https */
export function electronUpdaterSource({ facts, trial, session, releaseLock, log }: UpdaterDeps): UpdateSource {
  const feed = checkFeed(facts.feed, trial !== undefined);
  const timeout = trial?.timeoutMs ?? STALLED_MS;

  function readText(url: URL): Promise<string> {
    const signal = AbortSignal.timeout(timeout);
    const late = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    return Promise.race([fetchText(url, signal), late]);
  }

  async function fetchText(url: URL, signal: AbortSignal): Promise<string> {
    const response = await session.fetch(url.href, { signal, cache: 'no-store' });
    if (!response.ok) throw new Error(`${url.href} answered with ${response.status}.`);
    const length = Number(response.headers.get('content-length') ?? 0);
    const text = length > MAX_TEXT_BYTES ? undefined : await response.text();
    if (text === undefined || text.length > MAX_TEXT_BYTES) throw new Error(`${url.href} is far too long.`);
    return text;
  }

  /** Tells nobody who asks: the library's number of this computer, for roll-outs in steps, is left out. */
  class SignedProvider extends electronUpdater.Provider<UpdateInfo> {
    constructor(_options: unknown, _updater: unknown, runtime: ProviderRuntimeOptions) {
      super(runtime);
    }
    async getLatestVersion(): Promise<UpdateInfo> {
      const name = `${this.getDefaultChannelName()}.yml`;
      return parseUpdateInfo(await readSigned(facts, name, readText), name, new URL(name, feed));
    }
    resolveFiles(info: UpdateInfo) {
      return resolveFiles(info, feed);
    }
    override setRequestHeaders(): void {}
  }

  const updater: AppUpdater = electronUpdater.autoUpdater;
  // Wherever a redirect leads, each hop of a text and of the download is asked about before it is made.
  for (const { webRequest } of [session, updater.netSession])
    webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isSafe(url, trial !== undefined) }));
  updater.logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  updater.autoDownload = false;
  updater.allowDowngrade = false;
  updater.allowPrerelease = false;
  updater.disableWebInstaller = true;
  updater.disableDifferentialDownload = true;
  updater.autoInstallOnAppQuit = true;
  updater.isUserWithinRollout = () => true;
  // A package of the system is asked about too, though it is never replaced.
  updater.forceDevUpdateConfig = true;
  if (trial) updater.updateConfigPath = trial.config;
  updater.setFeedURL({ provider: 'custom', updateProvider: SignedProvider });
  // What fails is thrown as well, but for Squirrel's refusal of a signature; without a listener Node would end the app.
  updater.on('error', (error) => log.warn('updater', { said: comb(error.message) }));

  return {
    check: async () => {
      const found = await updater.checkForUpdates();
      return found?.isUpdateAvailable ? found.updateInfo.version : undefined;
    },
    download: async () => {
      const token = new CancellationToken();
      const arm = () => setTimeout(() => token.cancel(), timeout).unref();
      let stalled = arm();
      const alive = () => {
        clearTimeout(stalled);
        stalled = arm();
      };
      updater.on('download-progress', alive);
      try {
        await updater.downloadUpdate(token);
      } finally {
        clearTimeout(stalled);
        updater.off('download-progress', alive);
      }
    },
    restart: () => {
      // An AppImage is started before this app has ended.
      releaseLock();
      updater.quitAndInstall(true, true);
    },
  };
}
