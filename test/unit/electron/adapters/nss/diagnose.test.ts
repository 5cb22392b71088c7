import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { diagnoseDatabase } from '../../../../../electron/adapters/nss/diagnose.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'latchkey-nss-places-'));
});
afterEach(() => rm(home, { recursive: true }));

async function put(path: string, content: string | Uint8Array = ''): Promise<void> {
  await mkdir(dirname(join(home, path)), { recursive: true });
  await writeFile(join(home, path), content);
}

describe('a database that does not answer', () => {
  const folder = () => join(home, 'db');
  test('is looked at: lost keys, and whole files', async () => {
    await put('db/cert9.db');
    expect(await diagnoseDatabase(folder(), 1000)).toBe('database-no-keys');
    await put('db/key4.db');
    expect(await diagnoseDatabase(folder(), process.getuid?.())).toBeUndefined();
    expect(await diagnoseDatabase(join(home, 'none'), 1000)).toBeUndefined();
  });

  test.runIf(process.getuid?.() === 0)("of root's, or read-only, is told apart, by another user", async () => {
    const { execFileSync } = await import('node:child_process');
    await put('db/cert9.db');
    await put('db/key4.db');
    await chmod(home, 0o755);
    await chmod(folder(), 0o777);
    const module = new URL('../../../../../electron/adapters/nss/diagnose.ts', import.meta.url).href;
    const asNobody = () => {
      const script = `import(${JSON.stringify(module)}).then(async (m) => console.log(await m.diagnoseDatabase(${JSON.stringify(folder())}, process.getuid())))`;
      const words = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, '-e', script];
      return execFileSync('setpriv', words, { encoding: 'utf8' }).trim();
    };
    expect(asNobody()).toBe('database-foreign');
    execFileSync('chown', ['-R', '65534', folder()]);
    expect(asNobody()).toBe('undefined');
    await chmod(join(folder(), 'key4.db'), 0o400);
    expect(asNobody()).toBe('database-read-only');
  });
});
