/** "Host a home …": puts the server that this build carries into a folder of the admin's, and says what comes next. */

import { existsSync } from 'node:fs';
import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dialog, Shell } from 'electron';
import { errnoOf } from '../../../shared/errno.ts';
import type { Log } from '../log/log.ts';
import type { Texts } from '../texts/texts.ts';

const PROGRAM = 'latchkey.mjs';

export interface HostingDeps {
  readonly dialog: Pick<Dialog, 'showOpenDialog' | 'showMessageBox'>;
  readonly shell: Pick<Shell, 'openPath'>;
  readonly copy: (text: string) => void;
  readonly texts: Texts;
  readonly log: Log;
}

/** @returns the folder with the bundled server and its templates; undefined in a build without */
export function bundledServer(resources: string): string | undefined {
  const folder = join(resources, 'server');
  return existsSync(join(folder, PROGRAM)) ? folder : undefined;
}

/** @param bundled what {@link bundledServer} found */
export async function hostAHome(bundled: string, { dialog, shell, copy, texts, log }: HostingDeps): Promise<void> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: texts.chooseFolder,
    message: texts.chooseFolder,
    properties: ['openDirectory', 'createDirectory', 'promptToCreate'],
  });
  const [folder] = filePaths;
  if (canceled || folder === undefined) return;
  try {
    await writeServer(bundled, folder);
  } catch (error) {
    log.warn('server-not-written', { code: errnoOf(error) ?? 'unknown' });
    const more = { detail: texts.hostedNotDetail, buttons: [texts.done] };
    await dialog.showMessageBox({ type: 'error', message: texts.hostedNot, ...more });
    return;
  }
  log.info('server-written');
  const commands = nextCommands(folder).join('\n');
  const { response } = await dialog.showMessageBox({
    type: 'info',
    message: texts.hosted.replace('{{folder}}', folder),
    detail: `${texts.hostedDetail}\n\n${commands}`,
    buttons: [texts.done, texts.copyCommands, texts.showFolder],
    defaultId: 0,
    cancelId: 0,
  });
  // A text in a message box cannot be selected everywhere.
  if (response === 1) copy(commands);
  if (response === 2) await shell.openPath(folder);
}

/** Overwrites nothing. @throws Error of the file system */
async function writeServer(bundled: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(bundled)) {
    await cp(join(bundled, name), join(folder, name), { recursive: true, force: false, errorOnExist: true });
  }
}

/** What an admin types next, whatever the folder is called. */
export function nextCommands(folder: string): string[] {
  const program = quoted(join(folder, PROGRAM));
  const dir = `--dir ${quoted(join(folder, 'home'))}`;
  return [`node ${program} init ${dir}`, `node ${program} up ${dir}`, `node ${program} invite Dave ${dir}`];
}

const quoted = (path: string) => (/^[\w@%+:,./\\-]+$/.test(path) ? path : `"${path}"`);
