import { readFileSync } from 'node:fs';
import { errnoOf } from '../../shared/errno.ts';
import { replaceFileSync } from '../platform/durable-file.ts';

/** The end of the log as it was last seen: kept beside the registry, so that entries cut off at the end are missed. */
export interface AuditHead {
  readonly seq: number;
  /** The hash of that entry, 64 hexadecimal digits. */
  readonly hash: string;
}

const LINE = /^(\d{1,15}) ([0-9a-f]{64})\n$/;

/** @returns undefined when there is no such file. @throws Error when it holds something else */
export function readHead(path: string): AuditHead | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  const [, seq, hash] = LINE.exec(text) ?? [];
  if (seq === undefined || hash === undefined) throw new Error(`${path} is not readable as the end of the audit log`);
  return { seq: Number(seq), hash };
}

/** Replaces the file in one step. To be called by one process at a time. */
export function writeHead(path: string, { seq, hash }: AuditHead): void {
  replaceFileSync(path, `${seq} ${hash}\n`, 0o600);
}
