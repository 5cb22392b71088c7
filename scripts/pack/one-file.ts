/**
 * The server's chunks in one file, as a zipped application: each is compressed, and compiled when something first asks for it.
 * As one module of six megabytes, every command would wait until V8 had read all of it.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const NEEDED_MAJOR = 24;

/** A tenth more than the best takes a twentieth of its time. */
const QUALITY = { [constants.BROTLI_PARAM_QUALITY]: 9 };

/** The chunk that runs first. */
export const ENTRY = 'main.js';

/** What a chunk reads a file with that was packed beside the chunks: takes its name, returns its bytes. */
export const PACKED_FILE = '__packedFile';

/** The name of a packed file with the hash of all others. */
export const PROGRAM_ID = 'program-id';

/** What stands before all that is packed. A line of its own: of a file that was cut off, Node prints the line of the error. */
const BEGIN = '\n/*\n';

/** Where a packed file begins and how long it is, in bytes of base64, from the first of them all. */
type Place = readonly [name: string, at: number, length: number];

/**
 * Speaks under every Node that knows modules, and says why an older one will not do. Only Node's own modules are imported.
 * What is packed follows in a comment, on a line of its own, and is read from the file: as strings of the program, V8 would read, hash
 * and keep all of it. It is read at once, so that a newer file in its place disturbs nobody.
 */
const loader = (places: readonly Place[]) => `#!/usr/bin/env node
import { createRequire } from 'node:module';

// Before all else, so that a file that lost its end does not end as if all was done.
queueMicrotask(() => load('./${ENTRY}'));

if (Number.parseInt(process.versions.node, 10) < ${NEEDED_MAJOR}) {
  console.error('error: latchkey needs Node ${NEEDED_MAJOR} or newer; this is ' + process.version + '. See https://nodejs.org/');
  process.exit(1);
}

const { filename, dirname } = import.meta;
// By require: to be imported, a module of Node's would first load all that it has.
const builtin = createRequire(filename);
const { readFileSync } = builtin('node:fs');
const { compileFunction } = builtin('node:vm');
const { brotliDecompressSync } = builtin('node:zlib');
const file = readFileSync(filename);
const begin = file.indexOf(${JSON.stringify(BEGIN)}) + ${BEGIN.length};
const places = new Map(${JSON.stringify(places.map(([name, at, length]) => [name, [at, length]]))});
const loaded = new Map();

/** The bytes of what was packed by this name. */
function ${PACKED_FILE}(name) {
  try {
    const [at, length] = places.get(name);
    return brotliDecompressSync(Buffer.from(file.latin1Slice(begin + at, begin + at + length), 'base64'));
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
  const code = ${PACKED_FILE}(name.slice(2)).toString();
  const names = ['exports', 'require', 'module', '__filename', '__dirname', '${PACKED_FILE}'];
  const run = compileFunction(code, names, { filename: filename + name.slice(1) });
  run(module.exports, load, module, filename, dirname, ${PACKED_FILE});
  return module.exports;
}
${BEGIN}`;

/**
 * Puts a folder's chunks, which are CommonJS, into one file in the same folder, and whatever else a chunk is to read
 * by {@link PACKED_FILE}.
 * @param fileName what the one file is called
 * @param files other files by their names, none of which is a chunk's
 * @throws Error when a chunk calls import() for a module of Node's own
 */
export async function packIntoOneFile(
  folder: string,
  fileName: string,
  files: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js')).sort();
  const packed = new Map(files);
  for (const name of names) {
    const code = await readFile(join(folder, name), 'utf8');
    // A function that was compiled alone has no import(); those of chunks are load() by now.
    if (/import\(["'`]node:/.test(code))
      throw new Error(`${name} imports a module of Node's when it runs; import it on top`);
    packed.set(name, Buffer.from(code));
  }
  const hash = createHash('sha256');
  for (const [name, bytes] of packed) hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  packed.set(PROGRAM_ID, Buffer.from(hash.digest('hex')));
  const places: Place[] = [];
  let all = '';
  for (const [name, bytes] of packed) {
    const base64 = brotliCompressSync(bytes, { params: QUALITY }).toString('base64');
    places.push([name, all.length, base64.length]);
    all += base64;
  }
  await writeFile(join(folder, fileName), `${loader(places)}${all}\n*/\n`, { mode: 0o755 });
  for (const name of names) await rm(join(folder, name));
}
