import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unreadableProgram } from '../../../../../server/home/owner/become-owner.ts';

test('a program that the home cannot load again is named, with what then does not start', async () => {
  const script = join(import.meta.dirname, 'nowhere/latchkey.mjs');
  const said = await unreadableProgram([process.execPath, script]);
  expect(said).toContain(script);
  expect(said).toMatch(/console.*backups/);
  expect(await unreadableProgram([process.execPath, import.meta.filename])).toBeUndefined();
});
