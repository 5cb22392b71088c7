// The steps before packing, and packing: bundle the app, bundle the server, run electron-builder.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { bundleServer } from './bundle-server.ts';

const require = createRequire(import.meta.url);

/** Runs a script of a package under this Node and shows what it says. @throws when it fails */
function tool(root: string, script: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.on('error', reject);
  child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${script} ended with ${code}`))));
  return promise;
}

/** @param args for electron-builder */
export async function packApp(root: string, args: readonly string[]): Promise<void> {
  await tool(root, join(dirname(require.resolve('electron-vite/package.json')), 'bin/electron-vite.js'), [
    'build',
    '--logLevel',
    'warn',
  ]);
  await bundleServer(root, join(root, 'out/server'));
  await tool(root, require.resolve('electron-builder/cli.js'), args);
}
