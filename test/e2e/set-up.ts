/** Builds what the specs start, once for all workers. */
import buildPrograms from '../support/build-programs.ts';
import { ensureBuilt } from '../support/built-app.ts';

// biome-ignore lint/style/noDefaultExport: Playwright calls the default export.
export default async function setUp(): Promise<void> {
  await Promise.all([buildPrograms(), ensureBuilt()]);
}
