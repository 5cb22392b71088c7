// Makes out/server: the home's half in one file that runs on Node 24 with nothing beside it, its README, templates and the
// licences of what is inside. The app carries it ("Host a home…"). node scripts/pack/bundle-server.ts
import { appendFile, cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';
import { build, type Plugin } from 'vite';
import { defineBuildFacts } from '../build-facts.ts';
import { buildPages, PAGE_NAMES } from './build-pages.ts';
import { ENTRY, PACKED_FILE, PROGRAM_ID, packIntoOneFile } from './one-file.ts';

export const BUNDLE = 'latchkey.mjs';

/** The files of the pages by page and name, as the server reads them. */
async function pageFiles(folder: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const page of PAGE_NAMES) {
    const names = (await readdir(join(folder, page))).filter((name) => /\.(js|css|json)$/.test(name));
    for (const name of names) files.set(`${page}/${name}`, await readFile(join(folder, page, name)));
  }
  return files;
}

/** Modules that are others in the one file: it has the files of the pages in itself, and knows which program it is. */
const REPLACED: Readonly<Record<string, string>> = {
  'server/home/files/page-files.ts': `export const pageFile = (page, name) => ${PACKED_FILE}(page + '/' + name);\n`,
  'server/home/files/program-id.ts': `export const programId = () => ${PACKED_FILE}('${PROGRAM_ID}').toString();\n`,
};

/** Fastify's compilers of JSON schemas and its requests for tests: half of its bytes, and nothing of it is ever called. */
const LEFT_OUT = ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler', 'light-my-request'];

/** What is only known when the bundle is made, and where its modules are from then on. */
function bundled(root: string): Plugin {
  return {
    name: 'latchkey-bundled',
    enforce: 'pre',
    resolveId: (id) => (LEFT_OUT.includes(id) ? `\0${id}` : undefined),
    load: (id) =>
      LEFT_OUT.includes(id.slice(1)) ? `throw new Error('${id.slice(1)} is not in the bundle');` : undefined,
    transform(code, id) {
      const replaced = REPLACED[relative(root, id)];
      if (replaced !== undefined) return replaced;
      if (!id.startsWith(join(root, 'server')) || !code.includes('import.meta.')) return undefined;
      return (
        code
          .replaceAll('import.meta.filename', '__filename')
          .replaceAll('import.meta.dirname', '__dirname')
          // What the bundle is made of is inside of the program that was started.
          .replaceAll('import.meta.main', 'true')
      );
    },
  };
}

/**
 * @param root the checkout
 * @param out the folder to make; it is emptied first
 * @returns what lies in it, and the size of the bundle in bytes
 */
export async function bundleServer(root: string, out: string): Promise<{ files: string[]; bytes: number }> {
  // In a folder of its own: what homes of this checkout serve is left alone.
  const pages = await mkdtemp(join(tmpdir(), 'latchkey-pages-'));
  await buildPages(root, pages);
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    define: defineBuildFacts(root, process.env),
    json: { stringify: true },
    plugins: [bundled(root)],
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      outDir: out,
      emptyOutDir: true,
      copyPublicDir: false,
      target: 'node24',
      minify: false,
      sourcemap: false,
      license: { fileName: 'THIRD-PARTY-LICENSES.md' },
      rolldownOptions: {
        input: join(root, 'server/cli/main.ts'),
        // Imported in order: reflect-metadata comes before what asks for it.
        output: {
          format: 'cjs',
          entryFileNames: ENTRY,
          chunkFileNames: '[name]-[hash].js',
          strictExecutionOrder: true,
          // V8 reads every byte of a source before a command does anything, and text that is not ASCII twice as wide. Functions
          // and classes keep their names, for who reads a stack.
          charset: 'ascii',
          minify: {
            compress: { keepNames: { function: true, class: true } },
            mangle: { keepNames: true },
            codegen: { removeWhitespace: true },
          },
        },
      },
    },
  });
  await packIntoOneFile(out, BUNDLE, await pageFiles(pages));
  await cp(join(root, 'resources/server'), out, { recursive: true });
  for (const [page, title] of Object.entries({ page: 'page of an invite', console: 'console' })) {
    const licences = await readFile(join(pages, page, 'THIRD-PARTY-LICENSES.md'), 'utf8');
    await appendFile(join(out, 'THIRD-PARTY-LICENSES.md'), `\n# In the ${title}\n\n${licences}`);
  }
  await rm(pages, { recursive: true });
  await cp(join(root, 'LICENSE'), join(out, 'LICENSE'));
  return { files: (await readdir(out)).sort(), bytes: (await stat(join(out, BUNDLE))).size };
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '../..');
  const { files, bytes } = await bundleServer(root, join(root, 'out/server'));
  process.stdout.write(`out/server: ${files.join(', ')} (${BUNDLE}: ${Math.round(bytes / 1024)} KiB)\n`);
}
