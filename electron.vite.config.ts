import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'electron-vite';

/**
 * How the desktop app is built: `dependencies` stay outside of the bundles and are shipped as packages, everything else
 * is bundled. No source maps: a shipped app needs none.
 * @param folder where electron/, renderer/ and out/ lie
 */
export function desktopBuild(folder: string): UserConfig {
  const common = { sourcemap: false, minify: false, reportCompressedSize: false } as const;
  return {
    main: {
      build: {
        ...common,
        outDir: join(folder, 'out/main'),
        rolldownOptions: { input: join(folder, 'electron/main/index.ts') },
      },
    },
    preload: {
      build: {
        ...common,
        outDir: join(folder, 'out/preload'),
        // A sandboxed preload can load nothing: one file, CommonJS, with all it needs inside.
        externalizeDeps: false,
        rolldownOptions: {
          input: join(folder, 'electron/preload/index.ts'),
          output: { format: 'cjs', entryFileNames: 'index.cjs', codeSplitting: false },
        },
      },
    },
    renderer: {
      root: join(folder, 'renderer'),
      plugins: [react()],
      build: {
        ...common,
        minify: true,
        outDir: join(folder, 'out/renderer'),
        // The page's policy allows no data: URLs.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        rolldownOptions: { input: join(folder, 'renderer/index.html') },
      },
    },
  };
}

export default defineConfig(desktopBuild(import.meta.dirname));
