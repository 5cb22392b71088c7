/** Reading what an admin names as a file, whatever it is: nothing is waited for, and no more is read than a text has. */
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';

import { errnoOf } from '../../shared/errno.ts';

/** Bytes of one file; a Caddyfile of a thousand sites has a tenth of that. */
export const MOST_BYTES = 2 * 1024 * 1024;

/** Bytes read at a time: most Caddyfiles have fewer, and a reload may read two thousand of them. */
const PIECE_BYTES = 16 * 1024;

/** Why a file is not read, as the end of a sentence about it. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
}

/** Of a path that leads to something else, as the end of a sentence about it. */
export const NOT_REGULAR = 'is no regular file (a folder, a pipe, a socket or a device)';

/**
 * @param path absolute
 * @returns its bytes
 * @throws UnreadableFileError for what is no regular file of at most {@link MOST_BYTES}; what the system says otherwise
 */
export function readRegularFile(path: string): Buffer {
  // Before it is opened: to open some devices has effects.
  if (!statSync(path).isFile()) throw new UnreadableFileError(NOT_REGULAR);
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(file).isFile()) throw new UnreadableFileError(NOT_REGULAR);
    // The size that is said counts for nothing: some files of the kernel's have none and never end.
    const pieces: Buffer[] = [];
    let length = 0;
    for (let got = -1; got !== 0 && length <= MOST_BYTES; length += got) {
      const piece = Buffer.allocUnsafe(PIECE_BYTES);
      got = readSync(file, piece);
      pieces.push(piece.subarray(0, got));
    }
    if (length > MOST_BYTES) throw new UnreadableFileError(`is larger than ${MOST_BYTES} bytes`);
    return Buffer.concat(pieces);
  } finally {
    closeSync(file);
  }
}

/** Why a file could not be read, as the end of a sentence about it. @param cause what {@link readRegularFile} threw */
export function whyUnreadable(cause: unknown): string {
  if (cause instanceof UnreadableFileError) return cause.message;
  const code = errnoOf(cause);
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return `may not be read by this user (${code})`;
  return `cannot be read: ${code ?? String(cause)}`;
}
