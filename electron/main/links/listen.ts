import type { App } from 'electron';
import type { InviteDefaults } from '../../../shared/invite.ts';
import { inviteOfFile } from './invite-file.ts';
import { inviteOfArguments, inviteOfLink, LINK_SCHEME } from './links.ts';

export interface LinkDeps {
  readonly app: Pick<App, 'on' | 'isPackaged' | 'getAppPath' | 'setAsDefaultProtocolClient'>;
  readonly execPath: string;
  /** The words that this instance was started with. */
  readonly argv: readonly string[];
  readonly defaults: InviteDefaults | undefined;
  readonly put: (invite: string) => void;
  /** Somebody opened the app once more, with or without a link. */
  readonly opened: () => void;
}

/**
 * Registers the scheme and hears links and invite files from all three ways: this start, a second start, and macOS's own
 * events.
 */
export function listenForLinks({ app, execPath, argv, defaults, put, opened }: LinkDeps): void {
  // Unpackaged, the binary is Electron's: it has to be told which app is meant.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);
  else app.setAsDefaultProtocolClient(LINK_SCHEME, execPath, [app.getAppPath()]);

  const hear = (invite: string | undefined) => {
    if (invite !== undefined) put(invite);
  };
  hear(inviteOfArguments(argv, defaults));
  app.on('second-instance', (_event, words) => {
    hear(inviteOfArguments(words, defaults));
    opened();
  });
  // macOS; it may come before the app is ready.
  app.on('open-url', (event, url) => {
    event.preventDefault();
    hear(inviteOfLink(url, defaults));
    opened();
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    hear(inviteOfFile(path, defaults));
    opened();
  });
}
