/**
 * Makes a benchmark that imports it run `latchkey` as homes have it: the bundle, and not five hundred files whose types
 * Node strips first.
 */
import { join } from 'node:path';
import process from 'node:process';
import { areNewer } from '../../scripts/newer.ts';
import { findTools } from '../../server/stack/tools.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'node_modules/.cache/shipped');
const SOURCES = ['server', 'shared', 'renderer', 'resources/server', 'scripts/pack', 'package-lock.json'];

/** The bundle. */
export const SHIPPED = join(FOLDER, 'latchkey.mjs');

/** Caddy and HAProxy, as the bundle finds them too: it knows nothing of the checkout, where Caddy may be. */
export const TOOLS = await findTools(process.env);

Object.assign(process.env, {
  LATCHKEY_BENCH_PROGRAM: SHIPPED,
  LATCHKEY_CADDY: TOOLS.caddy.path,
  LATCHKEY_HAPROXY: TOOLS.haproxy.path,
});

const sources = SOURCES.map((path) => join(ROOT, path));
if (!(await areNewer([SHIPPED], sources))) {
  // Vite takes longer to load than the answer to whether it is needed.
  const { bundleServer } = await import('../../scripts/pack/bundle-server.ts');
  await bundleServer(ROOT, FOLDER);
}
