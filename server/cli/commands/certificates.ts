import type { Command } from 'commander';
import { LatchkeyError } from '../../../shared/errors.ts';
import { homeLayout } from '../../core/layout.ts';
import type { Tried } from '../../home/certificates/renewal.ts';
import type { CertificateStatus } from '../../home/certificates/status.ts';
import { type CommandContext, type CommonOptions, homeFolder, withCommonOptions, withHome } from '../command.ts';
import { iso } from '../device-results.ts';
import { table } from '../table.ts';
import { lines, localTime, plain, result, type Shown, say } from '../terminal.ts';
import { withLego } from '../with-lego.ts';
import { checkCommand } from './certificates-check.ts';

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
      say(context.terminal, 'getting a server certificate; this takes up to some minutes');
      const tried = await askRenewal(homeLayout(homeFolder(options, context))).catch((thrown: unknown) => {
        if (LatchkeyError.is(thrown) && getsNone(thrown)) return renewAlone(options, context);
        throw thrown;
      });
      said(tried, options, context);
    });
}

/** `latchkey certificates`: the home's own server certificates. */
export function certificatesCommand(program: Command, context: CommandContext): void {
  const group = program.command('certificates');
  statusCommand(group, context);
  renewCommand(group, context);
  checkCommand(group, context);
}
