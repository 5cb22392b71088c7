/** Who owns what in a home before its proxies start. As one user in all roles, so that no root is needed. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { homeLayout } from '../../../../../server/core/layout.ts';
import { raiseWall } from '../../../../../server/stack/process/wall.ts';

const self = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-wall-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function put(path: string, mode: number): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), 'x');
  chmodSync(join(dir, path), mode);
}
const modeOf = (path: string) => (statSync(join(dir, path)).mode & 0o777).toString(8);

test.each(['run/backup-x', 'logs/old', 'certificates/old', 'sites/parts', 'scripts'])(
  'a folder that something left in %s can be used and deleted by the home, and by nobody else',
  (folder) => {
    put(`${folder}/below/file`, 0o664);
    chmodSync(join(dir, folder), 0o755);
    // As an earlier version left it.
    chmodSync(join(dir, folder, 'below'), 0o600);
    raiseWall(homeLayout(dir), self, self, self);
    expect(modeOf(folder)).toBe('700');
    expect(modeOf(`${folder}/below`)).toBe('700');
    expect(modeOf(`${folder}/below/file`)).toBe('600');
  },
);

test('files keep what they had less, and no file is opened to others', () => {
  put('notes.sh', 0o755);
  put('run/state.json', 0o644);
  put('certificates/server.pem', 0o400);
  put('secret.key', 0o604);
  raiseWall(homeLayout(dir), self, self, self);
  expect(['notes.sh', 'run/state.json', 'certificates/server.pem'].map(modeOf)).toEqual(['700', '600', '400']);
  // A home with a secret that others can read does not start, and says so: it must stay to be seen.
  expect(modeOf('secret.key')).toBe('604');
});
