import type { HomeConfig } from '../core/config/home-config.ts';
import type { HomeLayout } from '../core/layout.ts';
import { renderCaddyfile } from './caddy/caddyfile.ts';
import { allowLists, listText, renderHaproxy } from './haproxy/config.ts';
import type { Rendered, RenderWarning } from './rendered/types.ts';
import { requireUsableFolder } from './usable-folder.ts';

function warningsFor({ lan, services }: HomeConfig): RenderWarning[] {
  const warnings: RenderWarning[] = [];
  if (lan.length === 0) warnings.push({ path: 'lan', message: 'is empty: everybody needs a key, at home too' });
  if (services.length === 0)
    warnings.push({ path: 'services', message: 'is empty: only hand-written sites will be there' });
  return warnings;
}

/**
 * Everything that HAProxy and Caddy are told, as a pure function of the configuration and the folder.
 * @throws LatchkeyError FOLDER_NOT_USABLE
 */
export function renderHome(config: HomeConfig, layout: HomeLayout): Rendered {
  requireUsableFolder(layout);
  return {
    files: new Map([
      [layout.rendered.haproxy, { content: renderHaproxy(config, layout), mode: 0o640 }],
      ...allowLists(config, layout).map(
        ({ path, entries }) => [path, { content: listText(entries), mode: 0o640 }] as const,
      ),
      [layout.rendered.caddyfile, { content: renderCaddyfile(config, layout), mode: 0o600 }],
    ]),
    warnings: warningsFor(config),
  };
}
