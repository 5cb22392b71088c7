import { createStream, type RotatingFileStream } from 'rotating-file-stream';

/** Ten files of 10 MiB each: months of an ordinary home, and an end to what a flood can write. */
const ROTATION = { size: '10M', maxFiles: 10, mode: 0o600 } as const;

/** A log file in a home's `logs/` folder, readable by its owner only, that starts a new one when it is full. */
export function openLogFile(folder: string, name: string): RotatingFileStream {
  return createStream(name, { path: folder, ...ROTATION });
}
