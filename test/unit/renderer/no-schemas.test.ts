/** The window's page is checked by the main process: it needs no schema library, which would be half of its bundle. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

/** What is left of a file's imports when the types are gone. */
function imports(text: string): string[] {
  return [...text.matchAll(/^(?:import|export) (?!type )(?:[^'";]*? from )?'([^']+)'/gms)].flatMap(
    ([, to]) => to ?? [],
  );
}

test('no file of the page brings zod along', () => {
  const waiting = globSync('renderer/**/*.{ts,tsx}', { cwd: ROOT }).map((path) => ({ path, by: path }));
  expect(waiting.length).toBeGreaterThan(50);
  const seen = new Set<string>();
  const found: string[] = [];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { path, by } = next;
    if (seen.has(path)) continue;
    seen.add(path);
    for (const to of imports(readFileSync(join(ROOT, path), 'utf8'))) {
      if (to === 'zod') found.push(by);
      if (/^\..*\.tsx?$/.test(to)) waiting.push({ path: join(dirname(path), to), by: `${by} > ${to}` });
    }
  }
  expect(found).toEqual([]);
  expect([...seen]).toContain('shared/ipc/enrolment-steps.ts');
});
