import { resolve } from 'node:path';
import type { Command } from 'commander';
import { LatchkeyError } from '../../../shared/errors.ts';
import type { SealTo } from '../../backup/sealing.ts';
import type { OpenHome } from '../../home/open.ts';
import { type CommandContext, type CommonOptions, repeatable, withCommonOptions, withHome } from '../command.ts';
import { result, resultBytes, say } from '../terminal.ts';

interface BackupOptions extends CommonOptions {
  readonly to?: readonly string[];
  readonly passphraseFile?: string;
  readonly withCaKey?: true;
}

/** For the keys that were named, else under a passphrase, else for the keys that latchkey.yaml names. */
async function sealTo(options: BackupOptions, home: OpenHome, context: CommandContext): Promise<SealTo> {
  const recipients = options.to ?? (options.passphraseFile === undefined ? home.config.backups?.to : undefined);
  if (recipients) return { kind: 'recipients', recipients };
  const { newPassphrase } = await import('../secret-sources.ts');
  const source = { file: options.passphraseFile, question: 'Passphrase for the backup' };
  return { kind: 'passphrase', passphrase: await newPassphrase(source, context) };
}

/** Before anybody is asked for a passphrase. @throws LatchkeyError USAGE, BACKUP_EXISTS */
async function requirePlace(
  file: string,
  { json }: BackupOptions,
  { layout }: OpenHome,
  { terminal, cwd }: CommandContext,
): Promise<void> {
  if (file !== '-') {
    const { writeNamed } = await import('../../platform/caller.ts');
    const { requireNoBackup } = await import('../../backup/backup-file.ts');
    const path = resolve(cwd, file);
    return writeNamed(path, layout.dir, () => requireNoBackup(path));
  }
  if (terminal.out.isTTY || json)
    throw new LatchkeyError('USAGE', {
      detail: '- is for a pipe or a file: the backup would go to this terminal, or into the JSON.',
      hint: 'Write where it goes: latchkey backup - > home.tar.age',
    });
}

/** `latchkey backup <file>`: everything that another machine needs to be this home. */
export function backupCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('backup <file>'))
    .option('--to <public key>', 'encrypt to a public key of age (age1…); may be repeated', repeatable)
    .option('--passphrase-file <file>', 'encrypt under the passphrase in this file; asked for otherwise')
    .option('--with-ca-key', 'also the key of the Homelab CA; without it, a restored home makes a new one')
    .addHelpText(
      'after',
      `
The file is one of age (age-encryption.org): age -d file | tar x opens it without Latchkey too. It holds the registry,
latchkey.yaml, sites/, certificates and secrets; whoever opens it can be this home. Keep it where this machine is not.

Examples:
  latchkey backup /mnt/stick/home.tar.age --dir /srv/latchkey
  latchkey backup home.tar.age --to age1… --dir /srv/latchkey
  docker compose exec -T home latchkey backup - --to age1… > home.tar.age     - is standard output`,
    )
    .action((file: string, options: BackupOptions) =>
      withHome(options, context, async (home) => {
        const { backupHome } = await import('../../home/backup.ts');
        const toPipe = file === '-';
        await requirePlace(file, options, home, context);
        const to = await sealTo(options, home, context);
        const where = toPipe
          ? { file: '-', put: (bytes: Uint8Array) => resultBytes(context.terminal, bytes) }
          : { file: resolve(context.cwd, file) };
        const order = { ...where, to, withCaKey: options.withCaKey === true };
        const report = await backupHome(home, context.clock, order);
        for (const path of report.leftOut) say(context.terminal, `not in the backup: ${path}`);
        const key = report.caKey ? 'with' : 'without';
        const size = `${Math.ceil(report.bytes / 1024)} KiB, ${key} the key of the Homelab CA, read back and whole.`;
        if (toPipe) say(context.terminal, `backup: ${size}`);
        else result(context.terminal, options.json, report, () => `${report.file}: ${size}`);
      }),
    );
}
