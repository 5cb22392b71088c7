import { writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { LatchkeyError } from '../../../shared/errors.ts';
import type { ImportFinding } from '../../stack/caddy/inspect.ts';
import type { Trial } from '../../stack/caddy/try.ts';
import { type CommandContext, type CommonOptions, EndsWith, homeFolder, withCommonOptions } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { lines, paint, plain, result, type Shown, type Terminal, table, type Words } from '../terminal.ts';

interface ImportOptions extends CommonOptions {
  readonly apply?: boolean;
}

function findingText({ kind, hosts, message }: ImportFinding, { out }: Terminal): Shown {
  const what = kind === 'conflict' ? paint(['bold', 'red'], 'conflict:', out) : paint('bold', 'note:', out);
  const who = hosts.length > 3 ? `${hosts.slice(0, 3).join(', ')} and ${hosts.length - 3} more` : hosts.join(', ');
  return plain`${what} ${who || 'The file'} ${message}`;
}

function reachableText({ sites, becomeReachable }: Trial): Words {
  if (becomeReachable.length === 0) return 'Nothing would become reachable that is not.';
  const rows = becomeReachable.map((host) => [
    host,
    sites.find((site) => site.host === host)?.leadsTo.join(', ') || '-',
  ]);
  return plain`These would be known at home, and be reachable from everywhere else with a key, behind the lock:\n${table(['HOST', 'LEADS TO'], rows)}`;
}

/** A name in `sites/` for a file from elsewhere. */
function siteName(file: string): string {
  const plain = basename(file)
    .toLowerCase()
    .replace(/\.caddy(file)?$/, '')
    .replaceAll(/[^a-z0-9.-]+/g, '-');
  return `${plain || 'imported'}.caddy`;
}

async function copyInto(path: string, content: string): Promise<void> {
  await writeFile(path, content, { mode: 0o600, flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EEXIST')
      throw new LatchkeyError('USAGE', { detail: `${path} is there already.`, hint: 'Rename one of the two.', cause });
    throw new LatchkeyError('FOLDER_NOT_WRITABLE', { detail: `${path}: ${cause.code}.`, cause });
  });
}

/** What imports others by their place can only stay where it is. */
function requireAlone(file: string, { imports }: Trial): void {
  if (imports.length === 0) return;
  throw new LatchkeyError('USAGE', {
    detail: `${file} imports ${imports.join(', ')}, which would not be found from sites/.`,
    hint: `Add ${file} to sites: in latchkey.yaml instead of --apply; it stays where it is then.`,
  });
}

/** `latchkey import-caddyfile`: what a Caddyfile would mean in this home, before anything changes. */
export function importCaddyfileCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('import-caddyfile'))
    .argument('<file>', 'a Caddyfile that was written without latchkey')
    .description(
      'say what of a Caddyfile would become reachable, and what in it conflicts; --apply copies it into sites/',
    )
    .option('--apply', 'copy it into sites/ when nothing conflicts')
    .addHelpText(
      'after',
      `
To leave the file where it is, name it under sites: in latchkey.yaml instead of --apply.
Ends with 3 when something conflicts; nothing is changed then.

Examples:
  latchkey import-caddyfile /etc/caddy/Caddyfile --dir /srv/latchkey
  latchkey import-caddyfile /etc/caddy/Caddyfile --dir /srv/latchkey --apply && latchkey reload --dir /srv/latchkey`,
    )
    .action(async (file: string, options: ImportOptions) => {
      const [{ readHome }, { findTools }, { tryCaddyfile }] = await Promise.all([
        import('../../home/open.ts'),
        import('../../stack/tools.ts'),
        import('../../stack/caddy/try.ts'),
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
      const trial = await tryCaddyfile(resolve(context.cwd, file), { ...home, tools, env: context.env });
      if (options.apply) requireAlone(resolve(context.cwd, file), trial);
      const conflicts = trial.findings.filter(({ kind }) => kind === 'conflict');
      const copy = join(home.layout.sites, siteName(file));
      const applied = options.apply === true && conflicts.length === 0;
      if (applied) await copyInto(copy, trial.content);
      const { sites, becomeReachable, findings } = trial;
      const value = { sites, becomeReachable, findings, ...(applied && { copied: copy }) };
      const next = applied
        ? `Copied to ${copy}. latchkey reload lets the running home take it; stop the other Caddy first.`
        : conflicts.length > 0
          ? `Nothing was changed: ${conflicts.length} ${conflicts.length === 1 ? 'conflict' : 'conflicts'}.`
          : 'Nothing conflicts, and nothing was changed. Add --apply to copy it into sites/.';
      result(terminal, options.json, value, () =>
        lines([reachableText(trial), ...findings.map((finding) => findingText(finding, terminal)), next]),
      );
      if (conflicts.length > 0) throw new EndsWith(EXIT.configuration);
    });
}
