import { request } from 'node:http';
import { z } from 'zod';
import { isErrorCode, LatchkeyError } from '../../shared/errors.ts';
import type { HomeLayout } from '../core/layout.ts';
import type { ReloadReport } from './reload-home.ts';

/** Checking, going over and attacking the lock of a home with many hosts. */
const TIMEOUT = 120_000;

const refusalSchema = z.object({
  code: z.custom<string>().refine(isErrorCode),
  detail: z.string().optional(),
  hint: z.string().optional(),
});

function ask(socketPath: string, path: string): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const asking = request(
      { socketPath, path, method: 'POST', timeout: TIMEOUT, headers: { host: 'localhost' } },
      async (reply) => {
        try {
          const chunks: Buffer[] = [];
          for await (const chunk of reply) chunks.push(chunk as Buffer);
          resolve({ status: reply.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) });
        } catch (error) {
          reject(error);
        }
      },
    );
    asking.on('timeout', () => asking.destroy(new Error('no answer in time')));
    asking.on('error', reject);
    asking.end();
  });
}

/**
 * Asks the running home to go over to the latchkey.yaml of now.
 * @throws LatchkeyError HOME_NOT_RUNNING, UNAVAILABLE when it takes too long, or what the reload failed with
 */
export async function askReload({ run }: HomeLayout): Promise<ReloadReport> {
  const { status, body } = await ask(run.control, '/reload').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ECONNREFUSED')
      throw new LatchkeyError('HOME_NOT_RUNNING', { cause });
    if (cause.code === 'ECONNRESET') {
      const hint = 'logs/stack.log may say why. latchkey up starts with the latchkey.yaml of now.';
      throw new LatchkeyError('HOME_NOT_RUNNING', { detail: 'It ended while it went over.', hint, cause });
    }
    throw new LatchkeyError('UNAVAILABLE', { detail: `latchkey up does not answer: ${cause.message}.`, cause });
  });
  // The other end is this same program.
  if (status === 200) return body as ReloadReport;
  const { code, detail, hint } = refusalSchema.parse(body);
  throw new LatchkeyError(code, { ...(detail !== undefined && { detail }), ...(hint !== undefined && { hint }) });
}
