import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { counted } from '../../../shared/counted.ts';
import type { OpenHome } from '../../home/open.ts';
import { type CommandContext, type CommonOptions, ExitWithCode, withCommonOptions, withHome } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { table } from '../table.ts';
import { localTime, result } from '../terminal.ts';

async function statusOf(home: OpenHome, now: number) {
  const { askHealth } = await import('../../home/asking/ask-health.ts');
  const { devices, openInvitations } = home.directory.counts(now);
  const wanted = new Set(home.registry.activeFingerprints(now));
  const present = await home.activeSet.list();
  const ca = new X509Certificate(await home.caCertificate());
  const running = (await askHealth(home.layout)) !== undefined;
  const ran = await readFile(home.layout.rendered.config, 'utf8').catch(() => undefined);
  return {
    home: home.config.name,
    domain: home.config.domain,
    running,
    /** Whether the home that runs goes by latchkey.yaml as it is. */
    applied: !running || ran === undefined || ran === home.configText,
    services: home.facts.services,
    devices: {
      active: devices.active,
      expired: devices.expired,
      shutOut: devices['shut-out'],
      left: devices.left,
    },
    openInvitations,
    activeSet: {
      certificates: wanted.size,
      inStep: present.length === wanted.size && present.every((name) => wanted.has(name)),
    },
    ca: { notAfter: new Date(ca.validTo).toISOString() },
  };
}

/** `latchkey status`: one look at the home. */
export function statusCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('status'))
    .option('--running', 'end with exit code 5 when it is not running')
    .addHelpText('after', '\nExample:\n  latchkey status --dir /srv/latchkey --json')
    .action((options: CommonOptions & { readonly running?: boolean }) =>
      withHome(
        options,
        context,
        async (home) => {
          const status = await statusOf(home, context.clock.now());
          const { devices } = status;
          result(context.terminal, options.json, status, () =>
            table(
              [status.home, status.running ? 'running' : 'not running (start it with latchkey up)'],
              [
                ...status.services.map(({ name, url }) => [name, url]),
                [
                  'devices',
                  `${devices.active} active, ${devices.expired} expired, ${devices.shutOut} shut out, ${devices.left} gone`,
                ],
                ['invitations', `${status.openInvitations} open`],
                [
                  'active set',
                  status.activeSet.inStep
                    ? `${counted(status.activeSet.certificates, 'certificate')}, as the registry says`
                    : 'differs from the registry; latchkey up corrects it within seconds',
                ],
                ...(status.applied
                  ? []
                  : [['latchkey.yaml', 'was changed and is not applied; apply it with latchkey reload']]),
                ['Homelab CA', `until ${localTime(new Date(status.ca.notAfter))}`],
              ],
            ),
          );
          if (options.running && !status.running) throw new ExitWithCode(EXIT.environment);
        },
        { checked: true },
      ),
    );
}
