import { createStream, type RotatingFileStream } from 'rotating-file-stream';

/** Ten files of 10 MiB each: months of an ordinary home, and an end to what a flood can write. */
const ROTATION = { size: '10M', maxFiles: 10, mode: 0o600 } as const;

/** Where lines are logged to. */
export interface LogFile {
  write(line: string): void;
}

/**
 * A log file in a home's `logs/` folder, readable by its owner only, that starts a new one when it is full. What cannot
 * be written is lost: a full disk stops no home. Once there is room again, it goes on.
 */
export function openLogFile(folder: string, name: string): LogFile {
  let stream: RotatingFileStream | undefined;
  const open = () => {
    const opened = createStream(name, { path: folder, ...ROTATION });
    // A stream that failed once never writes again.
    opened.on('error', () => {
      opened.destroy();
      if (stream === opened) stream = undefined;
    });
    return opened;
  };
  return {
    write(line) {
      stream ??= open();
      stream.write(line);
    },
  };
}
