import { X509Certificate } from 'node:crypto';
import type { Command } from 'commander';
import { LatchkeyError } from '../../../shared/errors.ts';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { lines, result } from '../terminal.ts';

/** `latchkey ca server-root`: a new root of the server certificates, for today's domain. */
export function serverRootCommand(ca: Command, context: CommandContext): void {
  withCommonOptions(ca.command('server-root'))
    .description(
      'make a new root of the server certificates, for names below the domain alone (certificates: internal)',
    )
    .option('--really', 'do it: every app and browser that trusts the old root has to trust the new one')
    .addHelpText('after', '\nExample:\n  latchkey ca server-root --really --dir /srv/latchkey')
    .action((options: CommonOptions & { readonly really?: true }) =>
      withHome(options, context, async (home) => {
        if (!options.really) {
          throw new LatchkeyError('USAGE', {
            detail: 'Every app and browser that trusts the old root will refuse this home until it trusts the new one.',
            hint: 'Add --really, while latchkey up is not running.',
          });
        }
        const { replaceServerRoot } = await import('../../home/replace-server-root.ts');
        const certificate = await replaceServerRoot(home, context.clock);
        const { fingerprint256 } = new X509Certificate(certificate);
        result(context.terminal, options.json, { certificate }, () =>
          lines([
            `${home.layout.ca.serverRootCertificate} signs for names below ${home.config.domain} alone.`,
            `SHA-256 ${fingerprint256}`,
            'Invite everybody again: invitations carry the pin of the new root. Then start the home: latchkey up.',
          ]),
        );
      }),
    );
}
