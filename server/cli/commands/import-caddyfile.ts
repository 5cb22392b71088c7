import { dirname, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { LatchkeyError } from '../../../shared/errors.ts';
import type { ImportFinding } from '../../stack/importing/inspect.ts';
import type { Tree } from '../../stack/importing/tree.ts';
import type { Trial } from '../../stack/importing/try.ts';
import { type CommandContext, type CommonOptions, ExitWithCode, homeFolder, withCommonOptions } from '../command.ts';
import { copyIntoSites } from '../copy-into-sites.ts';
import { EXIT } from '../exit-codes.ts';
import { table } from '../table.ts';
import { lines, paint, plain, result, type Shown, type Terminal, type Words } from '../terminal.ts';

interface ImportOptions extends CommonOptions {
  readonly apply?: boolean;
}

function findingText({ kind, where, message }: ImportFinding, { out }: Terminal): Shown {
  const what = kind === 'conflict' ? paint(['bold', 'red'], 'conflict:', out) : paint('bold', 'note:', out);
  return where === undefined || message.startsWith(where)
    ? plain`${what} ${message}`
    : plain`${what} ${where}: ${message}`;
}

/** What is imported by the file, and what becomes of it. */
function importsText({ taken, left, changes }: Tree, file: string): Words[] {
  const beside = taken.map((path) => relative(dirname(file), path)).join(', ');
  return [
    ...(taken.length > 0 ? [`It is taken along with what it imports: ${beside}.`] : []),
    ...(left.length > 0 ? [`Imported from where it is, which stays as it is: ${left.join(', ')}.`] : []),
    ...changes,
  ];
}

function reachableText({ sites, becomeReachable }: Trial): Words {
  if (becomeReachable.length === 0) return 'Nothing would become reachable that is not.';
  const rows = becomeReachable.map((host) => [
    host,
    sites.find((site) => site.host === host)?.leadsTo.join(', ') || '-',
  ]);
  return plain`These would be known at home, and be reachable from everywhere else with a key, behind the client-certificate check:\n${table(['HOST', 'LEADS TO'], rows)}`;
}

function nextText(conflicts: number, copied: string | undefined, folder: string | undefined): string {
  if (copied !== undefined)
    return `Copied to ${copied}${folder === undefined ? '' : ` and ${folder}/`}. latchkey reload lets the running home take it; stop the other Caddy first.`;
  if (conflicts === 0) return 'Nothing conflicts, and nothing was changed. Add --apply to copy it into sites/.';
  const many = `${conflicts} ${conflicts === 1 ? 'conflict' : 'conflicts'}`;
  return `Nothing was changed: ${many}. Change a copy of the file, and try that.`;
}

/** `latchkey import-caddyfile`: what a Caddyfile would mean in this home, before anything changes. */
export function importCaddyfileCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('import-caddyfile'))
    .argument('<file>', 'a Caddyfile that was written without latchkey')
    .option('--apply', 'copy it into sites/ when nothing conflicts')
    .addHelpText(
      'after',
      `
What the file imports from its own folder is copied along, into a folder of the same name. To leave everything where it
is, name the file under sites: in latchkey.yaml instead of --apply.
Ends with 3 when something conflicts; nothing is changed then.

Examples:
  latchkey import-caddyfile /etc/caddy/Caddyfile --dir /srv/latchkey
  latchkey import-caddyfile /etc/caddy/Caddyfile --dir /srv/latchkey --apply && latchkey reload --dir /srv/latchkey`,
    )
    .action(async (file: string, options: ImportOptions) => {
      const [{ readHome }, { findTools }, { tryCaddyfile }] = await Promise.all([
        import('../../home/read.ts'),
        import('../../stack/tools.ts'),
        import('../../stack/importing/try.ts'),
      ]);
      const { terminal } = context;
      const home = await readHome(homeFolder(options, context));
      if (options.apply && !home.config.sites.includes('sites/*.caddy')) {
        throw new LatchkeyError('USAGE', {
          detail: 'latchkey.yaml does not take its sites from sites/*.caddy.',
          hint: `Add ${resolve(context.cwd, file)} to its sites instead of --apply.`,
        });
      }
      const tools = await findTools(context.env);
      const path = resolve(context.cwd, file);
      const trial = await tryCaddyfile(path, { ...home, tools, env: context.env });
      const conflicts = trial.findings.filter(({ kind }) => kind === 'conflict');
      const applied = options.apply === true && conflicts.length === 0;
      const [copied, folder] = applied ? await copyIntoSites(home.layout.sites, trial.tree.files) : [];
      const { sites, becomeReachable, findings, tree } = trial;
      const { taken, left, changes } = tree;
      const value = { sites, becomeReachable, findings, imports: { taken, left }, changes, ...(copied && { copied }) };
      const next = nextText(conflicts.length, copied, folder);
      result(terminal, options.json, value, () =>
        lines([
          reachableText(trial),
          ...importsText(tree, path),
          ...findings.map((finding) => findingText(finding, terminal)),
          next,
        ]),
      );
      if (conflicts.length > 0) throw new ExitWithCode(EXIT.configuration);
    });
}
