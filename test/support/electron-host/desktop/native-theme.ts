/** `nativeTheme`: pages see it as `prefers-color-scheme`. */
import { addControl } from '../base/host.ts';
import { start } from '../base/runtime.ts';
import { strictEmitter } from '../base/strict.ts';
import { driveColorScheme } from '../chromium/driver-proxy.ts';
import { WebContents } from '../window/web-contents.ts';

type Source = 'system' | 'light' | 'dark';

class NativeTheme extends strictEmitter('nativeTheme') {
  readonly shouldUseHighContrastColors = false;
  readonly shouldUseInvertedColorScheme = false;
  readonly inForcedColorsMode = false;
  readonly prefersReducedTransparency = false;
  #source: Source = 'system';
  #systemIsDark = false;

  get themeSource(): Source {
    return this.#source;
  }
  set themeSource(source: Source) {
    if (!['system', 'light', 'dark'].includes(source)) throw new TypeError(`Error processing argument: ${source}`);
    if (source === this.#source) return;
    this.#source = source;
    this.#changed();
  }
  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? this.#systemIsDark : this.#source === 'dark';
  }
  get shouldUseDarkColorsForSystemIntegratedUI(): boolean {
    return this.#systemIsDark;
  }

  /** The desktop's own setting changes. */
  static setSystem(theme: NativeTheme, dark: boolean): void {
    theme.#systemIsDark = dark;
    theme.#changed();
  }

  #changed(): void {
    const value = this.shouldUseDarkColors ? 'dark' : 'light';
    if (start().visible) {
      const features = [{ name: 'prefers-color-scheme', value }];
      for (const contents of WebContents.all()) {
        void contents.whenOpen().then((page) => page.session.send('Emulation.setEmulatedMedia', { features }));
      }
    } else driveColorScheme(value);
    this.emit('updated');
  }
}

export const nativeTheme = new NativeTheme();
addControl('setSystemDark', (dark: boolean) => NativeTheme.setSystem(nativeTheme, dark));
