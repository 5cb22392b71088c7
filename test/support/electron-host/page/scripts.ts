/** The texts that run in a page before its own: one per world. */
import { createBridge } from './bridge.ts';
import { createCodec } from './codec.ts';
import { setUpMainWorld } from './main-world.ts';
import { setUpPreloadWorld } from './preload-world.ts';

export const PRELOAD_WORLD = 'electron-preload';
/** The function by which the preload's world speaks to the host; the page's own world has none. */
export const TO_HOST = '__toHost';

/** Type annotations are gone by the time this runs, so a function's text is plain JavaScript. */
export function mainWorldScript(secret: string): string {
  return `(() => (${setUpMainWorld})((${createBridge})(${JSON.stringify(secret)}, 'main', 'preload')))()`;
}

/** @param environment what the preload sees as `process` */
export function preloadWorldScript(secret: string, preload: string, environment: object): string {
  return `if (window === window.top) (() => {
  const bridge = (${createBridge})(${JSON.stringify(secret)}, 'preload', 'main');
  (${setUpPreloadWorld})(bridge, (${createCodec})(), (text) => ${TO_HOST}(text), ${JSON.stringify(environment)},
    function (require, module, exports, process, global) { ${preload}
  });
})()`;
}
