import type { Session } from 'electron';

/** The page brings nothing onto the disk. */
export function refuseDownloads(session: Pick<Session, 'on'>, refused: () => void): void {
  session.on('will-download', (event) => {
    event.preventDefault();
    refused();
  });
}
