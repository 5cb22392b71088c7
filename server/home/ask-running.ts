import { z } from 'zod';
import { isErrorCode, LatchkeyError } from '../../shared/errors.ts';
import type { HomeLayout } from '../core/layout.ts';
import { askSocket } from '../platform/unix-http.ts';
import type { ReloadReport } from './reload.ts';

/** Checking, going over and attacking the client-auth check of a home with many hosts. */
const TIMEOUT = 120_000;

const refusalSchema = z.object({
  code: z.custom<string>().refine(isErrorCode),
  detail: z.string().optional(),
  hint: z.string().optional(),
});

/**
 * Asks the running home to go over to the latchkey.yaml of now.
 * @throws LatchkeyError HOME_NOT_RUNNING, UNAVAILABLE when it takes too long, or what the reload failed with
 */
export async function askReload({ run }: HomeLayout): Promise<ReloadReport> {
  const asked = { socketPath: run.control, path: '/reload', method: 'POST', timeout: TIMEOUT } as const;
  const { status, body } = await askSocket(asked).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ECONNREFUSED')
      throw new LatchkeyError('HOME_NOT_RUNNING', { cause });
    if (cause.code === 'ECONNRESET') {
      const hint = 'logs/stack.log may say why. latchkey up starts with the latchkey.yaml of now.';
      throw new LatchkeyError('HOME_NOT_RUNNING', { detail: 'It ended while it went over.', hint, cause });
    }
    throw new LatchkeyError('UNAVAILABLE', { detail: `latchkey up does not answer: ${cause.message}.`, cause });
  });
  // The other end is this same program.
  const answer: unknown = JSON.parse(body);
  if (status === 200) return answer as ReloadReport;
  const { code, detail, hint } = refusalSchema.parse(answer);
  throw new LatchkeyError(code, { ...(detail !== undefined && { detail }), ...(hint !== undefined && { hint }) });
}
