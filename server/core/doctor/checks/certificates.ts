import { counted } from '../../../../shared/counted.ts';
import { internalCosts } from '../../config/near-certificates.ts';
import { shellWord } from '../commands.ts';
import { error, type Finding, notChecked, ok, reportedError, reportedWarning, warning } from '../finding.ts';
import type { Examined, ServerCertificate } from '../ports.ts';
import { GET_LEGO } from './programs.ts';

const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** Caddy renews when a third of the life is left; later than this, it has failed to. */
const LATE = 1 / 6;
/** CAs date certificates back, by an hour: what was refused just before one was issued is over. */
const DATED_BACK = 2 * 3_600_000;

/** @param left milliseconds */
const inWords = (left: number) =>
  left > 2 * DAY ? counted(Math.floor(left / DAY), 'day') : counted(Math.floor((24 * left) / DAY), 'hour');

/** What is wrong with the files themselves, whether they are served already or not. */
async function files({
  config,
  layout,
  certificateFiles,
}: Pick<Examined, 'config' | 'layout' | 'certificateFiles'>): Promise<Finding[]> {
  if (config?.certificates.kind !== 'files') return [];
  const path = shellWord(resolved(config.certificates.certificate, layout));
  const fix = `openssl crl2pkcs7 -nocrl -certfile ${path} | openssl pkcs7 -print_certs -noout`;
  return (await certificateFiles()).map(({ effect, message }) => {
    const what = `${message}.`;
    if (effect === 'some-refuse')
      return reportedWarning(what, {
        why: 'Browsers may manage without; apps, phones and command lines do not connect.',
        fix,
      });
    if (effect === 'slow')
      return reportedWarning(what, { why: 'Strangers who only greet can keep everybody outside waiting.', fix });
    const why = effect === 'refused' ? 'Browsers warn people away, and apps do not connect.' : 'Caddy cannot use them.';
    return reportedError(what, { why, fix });
  });
}

const resolved = (path: string, { dir }: Examined['layout']) => (path.startsWith('/') ? path : `${dir}/${path}`);

/** Whether every name has a server certificate, for it, and for long enough; and whether the files are as they should be. */
export async function certificatesCheck(home: Examined): Promise<Finding[]> {
  const obtaining = await dns01(home);
  const wrong = [...(await files(home)), ...obtaining];
  // The last failure is of what is found here; said once, it is not the reason of every name again.
  const served = await servedCertificates(home, obtaining.length > 0);
  return wrong.length > 0 ? [...wrong, ...served.filter(({ severity }) => severity !== 'ok')] : served;
}

/** What keeps the home from getting its certificate by itself. */
async function dns01({ dns01, commands }: Pick<Examined, 'dns01' | 'commands'>): Promise<Finding[]> {
  const fixes = {
    install: GET_LEGO,
    edit: commands.edit(),
    renew: commands.latchkey('certificates', 'renew'),
  };
  return (await dns01()).map(({ what, fix, missing }) => {
    const why = missing
      ? 'There is no server certificate, and nobody is served.'
      : 'What is served now is not renewed; once it expires, nobody is served.';
    return (missing ? reportedError : reportedWarning)(/[.?]$/.test(what) ? what : `${what}.`, {
      why,
      fix: fixes[fix],
    });
  });
}

/** What the CA said last, unless it has issued a certificate since; begins with a space. */
function stillRefused(
  refused: Awaited<ReturnType<Examined['records']['lastNotIssued']>>,
  certificate: ServerCertificate | undefined,
  now: number,
): string {
  const since = certificate ? certificate.notBefore + DATED_BACK : now - WEEK;
  return refused && refused.at > since ? ` ${refused.reason}` : '';
}

async function servedCertificates(
  { config, running, hosts, layout, clock, edgeProxy, commands, certificateOnDisk, records }: Examined,
  isExplained: boolean,
): Promise<Finding[]> {
  if (!config || !edgeProxy || !running) return [notChecked('Only while latchkey up is running.')];
  const fix =
    config.certificates.kind === 'files'
      ? commands.latchkey('reload')
      : config.certificates.kind === 'dns-01'
        ? commands.latchkey('certificates', 'renew')
        : `tail -n 2000 '${layout.logs}/stack.log' | grep -iE 'acme|certificate|obtain|renew'`;
  const onDisk = await certificateOnDisk().catch(() => undefined);
  const refused =
    !isExplained && ['http-01', 'dns-01'].includes(config.certificates.kind)
      ? await records.lastNotIssued().catch(() => undefined)
      : undefined;
  const names = [config.enrolmentHost, ...hosts].filter((host) => !host.includes('*'));
  let soonest = Number.POSITIVE_INFINITY;
  const findings = await Promise.all(
    names.map(async (host): Promise<Finding | undefined> => {
      const certificate = await edgeProxy.serverCertificate(host);
      const reason = stillRefused(refused, certificate, clock.now());
      const said = { host, reason };
      if (!certificate) return error('certificate-missing', said, fix);
      if (!certificate.matches) return error('certificate-for-another', said, fix);
      const left = certificate.notAfter - clock.now();
      soonest = Math.min(soonest, left);
      if (left <= 0) return error('certificate-expired', said, fix);
      if (host === config.enrolmentHost && onDisk !== undefined && onDisk !== certificate.fingerprint)
        return warning('certificate-not-taken-over', { host }, fix);
      const time = inWords(left);
      if (reason !== '' && refused?.host === host)
        return reportedWarning(
          `The CA gives no new certificate for ${host}; the one that is served expires in ${time}.`,
          {
            why: reason.trim(),
            fix,
          },
        );
      if (left > (certificate.notAfter - certificate.notBefore) * LATE) return undefined;
      return left > 2 * DAY
        ? warning('certificate-expires-in-days', { ...said, count: Math.floor(left / DAY) }, fix)
        : warning('certificate-expires-in-hours', { ...said, count: Math.floor((24 * left) / DAY) }, fix);
    }),
  );
  const wrong = findings.filter((finding) => finding !== undefined);
  if (wrong.length > 0) return wrong;
  return [
    ok(
      `${counted(names.length, 'name has', 'names have')} a server certificate; the first expires in ${inWords(soonest)}.`,
    ),
    ...(config.certificates.kind === 'internal' ? [ok(internalCosts(config.domain))] : []),
  ];
}
