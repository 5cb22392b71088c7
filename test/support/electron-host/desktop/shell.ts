/** `shell`: noted down. Shown to a person, web addresses also open in their browser. */
import { spawn } from 'node:child_process';
import { record, scriptedAnswer } from '../base/host.ts';
import { start } from '../base/runtime.ts';
import { strictObject } from '../base/strict.ts';

function openForReal(target: string): void {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  spawn(opener, [target], { stdio: 'ignore', detached: true })
    .on('error', (error) => process.stderr.write(`test host: ${opener}: ${error.message}\n`))
    .unref();
}

export const shell = strictObject('shell', {
  async openExternal(url: string, options?: object): Promise<void> {
    record('shell.openExternal', url, options);
    const failure = scriptedAnswer<string>('shell.openExternal', '');
    if (failure) throw new Error(failure);
    if (start().visible && /^https?:/.test(url)) openForReal(url);
  },
  async openPath(path: string): Promise<string> {
    record('shell.openPath', path);
    if (start().visible) openForReal(path);
    return scriptedAnswer('shell.openPath', '');
  },
  showItemInFolder(path: string): void {
    record('shell.showItemInFolder', path);
  },
  async trashItem(path: string): Promise<void> {
    record('shell.trashItem', path);
  },
  beep(): void {
    record('shell.beep');
  },
});
