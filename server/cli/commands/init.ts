import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, repeatable, withCommonOptions } from '../command.ts';
import type { InitOptions } from '../init/options.ts';

/** `latchkey init`: makes a home. Never overwrites. */
export function initCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('init'))
    .option('--domain <domain>', 'services are <name>.<domain>, invitations are redeemed at enroll.<domain>')
    .option('--name <name>', 'what the home is called (default: the domain)')
    .option('--lan <cidr>', 'a network at home, which needs no key; may be repeated', repeatable)
    .option('--listen <address>', 'an address to listen on (default: all; loopback for *.localhost)', repeatable)
    .option('--https-port <port>', 'the one port (default: 443)')
    .option('--http-port <port|off>', 'redirects to https (default: 80, or off beside another https port)')
    .option('--service <name=upstream>', 'such as cloud=http://127.0.0.1:8080; may be repeated', repeatable)
    .option(
      '--certificates <where>',
      'http-01, dns-01:<provider>, files:<certificate>,<key> or internal (a private root; the default without a terminal)',
    )
    .option('--contact <name or e-mail>', 'whom people ask when something does not work; it is shown to them')
    .addHelpText(
      'after',
      `
Examples:
  latchkey init --dir /srv/latchkey --domain example.com --name "Example Home" --lan 192.168.1.0/24 \\
    --service cloud=http://127.0.0.1:8080 --certificates dns-01:cloudflare
  latchkey init --dir ./try --domain home.localhost --lan 127.0.1.0/24 --https-port 10443 \\
    --service cloud=http://127.0.0.1:18080 --certificates internal`,
    )
    .action(async (options: InitOptions & CommonOptions) => {
      const { initHome } = await import('../init/home.ts');
      await initHome(options, context);
    });
}
