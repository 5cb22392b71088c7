import { request } from 'node:http';
import { type HealthReply, ROUTES } from '../../shared/api.ts';
import type { HomeLayout } from '../core/layout.ts';

/** A home on the same machine answers at once or not at all. */
const TIMEOUT = 2000;

/** Asks the signing API of a home on this machine how it is. @returns undefined when nobody answers */
export function askHealth(layout: HomeLayout): Promise<HealthReply | undefined> {
  return new Promise((resolve) => {
    const asking = request(
      { socketPath: layout.run.api, path: ROUTES.health.path, timeout: TIMEOUT, headers: { host: 'localhost' } },
      async (reply) => {
        const chunks: Buffer[] = [];
        for await (const chunk of reply) chunks.push(chunk as Buffer);
        const parsed = ROUTES.health.reply.safeParse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
        resolve(parsed.success ? parsed.data : undefined);
      },
    );
    asking.on('timeout', () => asking.destroy());
    asking.on('error', () => resolve(undefined));
    asking.end();
  });
}
