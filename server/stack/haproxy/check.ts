import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../../platform/run-tool.ts';
import { notAccepted, withFolder } from '../not-accepted.ts';
import type { PrepareOptions } from '../prepare-options.ts';
import { CONTROL_FD } from '../process/launch.ts';
import { allowLists, listText, renderHaproxy } from './config.ts';

/** Has HAProxy look at what it will be told, its lists included. */
export function checkHaproxy({ config, layout, tools }: PrepareOptions): Promise<void> {
  return withFolder(async (folder) => {
    const here = {
      haproxy: join(folder, 'haproxy.cfg'),
      lan: join(folder, 'lan.lst'),
      strangers: join(folder, 'strangers.lst'),
    };
    const moved = { ...layout, rendered: { ...layout.rendered, ...here } };
    // Its socket comes with the program when it runs, and not when it only looks.
    const checked = renderHaproxy(config, moved).replace(`fd@${CONTROL_FD}`, `"${join(folder, 'control.sock')}"`);
    await writeFile(here.haproxy, checked, { mode: 0o600 });
    for (const { path, entries } of allowLists(config, moved))
      await writeFile(path, listText(entries), { mode: 0o600 });
    const { ok, stdout, stderr } = await runTool(tools.haproxy.path, ['-c', '-f', here.haproxy]);
    if (!ok) throw notAccepted('HAProxy', (stderr + stdout).replaceAll(`${folder}/`, ''));
  });
}
