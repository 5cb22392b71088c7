import { LatchkeyError } from '../../shared/errors.ts';
import { type HomeLayout, MAX_SOCKET_PATH } from '../core/layout.ts';

/**
 * Both configuration languages have their own idea of quotes, placeholders, globs and lists. What means something in
 * either is refused in the folder's path rather than escaped in two ways.
 */
const PLAIN_PATH = /^\/[\p{L}\p{M}\p{N} ._@+=~()/-]*$/u;

/**
 * Makes sure that a home can live in its folder: HAProxy and Caddy can be told its path, and UNIX sockets fit in.
 * @throws LatchkeyError FOLDER_NOT_USABLE
 */
export function requireUsableFolder({ dir, run }: HomeLayout): void {
  if (!PLAIN_PATH.test(dir)) {
    const odd = [...dir].find((character) => !PLAIN_PATH.test(`/${character}`));
    const detail = dir.startsWith('/')
      ? `${dir} has ${JSON.stringify(odd)} in it, which HAProxy or Caddy would misread.`
      : `${dir} is not an absolute path.`;
    throw new LatchkeyError('FOLDER_NOT_USABLE', { detail });
  }
  const sockets = [
    run.api,
    run.enrolment,
    run.lan,
    run.wan,
    run.consoleAtHome,
    run.console,
    run.inner,
    run.acme,
    run.control,
    run.haproxy,
    run.caddyAdmin,
  ];
  // Some have a longer name while they are made.
  const room = MAX_SOCKET_PATH - '.new'.length;
  const over = Math.max(...sockets.map((path) => new TextEncoder().encode(path).length)) - room;
  if (over > 0) {
    throw new LatchkeyError('FOLDER_NOT_USABLE', {
      detail: `${dir} is ${over} ${over === 1 ? 'byte' : 'bytes'} too long: a UNIX socket's path has little room.`,
    });
  }
}
