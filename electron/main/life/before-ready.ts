import { join } from 'node:path';
import { app, crashReporter, protocol } from 'electron';
import type { InviteDefaults } from '../../../shared/invite.ts';
import { openDataFolder } from '../../adapters/data-folder.ts';
import { createLog, type Log } from '../log/log.ts';
import { BACKGROUND_LOG_FILE, LOG_FILE, openLogFile } from '../log/log-file.ts';
import { ClientCertificates } from '../security/client-certificates.ts';
import { lockDownApp } from '../security/lock-down.ts';
import { type Texts, textsFor } from '../texts/texts.ts';
import { registerScheme } from '../window/page.ts';
import { readDefaultHome } from './default-home.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { chooseFolders, type Folders } from './folders.ts';

/** What is there before Electron is ready. */
export interface Prepared {
  readonly environment: Environment;
  readonly folders: Folders;
  readonly log: Log;
  readonly certificates: ClientCertificates;
  readonly defaults: InviteDefaults | undefined;
  /** The person's, the most wanted first (BCP 47). */
  readonly languages: () => string[];
  readonly texts: () => Texts;
}

/**
 * The order is the promise: folders, because the lock lives in one; the lock, because a second instance must touch
 * nothing; the log, to say what follows; then the rules for every page.
 * @returns undefined when another instance has the lock
 */
export function prepare(background: boolean): Prepared | undefined {
  const environment = readEnvironment(app, process);
  const { development, platform, resources } = environment;
  const folders = chooseFolders(app, openDataFolder(environment), background ? 'background' : 'window');
  if (!background && !app.requestSingleInstanceLock()) return undefined;
  const log = createLog(openLogFile(folders.logs, background ? BACKGROUND_LOG_FILE : LOG_FILE));
  process.on('uncaughtExceptionMonitor', (error) => log.bug('uncaught', error));
  process.on('unhandledRejection', (error) => log.bug('unhandled', error));
  crashReporter.start({ uploadToServer: false });
  const { version } = environment.app;
  log.info('started', { version, development, platform, ms: Math.round(performance.now()) });

  const certificates = new ClientCertificates();
  lockDownApp(app, certificates, log);
  registerScheme(protocol);
  const defaults = readDefaultHome(join(resources, 'home.json'));
  const languages = () => app.getPreferredSystemLanguages();
  return { environment, folders, log, certificates, defaults, languages, texts: () => textsFor(languages()) };
}
