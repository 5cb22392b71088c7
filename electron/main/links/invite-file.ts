/**
 * Invite files: an invite as text in a file named `*.latchkey`, which opens the app. Whoever sends one may be hostile:
 * only a small, plain, local file is read, only an invite is taken out of it, and that only pre-fills a field.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatInvite, type InviteDefaults } from '../../../shared/invite.ts';
import { type InviteProblem, parseInvite } from '../../../shared/paste/read-invite.ts';
import { decodeMarkedText } from '../../../shared/text-encoding.ts';

const ENDING = '.latchkey';

/** Bytes. Enough for the e-mail around an invite; more than this is none. */
const MAX_BYTES = 16 * 1024;

/** Characters of a damaged invite that fit the field. */
const MAX_SHOWN = 512;
const DAMAGED: ReadonlySet<InviteProblem['kind']> = new Set(['pin', 'host', 'no-code', 'wrapped']);

/**
 * @param word of a command line, or the path that macOS gives
 * @returns the invite, as text to start from; a damaged one as it is written there, so that the window can say what is
 * wrong with it; undefined for everything else
 */
export function inviteOfFile(word: string, defaults?: InviteDefaults): string | undefined {
  const path = pathOf(word);
  if (path === undefined) return undefined;
  const text = readSmall(path);
  if (text === undefined) return undefined;
  const parsed = parseInvite(text, defaults);
  if (parsed.ok) return formatInvite(parsed.invite);
  const line = text.replace(/\s+/g, ' ').trim();
  return DAMAGED.has(parsed.problem.kind) && line.length <= MAX_SHOWN ? line : undefined;
}

/** A path on this computer. Opening one on another (`\\server\share`) would show Windows' log-in to that server. */
function pathOf(word: string): string | undefined {
  const path = word.startsWith('file:') ? fromUrl(word) : word;
  const local = path !== undefined && isAbsolute(path) && !/^[\\/]{2}/.test(path);
  return local && path.toLowerCase().endsWith(ENDING) ? path : undefined;
}

function fromUrl(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

/** @returns undefined for what is not a file, is too large, or cannot be read */
function readSmall(path: string): string | undefined {
  let file: number | undefined;
  try {
    // Without waiting: a pipe under that name would keep the app from starting.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if (!fstatSync(file).isFile()) return undefined;
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    const bytes = readSync(file, buffer, 0, buffer.length, 0);
    return bytes > MAX_BYTES ? undefined : decodeMarkedText(buffer.subarray(0, bytes));
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
