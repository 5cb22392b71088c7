import { X509Certificate } from 'node:crypto';
import { wantedNames } from '../../core/certificates/names.ts';
import { inThePast, nextTry } from '../../core/certificates/schedule.ts';
import type { Clock } from '../../core/ports/basics.ts';
import { readRegularFile } from '../../platform/regular-file.ts';
import { servedCertificate } from '../../stack/probe/served-certificate.ts';
import type { ConfiguredHome } from '../read.ts';
import { ownCertificate, rememberedTries } from './present.ts';

/** One name that is served, and with what. */
interface ServedName {
  readonly host: string;
  /** Milliseconds since 1970; undefined when nothing is served under that name. */
  readonly notAfter: number | undefined;
  readonly issuer: string | undefined;
}

/** How it stands with the home's server certificates. */
export interface CertificateStatus {
  readonly from: 'internal' | 'http-01' | 'dns-01' | 'files';
  /** The DNS provider, the files. */
  readonly source: string | undefined;
  readonly served: readonly ServedName[];
  /** Of what the home gets by itself by DNS-01, or what lies in the files: undefined when it is not there. */
  readonly certificate:
    | { readonly names: readonly string[]; readonly issuer: string; readonly notAfter: number }
    | undefined;
  /** When latchkey tries next, with `dns-01`; milliseconds since 1970. */
  readonly nextTry: number | undefined;
  readonly lastFailure: { readonly at: number; readonly reason: string; readonly failures: number } | undefined;
}

const namesOf = (certificate: X509Certificate) =>
  [...(certificate.subjectAltName ?? '').matchAll(/DNS:([^,\s]+)/g)].map(([, name = '']) => name);

function fromFile(path: string): CertificateStatus['certificate'] {
  try {
    const certificate = new X509Certificate(readRegularFile(path));
    return {
      names: namesOf(certificate),
      issuer: certificate.issuer.split('\n').reverse().join(', '),
      notAfter: certificate.validToDate.getTime(),
    };
  } catch {
    return undefined;
  }
}

/** Looks at what is on disk, and at what Caddy serves when it runs. It changes nothing and asks nobody outside. */
export async function certificateStatus(
  { config, layout, facts }: ConfiguredHome,
  clock: Clock,
): Promise<CertificateStatus> {
  const { certificates, enrolmentHost, services } = config;
  const served = await Promise.all(
    [enrolmentHost, ...services.map(({ host }) => host)].map(async (host): Promise<ServedName> => {
      const path = host === enrolmentHost ? layout.run.enrolment : layout.run.wan;
      const seen = await servedCertificate({ path }, host);
      return { host, notAfter: seen?.notAfter, issuer: seen?.issuer };
    }),
  );
  const rest = { from: certificates.kind, served, source: undefined, nextTry: undefined, lastFailure: undefined };
  if (certificates.kind === 'files') {
    const path = certificates.certificate.startsWith('/')
      ? certificates.certificate
      : `${layout.dir}/${certificates.certificate}`;
    return { ...rest, source: path, certificate: fromFile(path) };
  }
  if (certificates.kind !== 'dns-01') return { ...rest, certificate: undefined };
  const there = await ownCertificate(layout, wantedNames(config, facts.sites));
  const tries = inThePast(await rememberedTries(layout), clock.now());
  const present = there && there.missing.length === 0 ? there : undefined;
  const { failure, failures } = tries;
  return {
    ...rest,
    source: certificates.provider,
    certificate: there && { names: there.names, issuer: there.issuer, notAfter: there.notAfter },
    nextTry: Math.max(clock.now(), nextTry({ present, tries, directory: config.acme.directory })),
    lastFailure: failure && failures > 0 ? { at: failure.at, reason: failure.reason, failures } : undefined,
  };
}
