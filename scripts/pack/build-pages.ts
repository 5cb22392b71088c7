// Builds the pages that the server serves, the page of an invite (renderer/page) into out/page and the admin's console
// (renderer/console) into out/console: node scripts/pack/build-pages.ts
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

/** Phones are kept for long: Safari of iOS 15, and browsers of 2022. */
const TARGET = ['es2022', 'safari15.4', 'chrome100', 'firefox100'];

/** Where the files of each are on their host, and how much of them there may be, in KiB of gzip and in all languages. */
const PAGES = {
  page: { base: '/page/', most: 300 },
  console: { base: '/assets/', most: 200 },
} as const;

export type PageName = keyof typeof PAGES;
export const PAGE_NAMES = Object.keys(PAGES) as PageName[];

/**
 * @param root the checkout
 * @param out gets a folder for each. What is in it stays: names change with what is in the files, and a home may be reading
 *   them. What names them, page.json, is written last
 * @throws Error when one is larger than it may be
 */
export async function buildPages(root: string, out = join(root, 'out')): Promise<void> {
  // Tests build them too, and theirs would be React for developers.
  const { NODE_ENV: before } = process.env;
  process.env.NODE_ENV = 'production';
  try {
    for (const name of PAGE_NAMES) await bundlePage(root, name, join(out, name));
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

async function bundlePage(root: string, page: PageName, out: string): Promise<void> {
  const { base, most } = PAGES[page];
  const built = await build({
    configFile: false,
    root: join(root, 'renderer', page),
    base,
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
      rolldownOptions: { input: join(root, 'renderer', page, 'main.tsx') },
    },
  });
  const all = [built].flat().flatMap((each) => ('output' in each ? each.output : []));
  const files = all.filter(({ fileName }) => /\.(js|css)$/.test(fileName));
  const size = files.reduce((sum, file) => sum + gzipSync(file.type === 'chunk' ? file.code : file.source).length, 0);
  if (size > most * 1024)
    throw new Error(`${page} has ${Math.ceil(size / 1024)} KiB compressed, and may have ${most}.`);
  const entry = all.find((file) => file.type === 'chunk' && file.isEntry)?.fileName;
  const names = files.map(({ fileName }) => fileName);
  const styles = names.filter((name) => name.endsWith('.css'));
  await writeFile(join(out, 'page.json'), JSON.stringify({ entry, styles, files: names }));
}

if (import.meta.main) await buildPages(join(import.meta.dirname, '../..'));
