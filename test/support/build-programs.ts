/** Builds programs.ts's programs and the page of an invite before a suite, unless they are newer than what they are built from. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build, type Plugin } from 'vite';
import { areNewer } from '../../scripts/newer.ts';
import { buildPagesWhenStale } from '../../scripts/pack/build-pages-when-stale.ts';
import { BUILT, COMPILED, SOURCE } from './programs.ts';

const ROOT = join(import.meta.dirname, '../..');
const at = (path: string) => join(ROOT, path);
const FOLDERS = ['server', 'electron', 'shared', 'test/support', 'test/integration/signing-api', 'package-lock.json'];

/** A module goes on being where its source is: .tools is found beside it. */
const inPlace: Plugin = {
  name: 'latchkey-in-place',
  enforce: 'pre',
  transform(code, id) {
    if (id.includes('/node_modules/') || !code.includes('import.meta.')) return undefined;
    return code
      .replaceAll('import.meta.main', 'false')
      .replaceAll('import.meta.filename', JSON.stringify(id))
      .replaceAll('import.meta.dirname', JSON.stringify(dirname(id)))
      .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href));
  },
};

/** The suites' global set-up. */
// biome-ignore lint/style/noDefaultExport: vitest and Playwright call the default export.
export default async function buildPrograms(): Promise<void> {
  await buildPagesWhenStale();
  const programs = Object.keys(SOURCE).map((name) => join(BUILT, `${name}.cjs`));
  if (await areNewer(programs, FOLDERS.map(at))) return;
  await bundle();
  await compile();
}

/** See compile-chunks.ts. */
async function compile(): Promise<void> {
  const env = { ...process.env, NODE_COMPILE_CACHE: COMPILED };
  await promisify(execFile)(process.execPath, [at('test/support/compile-chunks.ts'), join(BUILT, 'chunks')], { env });
}

async function bundle(): Promise<void> {
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    plugins: [inPlace],
    ssr: { noExternal: true, external: ['keytar'], target: 'node' },
    build: {
      ssr: true,
      outDir: BUILT,
      emptyOutDir: true,
      copyPublicDir: false,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(SOURCE).map(([name, path]) => [name, at(path)])),
        // Imported in order: reflect-metadata comes before what asks for it.
        // CommonJS, since a built-in module that ESM imports is loaded whole: node:http then loads a fetch.
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: 'chunks/[name]-[hash].cjs',
          strictExecutionOrder: true,
        },
      },
    },
  });
}
