import { resolve } from 'node:path';
import type { Command } from 'commander';
import { LatchkeyError } from '../../../shared/errors.ts';
import { homeLayout } from '../../core/layout.ts';
import type { LegoForCommand } from '../../home/certificates/lego-for-command.ts';
import type { Tried } from '../../home/certificates/renewal.ts';
import type { CertificateStatus } from '../../home/certificates/status.ts';
import { BrokenOff, whenBrokenOff } from '../../platform/breaking-off.ts';
import {
  type CommandContext,
  type CommonOptions,
  homeFolder,
  repeatable,
  withCommonOptions,
  withHome,
} from '../command.ts';
import { iso } from '../device-results.ts';
import { lines, localTime, plain, result, type Shown, say, table } from '../terminal.ts';

const FROM = {
  internal: "the home's own root, which signs them by itself",
  'http-01': 'a public CA that asks on port 80; Caddy gets and renews them',
  'dns-01': 'a public CA that looks for a DNS record; latchkey gets and renews them with lego',
  files: 'files that another program renews; new ones are served within a minute',
} as const;

function statusResult({ from, source, certificate, served, nextTry, lastFailure }: CertificateStatus) {
  return {
    from,
    source: source ?? null,
    certificate: certificate ? { ...certificate, notAfter: iso(certificate.notAfter) } : null,
    served: served.map(({ host, notAfter, issuer }) => ({ host, notAfter: iso(notAfter), issuer: issuer ?? null })),
    nextTry: iso(nextTry),
    lastFailure: lastFailure ? { ...lastFailure, at: iso(lastFailure.at) } : null,
  };
}

function statusText({ from, source, certificate, served, nextTry, lastFailure }: CertificateStatus): Shown {
  const until = (time: number | undefined) => (time === undefined ? 'nothing is served' : localTime(new Date(time)));
  const fact = (name: string, value: string | undefined) => (value === undefined ? [] : [[name, value] as const]);
  const obtained = from === 'dns-01' || from === 'files';
  const facts = [
    ...fact('from', `${from}: ${FROM[from]}`),
    ...fact(from === 'dns-01' ? 'provider' : 'file', source),
    ...fact('names', certificate?.names.join(', ')),
    ...fact('issued by', certificate?.issuer),
    ...fact('valid until', certificate && localTime(new Date(certificate.notAfter))),
    ...fact('certificate', certificate || !obtained ? undefined : 'there is none yet'),
    ...fact('next try', nextTry === undefined ? undefined : localTime(new Date(nextTry))),
    ...fact(
      'last failure',
      lastFailure && `${localTime(new Date(lastFailure.at))}, ${lastFailure.failures} in a row. ${lastFailure.reason}`,
    ),
  ];
  return lines([
    ...facts.map(([name, value]) => `${`${name}:`.padEnd(14)}${value}`),
    '',
    table(
      ['NAME', 'SERVED UNTIL', 'ISSUED BY'],
      served.map(({ host, notAfter, issuer }) => [host, until(notAfter), issuer ?? '']),
    ),
  ]);
}

function statusCommand(group: Command, context: CommandContext): void {
  withCommonOptions(group.command('status'))
    .description('show where server certificates come from, until when they are valid, and when latchkey tries next')
    .addHelpText('after', '\nExample:\n  latchkey certificates status --dir /srv/latchkey')
    .action((options: CommonOptions) =>
      withHome(options, context, async (home) => {
        const { certificateStatus } = await import('../../home/certificates/status.ts');
        const status = await certificateStatus(home, context.clock);
        result(context.terminal, options.json, statusResult(status), () => statusText(status));
      }),
    );
}

/** @throws LatchkeyError SERVER_CERTIFICATE_MISSING */
function said(tried: Tried, options: CommonOptions, context: CommandContext): void {
  if (!tried.ok) throw new LatchkeyError('SERVER_CERTIFICATE_MISSING', { detail: `${tried.reason}.` });
  const { names, notAfter } = tried;
  result(context.terminal, options.json, { names, notAfter: iso(notAfter) }, () => {
    return plain`There is a certificate for ${names.join(', ')}, valid until ${localTime(new Date(notAfter))}.`;
  });
}

/** A home that does not run, or runs with certificates from elsewhere; one that ended meanwhile is for its admin to see. */
const getsNone = ({ code, detail }: LatchkeyError) =>
  code === 'USAGE' || (code === 'HOME_NOT_RUNNING' && detail === undefined);

/** Works with lego, which has a user of its own where root runs this; breaking off aborts the signal, with BrokenOff as reason. */
async function withLego<T>(
  dir: string,
  folder: 'own' | 'temporary',
  work: (lego: LegoForCommand, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { legoForCommand } = await import('../../home/certificates/lego-for-command.ts');
  const controller = new AbortController();
  const undo = whenBrokenOff((by) => controller.abort(new BrokenOff(by)));
  try {
    const lego = await legoForCommand(dir, folder);
    try {
      return await work(lego, controller.signal);
    } finally {
      await lego.close();
    }
  } finally {
    undo();
  }
}

async function renewAlone(options: CommonOptions, context: CommandContext): Promise<Tried> {
  const { CertificateRenewal } = await import('../../home/certificates/renewal.ts');
  return withLego(homeFolder(options, context), 'own', (lego, signal) =>
    withHome(
      options,
      context,
      async (home) => {
        const renewal = new CertificateRenewal({
          ...{ home, env: context.env, clock: context.clock, launch: lego.launch, apart: lego.apart },
          onEvent: (event) => {
            if (event.kind === 'certificate-asked')
              say(context.terminal, `asking for ${event.names.join(', ')}; this takes up to some minutes`);
          },
          onLine: () => undefined,
          onPair: async () => undefined,
        });
        signal.addEventListener('abort', () => void renewal.stop());
        signal.throwIfAborted();
        const tried = await renewal.renew();
        if (!tried.ok) signal.throwIfAborted();
        return tried;
      },
      { strict: true },
    ),
  );
}

function renewCommand(group: Command, context: CommandContext): void {
  withCommonOptions(group.command('renew'))
    .description('get a new server certificate now (dns-01); the running home does it and serves it')
    .addHelpText(
      'after',
      `
Before latchkey reload to certificates: dns-01, it gets the first one, so that nobody has to wait.

Example:
  latchkey certificates renew --dir /srv/latchkey`,
    )
    .action(async (options: CommonOptions) => {
      const { askRenewal } = await import('../../home/asking/ask-running.ts');
      say(context.terminal, 'asking the running home; a new server certificate takes up to some minutes');
      const tried = await askRenewal(homeLayout(homeFolder(options, context))).catch((thrown: unknown) => {
        if (LatchkeyError.is(thrown) && getsNone(thrown)) return renewAlone(options, context);
        throw thrown;
      });
      said(tried, options, context);
    });
}

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

function checkCommand(group: Command, context: CommandContext): void {
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

/** `latchkey certificates`: the home's own server certificates. */
export function certificatesCommand(program: Command, context: CommandContext): void {
  const group = program
    .command('certificates')
    .description("the home's own server certificates: status, renew now, check a DNS provider");
  statusCommand(group, context);
  renewCommand(group, context);
  checkCommand(group, context);
}
