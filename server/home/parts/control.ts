import { buildControl, type Controls } from '../../http/control.ts';
import { listenAuthEndpoint } from '../../http/listen.ts';
import type { Part } from '../lifecycle.ts';

/** Listens for the admin's other commands. */
export async function startControl(path: string, controls: Controls): Promise<Part> {
  const server = buildControl(controls);
  await listenAuthEndpoint(server, path, 'self');
  return { stop: () => void server.close() };
}
