/** Where a window is and how large. Chromium is told; what Electron's API reads back is kept here. */
import type { Rectangle } from 'electron';
import { browser, browserIfReady } from '../base/runtime.ts';
import type { Page } from './page.ts';

export const SCREEN: Rectangle = { x: 0, y: 0, width: 1440, height: 1000 };
type State = 'normal' | 'minimized' | 'maximized' | 'fullscreen';

export class Geometry {
  bounds: Rectangle;
  state: State = 'normal';
  minimum = { width: 0, height: 0 };
  #page: Page | undefined;
  #windowId: number | undefined;
  /** Chromium's own title bar and tab strip, which no window of the app has. */
  #frame = { width: 0, height: 0 };

  constructor({ x, y, width = 800, height = 600 }: { x?: number; y?: number; width?: number; height?: number }) {
    this.bounds = {
      x: x ?? Math.max(0, Math.round((SCREEN.width - width) / 2)),
      y: y ?? Math.max(0, Math.round((SCREEN.height - height) / 2)),
      width,
      height,
    };
  }

  async opened(page: Page, visible: boolean): Promise<void> {
    this.#page = page;
    const { windowId } = await browser('').cdp.browser.send('Browser.getWindowForTarget', { targetId: page.targetId });
    this.#windowId = windowId;
    const measured = await page.evaluate('[outerWidth - innerWidth, outerHeight - innerHeight]', false);
    const [width = 0, height = 0] = measured as number[];
    this.#frame = { width: Math.max(0, width), height: Math.max(0, height) };
    await this.apply(visible);
  }

  /** What is asked for, within the least that the window may be. @returns whether anything changed, and what */
  change(wanted: Partial<Rectangle>): { moved: boolean; resized: boolean } {
    const before = this.bounds;
    const { width, height } = { ...before, ...wanted };
    this.bounds = {
      ...before,
      ...wanted,
      width: Math.max(width, this.minimum.width),
      height: Math.max(height, this.minimum.height),
    };
    return {
      moved: before.x !== this.bounds.x || before.y !== this.bounds.y,
      resized: before.width !== this.bounds.width || before.height !== this.bounds.height,
    };
  }

  /** As it is now on the screen. */
  shown(): Rectangle {
    return this.state === 'maximized' || this.state === 'fullscreen' ? SCREEN : this.bounds;
  }

  async apply(visible: boolean): Promise<void> {
    if (this.#windowId === undefined || !this.#page) return;
    const { x: left, y: top, width, height } = this.shown();
    const { send } = browserIfReady()?.cdp.browser ?? this.#page.session;
    const set = (bounds: object) =>
      send('Browser.setWindowBounds', { windowId: this.#windowId as number, bounds }).catch(() => undefined);
    await set({ windowState: 'normal' });
    await set({ left, top, width: width + this.#frame.width, height: height + this.#frame.height });
    // Nobody looks at a headless window, and a minimised one would not paint.
    if (!visible && process.env.DISPLAY !== undefined) await set({ windowState: 'minimized' });
  }
}
