import type { BrowserWindow, Dialog } from 'electron';
import type { Texts } from '../texts/texts.ts';

/** The page cannot speak for itself any more: the system's own dialog does. */
export async function askAfterCrash(
  dialog: Pick<Dialog, 'showMessageBox'>,
  window: BrowserWindow,
  texts: Texts,
): Promise<'reload' | 'close'> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: texts.crashed,
    detail: texts.crashedDetail,
    buttons: [texts.startAgain, texts.closeWindow],
    defaultId: 0,
    cancelId: 1,
  });
  return response === 0 ? 'reload' : 'close';
}
