import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

async function newest(path: string): Promise<number> {
  const { mtimeMs } = await stat(path);
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  const times = entries.map(async (entry) => (await stat(join(entry.parentPath, entry.name))).mtimeMs);
  return Math.max(mtimeMs, ...(await Promise.all(times)));
}

const madeAt = (path: string) =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );

/** Whether each of the files is there, and newer than everything in the sources: files, or folders with all in them. */
export async function areNewer(files: readonly string[], sources: readonly string[]): Promise<boolean> {
  const [made, changed] = await Promise.all([Promise.all(files.map(madeAt)), Promise.all(sources.map(newest))]);
  return Math.min(...made) > Math.max(...changed);
}
