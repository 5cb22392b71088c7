import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from 'electron';
import type { UpdateFacts } from '../../../shared/build.ts';
import type { UpdateView } from '../../../shared/ipc/views.ts';
import type { Environment } from '../life/environment.ts';
import { soonAt } from '../life/test-hooks.ts';
import type { Log } from '../log/log.ts';
import { Updates } from './updates.ts';

/** For tests: a folder with `facts.json`, which is what a build would have been told, and an `app-update.yml`. */
const TRIAL = 'LATCHKEY_TEST_UPDATES';
const TRIAL_TIMEOUT_MS = 6000;
const TRIAL_AGAIN_MS = 200;

export interface UpdatesParts {
  /** What the build was told; undefined for a build that does not update itself. */
  readonly facts: UpdateFacts | undefined;
  readonly environment: Environment;
  readonly isPackaged: boolean;
  readonly isBusy: () => boolean;
  readonly session: () => Pick<Session, 'fetch' | 'webRequest'>;
  /** Lets the app that is started next be the one that runs. */
  readonly releaseLock: () => void;
  readonly tell: (update: UpdateView) => void;
  readonly after: (ms: number, call: () => void) => void;
  readonly log: Log;
}

/** @returns undefined where no feed was named at build time: then nothing of the updater is ever loaded */
export function composeUpdates(parts: UpdatesParts): Updates | undefined {
  const { environment, isPackaged, isBusy, session, releaseLock, tell, after, log } = parts;
  const { env, system } = environment;
  const folder = isPackaged ? undefined : env[TRIAL];
  const facts = folder === undefined ? parts.facts : readTrial(folder);
  // Run from a checkout, there is nothing to replace.
  if (facts === undefined || (folder === undefined && !isPackaged)) return undefined;
  const trial =
    folder === undefined ? undefined : { config: join(folder, 'app-update.yml'), timeoutMs: TRIAL_TIMEOUT_MS };
  return new Updates({
    source: async () => {
      const { electronUpdaterSource } = await import('./electron-updater.ts');
      return electronUpdaterSource({ facts, trial, session: session(), releaseLock, log });
    },
    isPackage: system === 'linux' && env.APPIMAGE === undefined,
    isBusy,
    tell,
    after,
    soon: soonAt(env, isPackaged),
    again: trial && TRIAL_AGAIN_MS,
    log,
  });
}

const readTrial = (folder: string) => JSON.parse(readFileSync(join(folder, 'facts.json'), 'utf8')) as UpdateFacts;
