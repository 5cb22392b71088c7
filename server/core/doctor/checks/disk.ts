import { shellWord } from '../commands.ts';
import { error, type Finding, ok, warning } from '../finding.ts';
import type { Examined } from '../ports.ts';

const MIB = 1024 * 1024;
const LITTLE = 1024 * MIB;
const NOTHING = 64 * MIB;
const FEW_FILES = 1000;

/** Whether the home can still write what it must not forget. */
export async function diskCheck({ layout, machine }: Pick<Examined, 'layout' | 'machine'>): Promise<Finding[]> {
  const { freeBytes, freeFiles } = await machine.space(layout.dir);
  const free = freeBytes < LITTLE ? `${Math.floor(freeBytes / MIB)} MiB` : `${Math.floor(freeBytes / LITTLE)} GiB`;
  // What fills the disk that the home is on, wherever on it that lies.
  const fix = `du -xh --max-depth=3 "$(df --output=target ${shellWord(layout.dir)} | tail -n 1)" | sort -h | tail -n 20`;
  if (freeFiles !== undefined && freeFiles < FEW_FILES) return [error('disk-few-files', { files: freeFiles }, fix)];
  if (freeBytes < NOTHING) return [error('disk-full', { free }, fix)];
  if (freeBytes < LITTLE) return [warning('disk-nearly-full', { free }, fix)];
  return [ok(`${free} are free.`)];
}
