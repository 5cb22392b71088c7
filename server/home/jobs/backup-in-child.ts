import process from 'node:process';
import { isErrorCode, LatchkeyError } from '../../../shared/errors.ts';
import { plainText } from '../../../shared/plain-text.ts';
import { runTool } from '../../platform/run-tool.ts';
import type { MakeBackup } from './backups.ts';

/** Longer than the largest backup takes on a slow disk. */
const TIMEOUT = 30 * 60_000;

/** How this program is started again. */
interface BackupProgram {
  readonly program: readonly [file: string, ...args: string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Backups for the keys that latchkey.yaml names, made by `latchkey backup` in a process of its own. */
export function backupInChild(dir: string, { program, env }: BackupProgram): MakeBackup {
  const [file, ...args] = program;
  return async (path) => {
    const words = [...args, 'backup', path, '--dir', dir, '--json'];
    const { ok, stderr } = await runTool(file, words, { env, cwd: process.cwd(), timeout: TIMEOUT });
    if (!ok) throw complaintOf(stderr.trim().split('\n').at(-1) ?? '');
  };
}

/** What a `latchkey --json` that failed said last. */
function complaintOf(line: string): LatchkeyError {
  try {
    const { error } = JSON.parse(line) as { error?: { code?: unknown; detail?: unknown } };
    if (isErrorCode(error?.code)) return new LatchkeyError(error.code, { detail: String(error.detail ?? '') });
  } catch {
    // It said something else.
  }
  return new LatchkeyError('INTERNAL', {
    detail: ['The backup failed', plainText(line)].filter(Boolean).join('; it said: '),
  });
}
