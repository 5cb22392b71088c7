/** The one window: opened, brought back, and put up again after a crash of its page. */
import { BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme, screen, type WebContents } from 'electron';
import type { Log } from '../log/log.ts';
import { webPreferences } from '../security/web-preferences.ts';
import { MINIMUM, openingBounds } from './placement.ts';
import { readPlacement, writePlacement } from './placement-file.ts';

export interface MainWindowDeps {
  /** Absolute path of the bridge. */
  readonly preload: string;
  readonly url: string;
  readonly development: boolean;
  readonly placementFile: string;
  readonly icon: string | undefined;
  readonly log: Log;
  /** The page is gone; resolves with what the person wants. */
  readonly askAfterCrash: (window: BrowserWindow) => Promise<'reload' | 'close'>;
  /** A page begins, and has asked for nothing yet. */
  readonly fresh: () => void;
}

/** The colours of renderer/styles/tokens.css, so that nothing flashes before the first paint. */
const BACKGROUND = { light: '#f7f5f0', dark: '#141918' } as const;

export class MainWindow {
  readonly #deps: MainWindowDeps;
  #window: BrowserWindow | undefined;

  constructor(deps: MainWindowDeps) {
    this.#deps = deps;
  }

  /** The page's contents; undefined while there is no window. */
  get contents(): WebContents | undefined {
    return this.#window?.isDestroyed() === false ? this.#window.webContents : undefined;
  }

  /** Opens the window, or brings it to the front. */
  show(): void {
    if (!this.#window) {
      this.#open();
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  #open(): void {
    const { preload, url, development, placementFile, icon, log } = this.#deps;
    const saved = readPlacement(placementFile);
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
    const options: BrowserWindowConstructorOptions = {
      ...openingBounds(saved, areas),
      minWidth: MINIMUM.width,
      minHeight: MINIMUM.height,
      title: 'Latchkey',
      show: false,
      backgroundColor: background(),
      ...(icon === undefined ? {} : { icon }),
      webPreferences: webPreferences(preload, development),
    };
    const window = new BrowserWindow(options);
    this.#window = window;
    if (saved?.maximised) window.maximize();
    const recolour = () => window.setBackgroundColor(background());
    nativeTheme.on('updated', recolour);
    window.once('ready-to-show', () => {
      window.show();
      log.info('window-shown', { ms: Math.round(performance.now()) });
    });
    window.on('close', () => {
      writePlacement(placementFile, { bounds: window.getNormalBounds(), maximised: window.isMaximized() });
    });
    window.on('closed', () => {
      nativeTheme.off('updated', recolour);
      this.#window = undefined;
      this.#deps.fresh();
    });
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      log.warn('page-gone', { reason, exitCode });
      this.#deps.fresh();
      if (reason !== 'clean-exit') void this.#recover(window);
    });
    window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) this.#deps.fresh();
    });
    window.loadURL(url).catch((error: unknown) => log.bug('page-not-loaded', error));
  }

  async #recover(window: BrowserWindow): Promise<void> {
    const wish = await this.#deps.askAfterCrash(window);
    if (window.isDestroyed()) return;
    if (wish === 'reload') window.reload();
    else window.close();
  }
}

function background(): string {
  return nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light;
}
