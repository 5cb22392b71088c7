/**
 * `setCertificateVerifyProc` and `certificate-error`, asked when Chromium itself refuses a server. The chain that the app
 * judges comes from a second connection, because the protocol shows none. What Chromium trusts is never asked about.
 */
import { createHash } from 'node:crypto';
import { connect, type DetailedPeerCertificate } from 'node:tls';
import type { Certificate } from 'electron';
import { netErrorCode } from '../base/net-errors.ts';
import type { CdpSession } from '../chromium/cdp.ts';

interface VerifyRequest {
  readonly hostname: string;
  readonly certificate: Certificate;
  readonly validatedCertificate: Certificate;
  readonly isIssuedByKnownRoot: boolean;
  readonly verificationResult: string;
  readonly errorCode: number;
}
export type VerifyProc = (request: VerifyRequest, callback: (result: number) => void) => void;
/** @returns nothing when the server is trusted, else Chromium's name of what is wrong with it */
export type Judge = (request: VerifyRequest, url: string) => Promise<string | undefined>;

const CONNECT_TIMEOUT_MS = 5_000;

/** Lets the app judge the servers that this page meets. @param onRefused hears Chromium's name of the error */
export async function watchCertificates(
  page: CdpSession,
  judge: Judge,
  onRefused: (error: string) => void,
): Promise<void> {
  await page.send('Security.enable');
  await page.send('Security.setOverrideCertificateErrors', { override: true });
  page.on('Security.certificateError', ({ eventId, errorType, requestURL }) => {
    const decide = async () => {
      const wrong = await describe(requestURL, errorType).then((request) => judge(request, requestURL));
      if (wrong === undefined) return 'continue';
      onRefused(wrong);
      return 'cancel';
    };
    decide()
      .catch(() => 'cancel' as const)
      .then((action) => page.send('Security.handleCertificateError', { eventId, action }))
      .catch(() => undefined);
  });
}

async function describe(url: string, error: string): Promise<VerifyRequest> {
  const { hostname, port } = new URL(url);
  const certificate = toElectron(await peerCertificate(hostname, Number(port || 443)));
  return {
    hostname,
    certificate,
    validatedCertificate: certificate,
    isIssuedByKnownRoot: false,
    verificationResult: `net::${error}`,
    errorCode: netErrorCode(error),
  };
}

function peerCertificate(hostname: string, port: number): Promise<DetailedPeerCertificate> {
  const host = hostname.replace(/^\[|\]$/g, '');
  // RFC 6761 6.3, as Chromium does and the C library does not.
  const address = host === 'localhost' || host.endsWith('.localhost') ? '127.0.0.1' : host;
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: address,
      port,
      servername: host,
      rejectUnauthorized: false,
      timeout: CONNECT_TIMEOUT_MS,
    });
    socket.once('secureConnect', () => {
      resolve(socket.getPeerCertificate(true));
      socket.destroy();
    });
    socket.once('timeout', () => socket.destroy(new Error('timed out')));
    socket.once('error', reject);
  });
}

function toElectron(certificate: DetailedPeerCertificate): Certificate {
  const { issuerCertificate, subject, issuer } = certificate;
  const last = !issuerCertificate || issuerCertificate.fingerprint256 === certificate.fingerprint256;
  const shown = {
    data: `-----BEGIN CERTIFICATE-----\n${certificate.raw.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    fingerprint: `sha256/${createHash('sha256').update(certificate.raw).digest('base64')}`,
    serialNumber: certificate.serialNumber,
    subjectName: String(subject.CN ?? ''),
    issuerName: String(issuer.CN ?? ''),
    subject: principal(subject),
    issuer: principal(issuer),
    validStart: Date.parse(certificate.valid_from) / 1000,
    validExpiry: Date.parse(certificate.valid_to) / 1000,
  };
  return { ...shown, ...(last ? {} : { issuerCert: toElectron(issuerCertificate) }) } as Certificate;
}

function principal(name: DetailedPeerCertificate['subject']) {
  const list = (value: string | string[] | undefined) => (value === undefined ? [] : [value].flat());
  return {
    commonName: String(name.CN ?? ''),
    organizations: list(name.O),
    organizationUnits: list(name.OU),
    locality: String(name.L ?? ''),
    state: String(name.ST ?? ''),
    country: String(name.C ?? ''),
  };
}
