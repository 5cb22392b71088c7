import { expect, it } from 'vitest';
import { diffConfig } from '../../../../server/cli/config-diff.ts';
import { parseConfig } from '../../../../server/core/config/parse.ts';
import { homeLayout } from '../../../../server/core/layout.ts';

const YAML = 'home: { name: Example, domain: home.localhost }\nlan: [127.0.1.0/24]\n';

it('shows no key: of a file that is not configuration, only that it would be another', async () => {
  const layout = homeLayout('/nowhere/latchkey');
  const parsed = parseConfig(YAML, layout.config);
  if (!parsed.ok) throw new Error('not valid');
  const secrets = {
    [layout.rendered.serverKey]: 'PRIVATE-OF-THE-KEY',
    [layout.rendered.acmeMacKey]: 'MAC-OF-THE-ACCOUNT',
  };
  const shown = { [layout.rendered.caddyfile]: 'a site', [layout.rendered.serverCertificate]: 'a certificate' };
  const later = { '/nowhere/latchkey/rendered/of-a-later-version': 'NOT-KNOWN-TO-BE-HARMLESS' };
  const files = Object.entries({ ...secrets, ...shown, ...later }).map(
    ([path, content]) => [path, { content: `${content}\n`, mode: 0o600 }] as const,
  );
  const diff = await diffConfig({ layout, config: parsed.config }, { files: new Map(files), warnings: [] });
  expect(diff.files.map(({ name }) => name)).toEqual(files.map(([path]) => path.replace(/.*\//, '')));
  const said = diff.files.map(({ patch }) => patch).join('\n');
  for (const secret of [...Object.values(secrets), ...Object.values(later)]) expect(said).not.toContain(secret);
  for (const content of Object.values(shown)) expect(said).toContain(`+${content}`);
});
