/** What keeps a home from its certificate by DNS-01, as the doctor asks it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseConfig } from '../../../../../server/core/config/parse.ts';
import { type HomeLayout, homeLayout } from '../../../../../server/core/layout.ts';
import { wrongWithDns01 } from '../../../../../server/home/certificates/wrong.ts';

let layout: HomeLayout;
beforeEach(async () => {
  layout = homeLayout(await mkdtemp(join(tmpdir(), 'latchkey-wrong-')));
});
afterEach(() => rm(layout.dir, { recursive: true }));

test('a missing lego is one cause, though every try so far has said it as well', async () => {
  const parsed = parseConfig(
    `home: { name: Home, domain: example.com }
lan: [192.168.1.0/24]
services: { cloud: "http://127.0.0.1:8080" }
certificates: { dns-01: { provider: cloudflare, credentials: { CF_DNS_API_TOKEN: { env: TOKEN } } } }
`,
    layout.config,
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  const reason = 'lego is needed for certificates: dns-01, and there is none on PATH.';
  await mkdir(dirname(layout.certificates.tries), { recursive: true });
  await writeFile(
    layout.certificates.tries,
    JSON.stringify({ failures: 4, failure: { at: 1, kind: 'took-too-long', reason } }),
  );
  const problems = await wrongWithDns01(parsed.config, layout, [], { PATH: layout.dir });
  expect(problems).toEqual([{ what: reason.replace(/\.$/, ''), fix: 'install', missing: true }]);
});
