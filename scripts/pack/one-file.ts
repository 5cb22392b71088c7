/**
 * The server's chunks in one file, as a zipped application: each is compressed, and compiled when something first asks for it.
 * As one module of six megabytes, every command would wait until V8 had read all of it.
 */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const NEEDED_MAJOR = 24;

/** A tenth more than the best takes a twentieth of its time. */
const QUALITY = { [constants.BROTLI_PARAM_QUALITY]: 9 };

/** The chunk that runs first. */
export const ENTRY = 'main.js';

/** Speaks under every Node that knows modules, and says why an older one will not do. Only Node's own modules are imported. */
const loader = (chunks: readonly (readonly [name: string, base64: string])[]) => `#!/usr/bin/env node
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import { brotliDecompressSync } from 'node:zlib';

if (Number.parseInt(process.versions.node, 10) < ${NEEDED_MAJOR}) {
  console.error('error: latchkey needs Node ${NEEDED_MAJOR} or newer; this is ' + process.version + '. See https://nodejs.org/');
  process.exit(1);
}

const { filename, dirname } = import.meta;
const builtin = createRequire(filename);
const loaded = new Map();

function unpacked(name) {
  try {
    return brotliDecompressSync(Buffer.from(chunks.get(name) ?? '', 'base64')).toString();
  } catch {
    console.error('error: ' + filename + ' is damaged. Install Latchkey again.');
    process.exit(1);
  }
}

/** A chunk's exports; its name is './name.js'. Everything else is of Node's own. */
function load(name) {
  if (!name.startsWith('./')) return builtin(name);
  const known = loaded.get(name);
  if (known) return known.exports;
  const module = { exports: {} };
  loaded.set(name, module);
  const code = unpacked(name);
  const names = ['exports', 'require', 'module', '__filename', '__dirname'];
  const run = compileFunction(code, names, { filename: filename + name.slice(1) });
  run(module.exports, load, module, filename, dirname);
  return module.exports;
}

// Before the chunks, so that a file that lost its end does not end as if all was done.
queueMicrotask(() => load('./${ENTRY}'));

const chunks = new Map([
${chunks.map((chunk) => `  ${JSON.stringify(chunk)},\n`).join('')}]);
`;

/**
 * Puts a folder's chunks, which are CommonJS, into one file in the same folder.
 * @param fileName what the one file is called
 * @throws Error when a chunk calls import() for a module of Node's own
 */
export async function packIntoOneFile(folder: string, fileName: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js')).sort();
  const chunks = await Promise.all(
    names.map(async (name) => {
      const code = await readFile(join(folder, name), 'utf8');
      // A function that was compiled alone has no import(); those of chunks are load() by now.
      if (/import\(["'`]node:/.test(code))
        throw new Error(`${name} imports a module of Node's when it runs; import it on top`);
      const bytes = brotliCompressSync(code, { params: QUALITY });
      return [`./${name}`, bytes.toString('base64')] as const;
    }),
  );
  await writeFile(join(folder, fileName), loader(chunks), { mode: 0o755 });
  for (const name of names) await rm(join(folder, name));
}
