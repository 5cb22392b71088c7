import { join } from 'node:path';
import process from 'node:process';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'electron-vite';
import type { PluginOption } from 'vite';
import { defineBuildFacts } from './scripts/build-facts.ts';
import { CALLS, channelOf, EVENTS } from './shared/ipc/contract.ts';

/** The contract's channels by name. The preload gets these instead of the contract, which brings a schema library along. */
const CHANNELS = {
  calls: Object.fromEntries(Object.keys(CALLS).map((name) => [name, channelOf('call', name)])),
  events: Object.fromEntries(Object.keys(EVENTS).map((name) => [name, channelOf('event', name)])),
};

/** The development server's own scripts need more than the page may have when it is shipped. */
const looserPolicy: PluginOption = {
  name: 'looser-policy-in-development',
  apply: 'serve',
  transformIndexHtml: (html) =>
    html.replace(
      /content="default-src[^"]*"/,
      `content="default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws:"`,
    ),
};

// Everything is bundled but what is native: one file to read at start instead of a thousand.
const NOT_BUNDLED = ['electron', 'keytar', /^node:/];

/** The licences of what is bundled, beside the bundle: the window's About shows them. */
const LICENCES = { fileName: 'THIRD-PARTY-LICENSES.md' };

/** @param folder with electron/main, electron/preload and renderer; the bundles go to its `out` */
export function desktopBuild(folder: string): UserConfig {
  return {
    main: {
      define: defineBuildFacts(import.meta.dirname, process.env),
      build: {
        outDir: join(folder, 'out/main'),
        target: 'node24',
        externalizeDeps: false,
        license: LICENCES,
        rollupOptions: { input: join(folder, 'electron/main/index.ts'), external: NOT_BUNDLED },
      },
    },
    preload: {
      define: { CHANNELS: JSON.stringify(CHANNELS) },
      build: {
        outDir: join(folder, 'out/preload'),
        externalizeDeps: false,
        rollupOptions: {
          input: join(folder, 'electron/preload/index.ts'),
          // A sandboxed preload is one CommonJS file.
          output: { format: 'cjs', entryFileNames: '[name].cjs' },
        },
      },
    },
    renderer: {
      root: join(folder, 'renderer'),
      base: './',
      plugins: [react(), looserPolicy],
      build: {
        outDir: join(folder, 'out/renderer'),
        target: 'chrome140',
        minify: true,
        modulePreload: false,
        license: LICENCES,
        rollupOptions: { input: join(folder, 'renderer/index.html') },
      },
    },
  };
}

export default defineConfig(desktopBuild(import.meta.dirname));
