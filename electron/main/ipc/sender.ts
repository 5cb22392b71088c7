import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { isOfOrigin } from '../security/origin.ts';

/** Whether the main frame of our window speaks, and it still shows our page. */
export function isOurPage(
  { sender, senderFrame }: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  contents: Pick<WebContents, 'id'> | undefined,
  origin: string,
): boolean {
  return (
    contents !== undefined &&
    sender.id === contents.id &&
    senderFrame !== null &&
    senderFrame.parent === null &&
    isOfOrigin(senderFrame.url, origin)
  );
}
