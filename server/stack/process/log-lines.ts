import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { ChildName, LogLevel, LogLine } from './stack-events.ts';

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

/** Reads a line of Caddy (JSON) or HAProxy (its own notices, and connections as JSON). */
export function parseLogLine(child: ChildName, text: string): LogLine {
  const object = parseObject(text);
  if (object) {
    const { level, msg, ts: _, ...fields } = object;
    const known = typeof level === 'string' ? LEVELS[level] : undefined;
    return { child, level: known ?? 'info', message: typeof msg === 'string' ? msg : 'connection', fields };
  }
  const [, name = '', rest] = /^\[(\w+)\]\s+\(\d+\) : (.*)$/.exec(text) ?? [];
  return { child, level: LEVELS[name.toLowerCase()] ?? 'info', message: rest ?? text, fields: {} };
}

/** Calls back for each line of a stream until it ends; empty lines are skipped. */
export function eachLine(stream: Readable, onLine: (text: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
    if (line.trim() !== '') onLine(line);
  });
}
