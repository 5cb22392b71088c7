import { createInterface } from 'node:readline';
import { type Readable, Transform } from 'node:stream';
import type { LogLevel, LogLine } from './stack-events.ts';

const LEVELS: Readonly<Record<string, LogLevel>> = {
  debug: 'debug',
  info: 'info',
  notice: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  alert: 'error',
  panic: 'error',
  fatal: 'error',
  // As pino has them.
  30: 'info',
  40: 'warn',
  50: 'error',
};

function parseObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Reads a line of Caddy or the console (JSON) or HAProxy (its own notices, and connections as JSON). */
export function parseLogLine(child: LogLine['child'], text: string): LogLine {
  const object = parseObject(text);
  if (object) {
    const { level, msg, ts: _, ...fields } = object;
    const known = LEVELS[String(level)];
    return { child, level: known ?? 'info', message: typeof msg === 'string' ? msg : 'connection', fields };
  }
  const [, name = '', rest] = /^\[(\w+)\]\s+\(\d+\) : (.*)$/.exec(text) ?? [];
  return { child, level: LEVELS[name.toLowerCase()] ?? 'info', message: rest ?? text, fields: {} };
}

/** Bytes of one line; what a program says beyond them is not kept: it may pass on an answer of any length. */
const LONGEST_LINE = 256 * 1024;
const LINE_FEED = 0x0a;

/** Leaves out of each line what is beyond {@link LONGEST_LINE}. */
function withoutLongLines(): Transform {
  let length = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (length + chunk.length <= LONGEST_LINE) {
        const feed = chunk.lastIndexOf(LINE_FEED);
        length = feed < 0 ? length + chunk.length : chunk.length - feed - 1;
        done(null, chunk);
        return;
      }
      for (let from = 0; from < chunk.length; ) {
        const feed = chunk.indexOf(LINE_FEED, from);
        const to = feed < 0 ? chunk.length : feed;
        this.push(chunk.subarray(from, Math.min(to, from + LONGEST_LINE - length)));
        if (feed >= 0) this.push('\n');
        length = feed < 0 ? Math.min(LONGEST_LINE, length + to - from) : 0;
        from = to + 1;
      }
      done();
    },
  });
}

/** Calls back for each line of a stream until it ends; empty lines are skipped, and the ends of very long ones. */
export function eachLine(stream: Readable, onLine: (text: string) => void): void {
  createInterface({ input: stream.pipe(withoutLongLines()), crlfDelay: Number.POSITIVE_INFINITY }).on(
    'line',
    (line) => {
      if (line.trim() !== '') onLine(line);
    },
  );
}
