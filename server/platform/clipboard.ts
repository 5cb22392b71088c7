import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findOnPath } from './find-tool.ts';

/** What puts its standard input on the clipboard, where its display is there; each lets go of it by itself. */
const TOOLS: readonly { readonly display: string; readonly command: readonly [string, ...string[]] }[] = [
  { display: 'WAYLAND_DISPLAY', command: ['wl-copy'] },
  { display: 'DISPLAY', command: ['xclip', '-selection', 'clipboard'] },
  { display: 'DISPLAY', command: ['xsel', '--clipboard', '--input'] },
];

/** Milliseconds: a display that does not answer keeps nobody waiting. */
const TIMEOUT_MS = 3000;

/**
 * Puts a text on the clipboard by the desktop's own tool. The text goes through standard input, never through argv.
 * @returns whether one of them took it
 */
export async function copyByTool(text: string, env: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  for (const { display, command } of TOOLS) {
    const [name, ...args] = command;
    const file = env[display] ? await findOnPath(name, env.PATH) : undefined;
    if (file === undefined) continue;
    // A tool that stays to serve the clipboard keeps its output: nobody waits for that to end.
    const child = spawn(file, args, { stdio: ['pipe', 'ignore', 'ignore'], env, timeout: TIMEOUT_MS });
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
    const [code] = await once(child, 'exit').catch(() => [1]);
    if (code === 0) return true;
  }
  return false;
}
