import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { counted } from '../../../shared/counted.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { AUDIT_KINDS, type AuditFilter, type StoredAuditEntry } from '../../core/audit/audit.ts';
import type { Page, PageRequest } from '../../core/names/directory.ts';
import type { OpenHome } from '../../home/open.ts';
import { ENTRY_HEADINGS, entryResult, entryRow, sinceTime } from '../audit-view.ts';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { personNamed } from '../look-alikes.ts';
import { listed, type PagingOptions, sayMore, withPaging } from '../paging.ts';
import { table } from '../table.ts';
import { plain, result, type Terminal } from '../terminal.ts';

/** Between two looks for new entries with `--follow`, in milliseconds. */
const FOLLOW_EVERY = 500;
/** Entries that `--follow` begins with. */
const BEFORE_FOLLOWING = 10;

interface AuditOptions extends CommonOptions, PagingOptions {
  readonly since?: string;
  readonly person?: string;
  readonly device?: string;
  readonly kind?: string;
  readonly follow?: boolean;
}

function filterOf(options: AuditOptions, home: OpenHome, terminal: Terminal, now: number): AuditFilter {
  return {
    since: options.since === undefined ? undefined : sinceTime(options.since, now),
    person: personNamed(home, options.person, terminal),
    device: options.device === undefined ? undefined : home.devices.find(options.device).id,
    kind: options.kind,
  };
}

/** Pages go from the newest entry to the oldest; a page goes on below the number that it is given. */
function pages(home: OpenHome, filter: AuditFilter) {
  return ({ limit, after }: PageRequest): Page<StoredAuditEntry> => {
    if (after !== undefined && !/^\d{1,15}$/.test(after)) {
      throw new LatchkeyError('USAGE', { detail: `--after ${JSON.stringify(after)} is not the number of an entry.` });
    }
    const before = after === undefined ? undefined : Number(after);
    const items = home.audit.page({ ...filter, before }, limit + 1);
    const last = items.at(limit - 1);
    return { items: items.slice(0, limit), next: items.length > limit && last ? String(last.seq) : undefined };
  };
}

/** Shows entries as they are written, until somebody presses Ctrl-C or closes the pipe. */
async function follow(home: OpenHome, filter: AuditFilter, json: boolean | undefined, terminal: Terminal) {
  let open = true;
  terminal.out.on('error', () => {
    open = false;
  });
  const show = (entry: StoredAuditEntry) =>
    result(terminal, json, entryResult(entry), () => entryRow(entry).join('  '));
  let seq = home.audit.page({}, 1)[0]?.seq ?? 0;
  for (const entry of home.audit.page(filter, BEFORE_FOLLOWING).toReversed()) show(entry);
  while (open) {
    await sleep(FOLLOW_EVERY);
    for (const entry of home.audit.page({ ...filter, after: seq }, BEFORE_FOLLOWING * 100)) {
      show(entry);
      seq = entry.seq;
    }
  }
}

function verifyCommand(group: Command, context: CommandContext): void {
  withCommonOptions(group.command('verify'))
    .description('check that nobody changed, removed or added an entry')
    .addHelpText('after', '\nExample:\n  latchkey audit verify --dir /srv/latchkey')
    .action((_options: CommonOptions, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      return withHome(options, context, async (home) => {
        const verdict = home.audit.verify();
        if (!verdict.ok) throw new LatchkeyError('AUDIT_NOT_INTACT', { detail: verdict.why });
        const { entries, first, last, hash } = verdict;
        result(context.terminal, options.json, { intact: true, entries, first, last, hash }, () =>
          entries === 0
            ? 'The audit log is empty.'
            : plain`The audit log is as it was written: ${counted(entries, 'entry', 'entries')}, ${first ?? ''} to ${last ?? ''}.\nThe last one's hash is ${hash}.`,
        );
      });
    });
}

/** `latchkey audit`: who did what, when, and with what outcome. */
export function auditCommand(program: Command, context: CommandContext): void {
  const command = withPaging(withCommonOptions(program.command('audit')), '<entry>')
    .option('--since <time>', 'only from then on: 48h, 2027-01-31, "2027-01-31 18:05"')
    .option('--person <name>', 'only what is about this person')
    .option('--device <device>', 'only what is about this device: its name, its id or the beginning of it')
    .addOption(new Option('--kind <kind>', 'only entries of this kind').choices(Object.keys(AUDIT_KINDS)))
    .option('--follow', 'keep running, and show entries as they are written, the newest last')
    .addHelpText(
      'after',
      `
Examples:
  latchkey audit --since 48h --dir /srv/latchkey
  latchkey audit --person "Dave" --json --dir /srv/latchkey
  latchkey audit --follow --dir /srv/latchkey
  latchkey audit verify --dir /srv/latchkey`,
    )
    .action((options: AuditOptions) =>
      withHome(options, context, async (home) => {
        const { terminal } = context;
        const now = context.clock.now();
        const filter = filterOf(options, home, terminal, now);
        if (options.follow) return follow(home, filter, options.json, terminal);
        const { items, next } = listed(pages(home, filter), options, terminal, now);
        result(terminal, options.json, { entries: items.map(entryResult), next: next ?? null }, () =>
          items.length === 0 ? 'There is no such entry.' : table(ENTRY_HEADINGS, items.map(entryRow)),
        );
        if (!options.json) sayMore(terminal, next);
      }),
    );
  verifyCommand(command, context);
}
