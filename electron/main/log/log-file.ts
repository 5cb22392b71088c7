import { mkdirSync } from 'node:fs';
import type { DestinationStream } from 'pino';
import { createStream } from 'rotating-file-stream';

/** Five files of 1 MiB: some months of use. */
const ROTATION = { size: '1M', maxFiles: 5, mode: 0o600 } as const;
export const LOG_FILE = 'latchkey.log';
/** Of starts without a window: two programs do not write into one file. */
export const BACKGROUND_LOG_FILE = 'background.log';

/** A log file that only its owner can read and that starts anew when it is full. A disk that is full stops no app. */
export function openLogFile(folder: string, name = LOG_FILE): DestinationStream {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stream = createStream(name, { path: folder, ...ROTATION });
  stream.on('error', () => undefined);
  return stream;
}
