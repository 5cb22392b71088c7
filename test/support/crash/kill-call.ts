/** Calls a function in a process of its own, which is killed (SIGKILL) before one of the function's changes of files. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../processes.ts';

const PRELOAD = fileURLToPath(new URL('./kill-at-step.ts', import.meta.url));
/** The exit code of a process that was killed. */
export const KILLED = 128;

export interface Call {
  /** URL of the module. */
  readonly module: string;
  readonly name: string;
  readonly args: readonly (string | number)[];
}

/** @param step counted from one; with zero, the process goes on to its end. @returns the exit code */
export async function killCall({ module, name, args }: Call, step: number, report = ''): Promise<number | undefined> {
  const script = `const m = await import(${JSON.stringify(module)}); await m.${name}(...${JSON.stringify(args)});`;
  const env = { ...process.env, LATCHKEY_TEST_KILL_AT: String(step), ...(report && { LATCHKEY_TEST_STEPS: report }) };
  const options = ['--import', PRELOAD, '--input-type=module', '--eval', script];
  return (await run({ file: process.execPath, args: options, env })).code;
}

/** How many steps the call has. @throws Error when it fails without being killed */
export async function stepsOf(call: Call): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-steps-'));
  try {
    const report = join(folder, 'steps');
    const code = await killCall(call, 0, report);
    if (code !== 0) throw new Error(`${call.name} ended with ${code}`);
    return Number(readFileSync(report, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
