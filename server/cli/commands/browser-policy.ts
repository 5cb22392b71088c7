import { X509Certificate } from 'node:crypto';
import { Argument, type Command, Option } from 'commander';
import { isWithin } from '../../../shared/host.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { HomeFacts } from '../../core/records.ts';
import { BROWSERS, type Browser, browserPolicy, SYSTEMS, type System } from '../browser-policies.ts';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { programWords, result, say } from '../terminal.ts';

interface PolicyOptions extends CommonOptions {
  readonly system: System;
}

/** Every host behind the key: the home's domain with all below it, and hand-written sites elsewhere. */
function hostsBehindTheKey({ domain }: Pick<HomeConfig, 'domain'>, { sites }: Pick<HomeFacts, 'sites'>) {
  const elsewhere = sites.filter((host) => !isWithin(host, domain));
  return [`*.${domain}`, ...elsewhere];
}

/** `latchkey browser-policy <browser>`: what makes a browser stop asking which key it is to show this home. */
export function browserPolicyCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('browser-policy'))
    .addArgument(new Argument('<browser>', 'whose policy').choices(BROWSERS))
    .addOption(new Option('--system <system>', 'where the browser runs').choices(SYSTEMS).default('linux'))
    .addHelpText(
      'after',
      `
The file is for a person who knows what it does, or whoever looks after their computer. Nothing applies it by itself.

Examples:
  latchkey browser-policy chrome --system windows --dir /srv/latchkey > latchkey.reg
  latchkey browser-policy firefox --dir /srv/latchkey`,
    )
    .action((browser: Browser, options: PolicyOptions) =>
      withHome(options, context, async (home) => {
        const { CN, O } = new X509Certificate(await home.caCertificate()).toLegacyObject().subject;
        const policy = browserPolicy(browser, options.system, {
          name: home.config.name,
          hosts: hostsBehindTheKey(home.config, home.facts),
          issuer: { CN: String(CN), O: String(O) },
        });
        result(context.terminal, options.json, { browser, system: options.system, ...policy }, () =>
          programWords(policy.content),
        );
        if (options.json) return;
        say(context.terminal, policy.apply);
        say(context.terminal, `To take it back: ${policy.undo}`);
        if (browser === 'firefox') {
          say(
            context.terminal,
            'Firefox has one setting for all sites: it then shows a key that fits to every site that asks for one.',
          );
        }
      }),
    );
}
