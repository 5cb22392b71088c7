// Builds the page of an invite (renderer/page) into out/page, where the server finds it: node scripts/pack/build-page.ts
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

/** Phones are kept for long: Safari of iOS 15, and browsers of 2022. */
const TARGET = ['es2022', 'safari15.4', 'chrome100', 'firefox100'];

/**
 * @param root the checkout
 * @param out what is in it stays: names change with what is in the files, and a home may be reading them. What names them is
 *   written last
 */
export async function buildPage(root: string, out = join(root, 'out/page')): Promise<void> {
  // Tests build it too, and theirs would be React for developers.
  const { NODE_ENV: before } = process.env;
  process.env.NODE_ENV = 'production';
  try {
    await bundlePage(root, out);
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

async function bundlePage(root: string, out: string): Promise<void> {
  const built = await build({
    configFile: false,
    root: join(root, 'renderer/page'),
    base: '/page/',
    logLevel: 'warn',
    plugins: [react()],
    build: {
      outDir: out,
      emptyOutDir: false,
      assetsDir: '',
      target: TARGET,
      cssTarget: TARGET,
      minify: true,
      modulePreload: false,
      // What is kept beside the page is loaded by the page: no policy has to allow data in addresses.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1000,
      license: { fileName: 'THIRD-PARTY-LICENSES.md' },
      rolldownOptions: { input: join(root, 'renderer/page/main.tsx') },
    },
  });
  const files = [built].flat().flatMap((each) => ('output' in each ? each.output : []));
  const entry = files.find((file) => file.type === 'chunk' && file.isEntry)?.fileName;
  const styles = files.filter(({ fileName }) => fileName.endsWith('.css')).map(({ fileName }) => fileName);
  const names = files.map(({ fileName }) => fileName).filter((name) => /\.(js|css)$/.test(name));
  await writeFile(join(out, 'page.json'), JSON.stringify({ entry, styles, files: names }));
}

if (import.meta.main) await buildPage(join(import.meta.dirname, '../..'));
