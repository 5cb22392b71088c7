// Makes out/server: the home's half in one file that runs on Node 24 with nothing beside it, its README, templates and the
// licences of what is inside. The app carries it ("Host a home…"). node scripts/pack/bundle-server.ts
import { appendFile, chmod, cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { build, type Plugin } from 'vite';
import { defineBuildFacts } from '../build-facts.ts';
import { buildPage } from './build-page.ts';

const NEEDED_MAJOR = 24;
export const BUNDLE = 'latchkey.mjs';

/**
 * The first thing that runs. An older Node has to hear why it will not do: node:sqlite, imported as usual, would fail
 * before the first line and with other words. So it is taken when it is first needed, after this check.
 */
const CHECK_NODE = `
if (Number.parseInt(process.versions.node, 10) < ${NEEDED_MAJOR}) {
  console.error('error: latchkey needs Node ${NEEDED_MAJOR} or newer; this is ' + process.version + '. See https://nodejs.org/');
  process.exit(1);
}
`;
const SQLITE = `export const { backup, DatabaseSync, StatementSync } = process.getBuiltinModule('node:sqlite');`;

/** The module that reads the page's files, as one that has them in itself. */
async function pageModule(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => /\.(js|css|json)$/.test(name));
  const files = await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'base64')]));
  return `const files = new Map(${JSON.stringify(files)});
export const pageFile = (name) => Buffer.from(files.get(name) ?? '', 'base64');
`;
}

function oneFile(root: string, page: string): Plugin {
  const entry = `import 'latchkey:check-node';\nimport ${JSON.stringify(join(root, 'server/cli/main.ts'))};\n`;
  const parts: Readonly<Record<string, string>> = {
    'latchkey:entry': entry,
    'latchkey:check-node': CHECK_NODE,
    'node:sqlite': SQLITE,
  };
  return {
    name: 'latchkey-one-file',
    enforce: 'pre',
    resolveId: (id) => (Object.hasOwn(parts, id) ? `\0${id}` : undefined),
    transform: (_code, id) => (id === join(root, 'server/home/page-files.ts') ? page : undefined),
    load: (id) => (id.startsWith('\0') ? parts[id.slice(1)] : undefined),
  };
}

/**
 * @param root the checkout
 * @param out the folder to make; it is emptied first
 * @returns what lies in it, and the size of the bundle in bytes
 */
export async function bundleServer(root: string, out: string): Promise<{ files: string[]; bytes: number }> {
  // In a folder of its own: what homes of this checkout serve is left alone.
  const page = await mkdtemp(join(tmpdir(), 'latchkey-page-'));
  await buildPage(root, page);
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    define: defineBuildFacts(root, process.env),
    plugins: [oneFile(root, await pageModule(page))],
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      outDir: out,
      emptyOutDir: true,
      copyPublicDir: false,
      target: `node${NEEDED_MAJOR}`,
      minify: false,
      sourcemap: false,
      license: { fileName: 'THIRD-PARTY-LICENSES.md' },
      rolldownOptions: {
        input: 'latchkey:entry',
        output: {
          format: 'esm',
          entryFileNames: BUNDLE,
          codeSplitting: false,
          banner: '#!/usr/bin/env node',
        },
      },
    },
  });
  await cp(join(root, 'resources/server'), out, { recursive: true });
  const pageLicences = await readFile(join(page, 'THIRD-PARTY-LICENSES.md'), 'utf8');
  await appendFile(join(out, 'THIRD-PARTY-LICENSES.md'), `\n# In the page of an invite\n\n${pageLicences}`);
  await rm(page, { recursive: true });
  await cp(join(root, 'LICENSE'), join(out, 'LICENSE'));
  await chmod(join(out, BUNDLE), 0o755);
  return { files: (await readdir(out)).sort(), bytes: (await stat(join(out, BUNDLE))).size };
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '../..');
  const { files, bytes } = await bundleServer(root, join(root, 'out/server'));
  process.stdout.write(`out/server: ${files.join(', ')} (${BUNDLE}: ${Math.round(bytes / 1024)} KiB)\n`);
}
