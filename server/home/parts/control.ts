import { buildControl } from '../../http/control.ts';
import { listenAuthEndpoint } from '../../http/listen.ts';
import type { Part } from '../lifecycle.ts';
import type { ReloadReport } from '../reload.ts';

/** Listens for the admin's other commands. */
export async function startControl(path: string, reload: () => Promise<ReloadReport>): Promise<Part> {
  const server = buildControl({ reload });
  await listenAuthEndpoint(server, path, 'self');
  return { stop: () => void server.close() };
}
