/**
 * What every latchkey.yaml of test/golden becomes: haproxy.cfg, lan.lst and Caddyfile, or errors.txt. `UPDATE_GOLDEN=1` writes
 * them anew; read the difference before it is committed. That HAProxy and Caddy accept them is tested with both in
 * test/integration/stack/golden-accepted.test.ts.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../../../server/core/config/home-config.ts';
import { parseConfig } from '../../../../server/core/config/parse.ts';
import { homeLayout } from '../../../../server/core/layout.ts';
import { renderHome } from '../../../../server/stack/render.ts';

const GOLDEN = join(import.meta.dirname, '../../../golden');
const UPDATE = process.env.UPDATE_GOLDEN === '1';
const layout = homeLayout('/srv/latchkey');

/** File name to content. */
function become(text: string): Record<string, string> {
  const parsed = parseConfig(text, 'latchkey.yaml');
  if (!parsed.ok) return { 'errors.txt': `${parsed.problems.map(formatProblem).join('\n')}\n` };
  const { files } = renderHome(parsed.config, layout);
  return {
    'haproxy.cfg': files.get(layout.rendered.haproxy)?.content ?? '',
    'lan.lst': files.get(layout.rendered.lan)?.content ?? '',
    Caddyfile: files.get(layout.rendered.caddyfile)?.content ?? '',
  };
}

describe.each(readdirSync(GOLDEN))('%s', (name) => {
  const folder = join(GOLDEN, name);
  const actual = become(readFileSync(join(folder, 'latchkey.yaml'), 'utf8'));

  test('has exactly the files it becomes', () => {
    if (UPDATE) for (const [file, content] of Object.entries(actual)) writeFileSync(join(folder, file), content);
    expect(readdirSync(folder).sort()).toEqual(['latchkey.yaml', ...Object.keys(actual)].sort());
  });

  test.each(Object.keys(actual))('%s', (file) => {
    expect(actual[file]).toBe(readFileSync(join(folder, file), 'utf8'));
  });

  test('is an error case exactly when its name says so', () => {
    expect('errors.txt' in actual).toBe(name.startsWith('errors-'));
  });
});
