/** A device in memory: for attacks, and for whoever must hold a private key that a certificate store would not give. */
import 'reflect-metadata';
import { request } from 'node:https';
import { PemConverter, Pkcs10CertificateRequestGenerator } from '@peculiar/x509';
import { createHomeMaterial } from '../../server/ca/create.ts';
import { writeHomeKeys } from '../../server/ca/custody.ts';
import { openHomelabCa } from '../../server/ca/open-authority.ts';
import { homeLayout } from '../../server/core/layout.ts';
import type { CertificateAuthority } from '../../server/core/ports/authority.ts';
import type { Random } from '../../server/core/ports/basics.ts';
import {
  type CertificateReply,
  certificateReplySchema,
  type Problem,
  problemSchema,
  ROUTES,
} from '../../shared/api.ts';
import { type Identity, WAN_SOURCE } from './probe.ts';

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const random: Random = { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) };
const DAY = 86_400_000;

export interface SoftKey {
  /** PKCS#8, PEM. */
  readonly key: string;
  /** PKCS#10, PEM; its subject says something that the home must not believe. */
  readonly csr: string;
}

/** Makes a P-256 key and a certificate request for it. */
export async function makeSoftKey(subject = 'CN=Mallory'): Promise<SoftKey> {
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const csr = await Pkcs10CertificateRequestGenerator.create({ name: subject, keys, signingAlgorithm: P256 });
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { key: PemConverter.encode(pkcs8, 'PRIVATE KEY'), csr: csr.toString('pem') };
}

/** Where the signing API is, and which of this machine's addresses to come from. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly from?: string;
  /** Where the home listens; loopback unless told otherwise. */
  readonly address?: string;
}

export type RedeemResult =
  | { readonly ok: true; readonly reply: CertificateReply }
  | { readonly ok: false; readonly status: number; readonly problem: Problem };

/** Redeems a code over HTTPS as any client could. */
export async function redeem(place: Place, code: string, { csr }: SoftKey, deviceName: string): Promise<RedeemResult> {
  const { status, body } = await postJson(place, ROUTES.issueCertificate.path, {
    code,
    csr,
    device: { name: deviceName, platform: 'linux' },
  });
  return status === 201
    ? { ok: true, reply: certificateReplySchema.parse(body) }
    : { ok: false, status, problem: problemSchema.parse(body) };
}

/** A device that is enrolled, with everything that a thief of it would have. */
export interface SoftDevice {
  readonly identity: Identity;
  readonly reply: CertificateReply;
  /** Gives the key back, as the relative's app does. */
  leave(): Promise<void>;
}

/** Redeems a code for a device in memory. @throws what the home said when it refuses */
export async function enrolSoftDevice(place: Place, code: string): Promise<SoftDevice> {
  const key = await makeSoftKey();
  const enrolled = await redeem(place, code, key, 'Soft device');
  if (!enrolled.ok) throw new Error(enrolled.problem.title);
  const { reply } = enrolled;
  return {
    identity: { cert: reply.certificate, key: key.key },
    reply,
    async leave() {
      const { status } = await postJson(place, ROUTES.leave.path, {
        deviceId: reply.device.id,
        renewalSecret: reply.renewalSecret,
      });
      if (status !== 200) throw new Error(`leaving was answered with ${status}`);
    },
  };
}

/** Posts as any client could. @throws when there is no answer, or none that is JSON */
export function postJson({ host, port, from, address }: Place, path: string, value: unknown) {
  const source = from ?? (address === undefined ? WAN_SOURCE : undefined);
  return new Promise<{ status: number; body: unknown }>((resolve, reject) => {
    const sending = request(
      {
        host: address ?? '127.0.0.1',
        port,
        path,
        method: 'POST',
        servername: host,
        ...(source && { localAddress: source }),
        // What is tested is the home's judgement of us, not ours of its private certificate.
        rejectUnauthorized: false,
        headers: { host: `${host}:${port}`, 'content-type': 'application/json' },
        timeout: 10_000,
      },
      async (reply) => {
        const chunks: Buffer[] = [];
        try {
          for await (const chunk of reply) chunks.push(chunk as Buffer);
          resolve({ status: reply.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) });
        } catch (error) {
          reject(error);
        }
      },
    );
    sending.on('timeout', () => sending.destroy(new Error('no reply in time')));
    sending.on('error', reject);
    sending.end(JSON.stringify(value));
  });
}

/** Has a certificate signed by somebody who holds a CA's key and asks no registry. */
export async function mintBehindTheRegistry(ca: CertificateAuthority, home: string): Promise<Identity> {
  const { key, csr } = await makeSoftKey();
  const issued = await ca.issue({
    person: 'Mallory',
    deviceName: 'Stolen',
    deviceId: crypto.randomUUID(),
    home,
    key: ca.readRequest(csr),
    notBefore: Date.now() - 60_000,
    notAfter: Date.now() + DAY,
  });
  return { cert: PemConverter.encode(new Uint8Array(issued.der), 'CERTIFICATE'), key };
}

/** A CA that is called exactly as the home's own, and is not. Its files go into an empty folder of the test's. */
export async function makeForeignCa(dir: string, home: string): Promise<CertificateAuthority> {
  const layout = homeLayout(dir);
  const clock = { now: () => Date.now() };
  await writeHomeKeys(layout, await createHomeMaterial(home, { serverRoot: false }, { clock, random }));
  return openHomelabCa(layout, random);
}

/** The home's real CA, as a thief of the folder would open it. */
export function openStolenCa(dir: string): Promise<CertificateAuthority> {
  return openHomelabCa(homeLayout(dir), random);
}
