// Runs the install script of what a release ships as native code, and of nothing else, after npm ci --ignore-scripts.
// Built from source: keytar's prebuilt binaries come from an archived repository.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** Allowed to run a script when it is installed (package.json), and shipped. */
const NATIVE = ['keytar'];

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const { allowScripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
for (const name of NATIVE) {
  if (allowScripts[name] !== true) throw new Error(`package.json does not allow the script of ${name}`);
  rmSync(join(root, 'node_modules', name, 'build'), { recursive: true, force: true });
}
// npm is a script of the shell's on Windows; nothing in this line is from outside.
const { status } = spawnSync(`npm rebuild ${NATIVE.join(' ')} --foreground-scripts`, {
  cwd: root,
  env: { ...process.env, npm_config_build_from_source: 'true' },
  shell: true,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
