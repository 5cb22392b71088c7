import { execa } from 'execa';
import { isErrorCode, LatchkeyError } from '../../../shared/errors.ts';
import { plainText } from '../../../shared/plain-text.ts';
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
    const child = await execa(file, words, { env, extendEnv: false, reject: false, stdin: 'ignore', timeout: TIMEOUT });
    if (child.failed) throw complaintOf(child.stderr.trim().split('\n').at(-1) ?? '', child.shortMessage);
  };
}

/** What a `latchkey --json` that failed said last. */
function complaintOf(line: string, otherwise: string | undefined): LatchkeyError {
  try {
    const { error } = JSON.parse(line) as { error?: { code?: unknown; detail?: unknown } };
    if (isErrorCode(error?.code)) return new LatchkeyError(error.code, { detail: String(error.detail ?? '') });
  } catch {
    // It said something else.
  }
  return new LatchkeyError('INTERNAL', { detail: [otherwise, plainText(line)].filter(Boolean).join('; it said: ') });
}
