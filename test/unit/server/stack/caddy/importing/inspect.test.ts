/** What is read off the JSON of a Caddyfile that somebody brings. */
import { expect, test } from 'vitest';
import { Whereabouts } from '../../../../../../server/stack/caddy/blocks.ts';
import { inspectCaddyfile } from '../../../../../../server/stack/caddy/importing/inspect.ts';

test('a log in a file is told once: a Caddy that cannot open it does not start, and checking opens none', () => {
  const file = { writer: { output: 'file', filename: '/var/log/caddy/cloud.log' } };
  const logs = { default: {}, log0: file, log1: file, log2: { writer: { output: 'stderr' } } };
  const { findings } = inspectCaddyfile({ apps: {}, logging: { logs } }, {} as never, new Whereabouts([], {}));
  expect(findings).toEqual([
    { kind: 'note', hosts: [], message: expect.stringContaining('a log in /var/log/caddy/cloud.log.') },
  ]);
});
