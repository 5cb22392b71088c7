import { resolve } from 'node:path';
import type { Command } from 'commander';
import { counted } from '../../../shared/counted.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import type { OpenWith } from '../../backup/sealing.ts';
import type { LetIn } from '../../core/backup/restoring.ts';
import type { Commands } from '../../core/doctor/commands.ts';
import type { Device } from '../../core/records.ts';
import type { RestoreQuestion, RestoreReport } from '../../home/restore.ts';
import { type CommandContext, type CommonOptions, homeFolder, withCommonOptions } from '../command.ts';
import { nextCommands, ownerSteps } from '../next-commands.ts';
import { table } from '../table.ts';
import { lines, localTime, plain, result, type Shown, say } from '../terminal.ts';

interface RestoreOptions extends CommonOptions {
  readonly letIn?: string;
  readonly identityFile?: string;
  readonly passphraseFile?: string;
  readonly oldHome?: string;
}

/** `latchkey restore <file>`: a home from a backup, in a new folder. */
export function restoreCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('restore <file>'))
    .option('--let-in <whom>', 'all, none, or ids separated by commas: the devices that may come in again')
    .option('--identity-file <file>', 'the secret key of age that the backup was made for (AGE-SECRET-KEY-1…)')
    .option('--passphrase-file <file>', 'the passphrase of the backup; asked for otherwise')
    .option('--old-home <folder>', 'what is left of the old home: whoever was shut out there stays out')
    .addHelpText(
      'after',
      `
A backup does not know who was shut out after it was made. So the devices that it would let in are listed, and nobody
comes in before you have said who may. The others are shut out; latchkey let-in changes your mind later.
Invitations that were open are taken back: they may have been used since.

Examples:
  latchkey restore home.tar.age --dir /srv/latchkey
  latchkey restore home.tar.age --dir /srv/latchkey --let-in 3f2a9c01,77b1e0d4 --old-home /mnt/old/latchkey`,
    )
    .action(async (file: string, options: RestoreOptions) => {
      const dir = homeFolder(options, context);
      const [{ restoreHome }, { readBackupFile }, { parseLetIn }, { requireUsableFolder }, { homeLayout }] =
        await Promise.all([
          import('../../home/restore.ts'),
          import('../../backup/backup-file.ts'),
          import('../../core/backup/restoring.ts'),
          import('../../stack/usable-folder.ts'),
          import('../../core/layout.ts'),
        ]);
      requireUsableFolder(homeLayout(dir));
      const said = options.letIn === undefined ? undefined : parseLetIn(options.letIn);
      const bytes = await readBackupFile(resolve(context.cwd, file));
      const report = await restoreHome({
        bytes,
        by: await openWith(bytes, options, context),
        dir,
        oldHome: options.oldHome === undefined ? undefined : resolve(context.cwd, options.oldHome),
        decide: async (question) => said ?? decide(question, context),
        clock: context.clock,
        actor: context.actor,
      });
      for (const problem of report.configProblems) say(context.terminal, `warning: ${problem}`);
      result(context.terminal, options.json, restoreResult(report), () =>
        restoredText(report, nextCommands(homeLayout(report.dir), context), ownerSteps(homeLayout(report.dir))),
      );
    });
}

async function openWith(bytes: Uint8Array, options: RestoreOptions, context: CommandContext): Promise<OpenWith> {
  const [{ sealKind }, { knownSecret, readSecretLines }] = await Promise.all([
    import('../../backup/sealing.ts'),
    import('../secret-sources.ts'),
  ]);
  if (sealKind(bytes) === 'passphrase') {
    const source = { file: options.passphraseFile, question: 'Passphrase of the backup' };
    return { kind: 'passphrase', passphrase: await knownSecret(source, context) };
  }
  if (options.identityFile === undefined) {
    throw new LatchkeyError('BACKUP_NOT_OPENED', {
      detail: 'It was made for a public key.',
      hint: 'Name the file with the secret key: --identity-file <file>.',
    });
  }
  const lines = await readSecretLines(resolve(context.cwd, options.identityFile));
  return { kind: 'identities', identities: lines.filter((line) => line !== '' && !line.startsWith('#')) };
}

/** Shows the list and asks. @throws LatchkeyError RESTORE_UNDECIDED when there is nobody to ask */
async function decide({ manifest, age, candidates }: RestoreQuestion, context: CommandContext): Promise<LetIn> {
  const { terminal } = context;
  if (candidates.length === 0) return { kind: 'none' };
  const made = localTime(new Date(manifest.madeAt));
  say(terminal, `This is ${manifest.home} as it was ${inWords(age)} ago, on ${made}.`);
  say(terminal, 'What each device may open is as it was then too, unless --old-home names the old home.');
  say(
    terminal,
    plain`This list also has the devices that were shut out after the backup was made:\n\n${deviceTable(candidates)}\n`,
  );
  const [{ canAsk }, { askAll }, { parseLetIn }] = await Promise.all([
    import('../ask-secret.ts'),
    import('../ask.ts'),
    import('../../core/backup/restoring.ts'),
  ]);
  const wrong = (answer: string) => {
    try {
      parseLetIn(answer);
      return undefined;
    } catch (thrown) {
      return LatchkeyError.is(thrown) ? thrown.hint : String(thrown);
    }
  };
  const ask = 'Who may come in: all, none, or the ids of those that may';
  const [answer] = (canAsk(terminal) ? await askAll([{ ask, check: wrong }], terminal) : undefined) ?? [];
  if (answer === undefined) throw new LatchkeyError('RESTORE_UNDECIDED', { detail: 'Nothing was made.' });
  return parseLetIn(answer);
}

function deviceTable(devices: readonly Device[]): Shown {
  return table(
    ['ID', 'PERSON', 'DEVICE', 'SINCE', 'UNTIL'],
    devices.map(({ id, person, name, enrolledAt, notAfter }) => [
      id.slice(0, 8),
      person,
      name,
      localTime(new Date(enrolledAt)),
      localTime(new Date(notAfter)),
    ]),
  );
}

const UNITS = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
] as const;

function inWords(milliseconds: number): string {
  const [name, length] = UNITS.find(([, unit]) => milliseconds >= 2 * unit) ?? ['minutes', 60_000];
  return `${Math.max(0, Math.floor(milliseconds / length))} ${name}`;
}

const brief = (devices: readonly Device[]) => devices.map(({ id, person, name }) => ({ id, person, name }));

function restoreResult({ letIn, keptOut, ...rest }: RestoreReport) {
  return { ...rest, letIn: brief(letIn), keptOut: brief(keptOut) };
}

function restoredText(report: RestoreReport, next: Commands, owner: readonly Shown[]): Shown {
  const { dir, letIn, keptOut, lost, invitations, narrowed, accessKnown, caKey, caReplaced } = report;
  return lines([
    `The home is restored in ${dir}: ${counted(letIn.length, 'device is', 'devices are')} let in, ${counted(keptOut.length, 'is', 'are')} shut out now.`,
    ...(invitations > 0
      ? [`${counted(invitations, 'invitation that was open is', 'invitations that were open are')} taken back.`]
      : []),
    ...(lost > 0
      ? [`${counted(lost, 'device')} enrolled after the backup was made: invite ${lost === 1 ? 'it' : 'them'} again.`]
      : []),
    ...(narrowed.length > 0 ? [`Opens less than the backup says, as at the old home: ${narrowed.join(', ')}.`] : []),
    ...(accessKnown
      ? []
      : ['What people may open is as it was when the backup was made: what was taken away since is open again.']),
    'Devices that renewed their key after the backup was made need a new invitation too.',
    '',
    ...owner,
    'Next:',
    `  ${next.latchkey('access')}   who may open what now`,
    ...(caReplaced
      ? [
          `  ${next.latchkey('ca', 'replace', '--compromised')}   the old home trusts another CA now: the key of the CA in this backup may have leaked`,
        ]
      : []),
    ...(caKey ? [] : [`  ${next.latchkey('ca', 'rotate')}   the backup holds no CA key; this makes a new one`]),
    `  ${next.start()}`,
    'Do not run the old home again.',
  ]);
}
