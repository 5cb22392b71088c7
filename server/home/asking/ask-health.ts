import { type HealthReply, ROUTES } from '../../../shared/api.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { askSocket } from '../../platform/unix-http.ts';

/** A home on the same machine answers at once or not at all. */
const TIMEOUT = 2000;

/** Asks the signing API of a home on this machine how it is. @returns undefined when nobody answers */
export async function askHealth({ run }: HomeLayout): Promise<HealthReply | undefined> {
  try {
    const { body } = await askSocket({ socketPath: run.api, path: ROUTES.health.path, timeout: TIMEOUT });
    return ROUTES.health.reply.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
