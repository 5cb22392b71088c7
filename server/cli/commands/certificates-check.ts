import { resolve } from 'node:path';
import type { Command } from 'commander';
import { LatchkeyError } from '../../../shared/errors.ts';
import { type CommandContext, type CommonOptions, homeFolder, repeatable, withCommonOptions } from '../command.ts';
import { plain, result, say } from '../terminal.ts';
import { withLego } from '../with-lego.ts';

interface CheckOptions extends CommonOptions {
  readonly credential?: readonly string[];
  readonly setting?: readonly string[];
  readonly directory?: string;
  readonly root?: string;
}

/** `NAME=value`, each. */
function pairs(words: readonly string[], option: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=');
      if (at > 0) return [word.slice(0, at), word.slice(at + 1)];
      throw new LatchkeyError('USAGE', {
        detail: `${option} ${JSON.stringify(word)} is not understood.`,
        hint: `Write ${option} NAME=${option === '--credential' ? '/path/of/a/file' : 'value'}.`,
      });
    }),
  );
}

/** What latchkey.yaml may not say is not tried either. @throws LatchkeyError USAGE */
async function asked(provider: string, { credential = [], setting = [], directory }: CheckOptions) {
  const credentials = pairs(credential, '--credential');
  const settings = pairs(setting, '--setting');
  const places = Object.fromEntries(Object.entries(credentials).map(([name, file]) => [name, { file }]));
  const [{ whyNoDirectory }, { whyNotDns01 }] = await Promise.all([
    import('../../core/config/sections/acme.ts'),
    import('../../core/config/sections/dns-01.ts'),
  ]);
  const noDirectory = directory === undefined ? undefined : whyNoDirectory(directory);
  const detail =
    whyNotDns01({ provider, credentials: places, settings }) ?? (noDirectory && `--directory ${noDirectory}`);
  if (detail) throw new LatchkeyError('USAGE', { detail: `${detail}.`, hint: 'latchkey certificates check --help' });
  return { provider, credentials, settings, directory };
}

/** `latchkey certificates check`: tries a DNS provider, and changes nothing of the home. */
export function checkCommand(group: Command, context: CommandContext): void {
  withCommonOptions(group.command('check'))
    .argument('<provider>', 'the code of a DNS provider in lego, such as cloudflare')
    .description('try DNS-01 against the staging CA, whose certificates nobody trusts: nothing of the home changes')
    .option(
      '--credential <name=file>',
      'a variable of the provider, and the file that holds its value; may be repeated',
      repeatable,
    )
    .option('--setting <name=value>', 'a variable of the provider that is no secret; may be repeated', repeatable)
    .option(
      '--directory <url>',
      'the ACME directory to ask (default: Let’s Encrypt’s staging, or that of acme: in latchkey.yaml)',
    )
    .option('--root <file>', 'the root of the directory’s own certificate, for a CA of your own')
    .addHelpText(
      'after',
      `
What latchkey.yaml says of this provider is used, unless --credential names something else.

Examples:
  latchkey certificates check cloudflare --dir /srv/latchkey
  latchkey certificates check cloudflare --credential CF_DNS_API_TOKEN=/srv/token --dir /srv/latchkey`,
    )
    .action(async (provider: string, options: CheckOptions) => {
      const dir = homeFolder(options, context);
      const words = await asked(provider, options);
      const [{ readHome }, { tryOut }, { LETS_ENCRYPT, LETS_ENCRYPT_STAGING }] = await Promise.all([
        import('../../home/read.ts'),
        import('../../home/certificates/try-out.ts'),
        import('../../core/config/sections/acme.ts'),
      ]);
      const { names, problem } = await withLego(dir, 'temporary', async (lego, signal) => {
        const home = await readHome(dir);
        // A CA of one's own has no staging, and no limits either.
        const other =
          words.directory ?? (home.config.acme.directory === LETS_ENCRYPT ? LETS_ENCRYPT_STAGING : undefined);
        say(context.terminal, 'asking the CA; this takes up to some minutes');
        const tried = await tryOut(home, {
          ...words,
          directory: other,
          root: options.root === undefined ? undefined : resolve(context.cwd, options.root),
          ...{ lego, env: context.env, cwd: context.cwd, clock: context.clock, signal },
        });
        if (tried.problem !== undefined) signal.throwIfAborted();
        return tried;
      });
      if (problem !== undefined)
        throw new LatchkeyError('SERVER_CERTIFICATE_MISSING', {
          detail: `${problem}.`,
          hint: 'Nothing of the home was changed. Correct it, then check again.',
        });
      result(context.terminal, options.json, { provider, names, works: true }, () => {
        return plain`${provider} works: the CA would issue for ${names.join(', ')}. Nothing of the home was changed.`;
      });
    });
}
