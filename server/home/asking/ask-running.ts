import { z } from 'zod';
import { errnoOf } from '../../../shared/errno.ts';
import { isErrorCode, LatchkeyError } from '../../../shared/errors.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { askSocket } from '../../platform/unix-http.ts';
import type { Tried } from '../certificates/renewal.ts';
import type { ReloadReport } from '../reload.ts';

/** Checking, going over and attacking the client-auth check of a home with many hosts. */
const TIMEOUT = 120_000;

const refusalSchema = z.object({
  code: z.custom<string>().refine(isErrorCode),
  detail: z.string().optional(),
  hint: z.string().optional(),
});

/** Longer than the largest backup takes on a slow disk. */
const WORK_TIMEOUT = 31 * 60_000;

/** A try ends by itself before that. */
const RENEW_TIMEOUT = 25 * 60_000;

/**
 * Asks the running home to go over to the latchkey.yaml of now.
 * @throws LatchkeyError HOME_NOT_RUNNING, UNAVAILABLE when it takes too long, or what the reload failed with
 */
export async function askReload(layout: HomeLayout): Promise<ReloadReport> {
  // The other end is this same program.
  return (await askRunning(layout, '/reload', TIMEOUT, 'went over')) as ReloadReport;
}

/**
 * Asks the running home to get a server certificate now.
 * @throws LatchkeyError HOME_NOT_RUNNING, UNAVAILABLE, USAGE when its certificates come from elsewhere
 */
export async function askRenewal(layout: HomeLayout): Promise<Tried> {
  return (await askRunning(layout, '/renew-certificate', RENEW_TIMEOUT, 'got the certificate')) as Tried;
}

/** What the running home does for the console. */
type ConsoleWork = 'examine' | 'make-backup' | 'test-notices';

/**
 * Asks the running home to do something for the console, in a process of its own.
 * @throws LatchkeyError HOME_NOT_RUNNING, UNAVAILABLE, or what it failed with
 */
export function askConsoleWork(layout: HomeLayout, work: ConsoleWork): Promise<unknown> {
  return askRunning(layout, `/${work}`, WORK_TIMEOUT, 'did it');
}

async function askRunning({ run }: HomeLayout, path: string, timeout: number, meanwhile: string): Promise<unknown> {
  const asked = { socketPath: run.control, path, method: 'POST', timeout } as const;
  const { status, body } = await askSocket(asked).catch((cause: Error) => {
    const code = errnoOf(cause);
    if (code === 'ENOENT' || code === 'ECONNREFUSED') throw new LatchkeyError('HOME_NOT_RUNNING', { cause });
    if (code === 'ECONNRESET') {
      const hint = 'logs/stack.log may say why. latchkey up starts with the latchkey.yaml of now.';
      throw new LatchkeyError('HOME_NOT_RUNNING', { detail: `It ended while it ${meanwhile}.`, hint, cause });
    }
    throw new LatchkeyError('UNAVAILABLE', { detail: `latchkey up does not answer: ${cause.message}.`, cause });
  });
  const answer: unknown = JSON.parse(body);
  if (status === 200) return answer;
  const { code, detail, hint } = refusalSchema.parse(answer);
  throw new LatchkeyError(code, { ...(detail !== undefined && { detail }), ...(hint !== undefined && { hint }) });
}
