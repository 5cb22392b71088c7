import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteRegistry } from '../../server/store/registry.ts';

let empty: Uint8Array | undefined;

/** Writes a registry that holds nothing. It is made once a process: hundreds of tests need one, and the schema takes time. */
export function writeEmptyRegistry(path: string): void {
  if (empty === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-empty-'));
    const made = join(folder, 'registry.db');
    SqliteRegistry.create(made).close();
    empty = readFileSync(made);
    rmSync(folder, { recursive: true });
  }
  writeFileSync(path, empty, { mode: 0o600 });
}
