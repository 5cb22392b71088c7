import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'electron';

export interface Folders {
  readonly data: string;
  readonly logs: string;
  readonly placementFile: string;
}

/**
 * Puts everything under the data folder that the command line uses too: one enrolment store, one lock. Chromium's own
 * files stay apart from ours.
 * @param session the folder of Chromium's own files; two instances must not share one
 */
export function chooseFolders(app: Pick<App, 'setPath' | 'setAppLogsPath'>, data: string, session = 'window'): Folders {
  const logs = join(data, 'logs');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  app.setPath('userData', data);
  app.setPath('sessionData', join(data, session));
  app.setPath('crashDumps', join(data, 'crashes'));
  app.setAppLogsPath(logs);
  return { data, logs, placementFile: join(data, 'window.json') };
}
