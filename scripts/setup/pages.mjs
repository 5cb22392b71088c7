// The pages that the server serves, built from renderer/.
import { join } from 'node:path';
import { run } from './machine.mjs';
import { pinnedNode } from './modules.mjs';
import { SetupError, tail } from './talk.mjs';

/** Builds them unless they are newer than what they are built from; needs the npm packages. */
export async function buildPages(root) {
  const script = join(root, 'scripts/pack/build-pages-when-stale.ts');
  const { ok, output } = await run(pinnedNode(root), [script], { cwd: root });
  if (!ok) throw new SetupError(`the server's pages were not built: ${tail(output)}`);
}
