import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import { APP_FOLDER } from '../../../support/built-app.ts';

/** Makes 48 MB of garbage and prints what the process takes, before and after. */
const PROGRAM = `
const { giveBackMemory } = await import(process.argv[1]);
let needed = [];
for (let i = 0; i < 48; i += 1) needed.push(Array.from({ length: 2 ** 17 }, (_, at) => at + 0.5));
giveBackMemory();
const held = process.memoryUsage();
needed = [];
giveBackMemory();
const left = process.memoryUsage();
process.stdout.write(JSON.stringify({ heap: held.heapUsed - left.heapUsed, rss: held.rss - left.rss }));
`;

it('gives back to the system what nobody needs any more, and nothing else', () => {
  const module = join(APP_FOLDER, 'server/platform/give-back-memory.ts');
  const words = ['--input-type=module', '-e', PROGRAM, module];
  const { heap, rss } = JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }));
  expect(heap).toBeGreaterThan(40e6);
  expect(rss).toBeGreaterThan(40e6);
});
