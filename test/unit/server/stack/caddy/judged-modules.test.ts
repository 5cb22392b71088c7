/** Every module of the Caddy in use has been judged: what a new one reaches is decided by a person, not by omission. */
import { describe, expect, it, test } from 'vitest';
import { runTool } from '../../../../../server/platform/run-tool.ts';
import { JUDGED, NOT_IN_SITES } from '../../../../../server/stack/caddy/judged-modules.ts';
import { findTools } from '../../../../../server/stack/tools.ts';

async function modulesInUse(): Promise<string[]> {
  const { caddy } = await findTools(process.env);
  const { stdout } = await runTool(caddy.path, ['list-modules', '--skip-standard=false']);
  return stdout.split('\n').filter((line) => /^[a-z0-9_]+(\.[a-z0-9_]+)*$/.test(line));
}

it('every module of the Caddy in use is judged, or cannot be brought in by a site', async () => {
  const modules = await modulesInUse();
  expect(modules.length).toBeGreaterThan(100);
  expect(modules).toContain('http.handlers.file_server');
  const unjudged = modules.filter(
    (name) => !Object.hasOwn(JUDGED, name) && !NOT_IN_SITES.some((pattern) => pattern.test(name)),
  );
  expect(unjudged).toEqual([]);
});

describe('what cannot be brought in by a site', () => {
  test.each(['http.handlers.exec', 'http.matchers.new', 'caddy.logging.writers.new', 'tls.issuance.new'])(
    'is never %s',
    (name) => {
      expect(NOT_IN_SITES.some((pattern) => pattern.test(name))).toBe(false);
    },
  );
});
