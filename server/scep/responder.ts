/** SCEP (RFC 8894): what a phone's own system asks for a certificate with. */
import { LatchkeyError } from '../../shared/errors.ts';
import { pem } from '../core/encoding.ts';
import type { Redeeming } from '../core/enrolment/redeeming.ts';
import type { Random } from '../core/ports/basics.ts';
import { NotCms, openEnvelope } from './cms.ts';
import { challengeOf, failure, readMessage, type ScepRequest, success } from './message.ts';
import type { RegistrationAuthority } from './registration-authority.ts';

/** What this responder can do (RFC 8894 3.5.2), a line each. DES3 is for strongSwan 5.9, which finds no AES. */
const CAPABILITIES = ['AES', 'DES3', 'SHA-256', 'SHA-512', 'POSTPKIOperation', 'Renewal', 'SCEPStandard'];

const NONCE_BYTES = 16;

export interface ScepPorts {
  readonly redeeming: Pick<Redeeming, 'redeemChallenge'>;
  readonly registrationAuthority: RegistrationAuthority;
  readonly random: Random;
  /** Certificates, DER, as a certs-only CMS message, DER. */
  readonly certsOnly: (certificates: readonly Uint8Array[]) => Uint8Array;
}

export class ScepResponder {
  readonly capabilities = CAPABILITIES;
  readonly #ports: ScepPorts;

  constructor(ports: ScepPorts) {
    this.#ports = ports;
  }

  /** The registration authority's certificate and the Homelab CA's, in a certs-only message (RFC 8894 4.2). */
  async certificates(): Promise<Uint8Array> {
    const { certificate, ca } = await this.#ports.registrationAuthority.now();
    return this.#ports.certsOnly([certificate, ca]);
  }

  /**
   * Reads what can be read without a key.
   * @throws LatchkeyError REQUEST_NOT_VALID
   */
  read(bytes: Uint8Array): ScepRequest {
    try {
      return readMessage(bytes);
    } catch (error) {
      if (error instanceof NotCms) throw new LatchkeyError('REQUEST_NOT_VALID', { detail: error.message });
      throw error;
    }
  }

  /**
   * Redeems the challenge in the envelope for a certificate.
   * @returns a CertRep with the certificate, DER
   * @throws LatchkeyError INVITATION_NOT_VALID for an envelope that does not open, a request that is none and a challenge that
   * is not good: nobody can tell which; {@link refusal} says so to the client
   */
  async answer(request: ScepRequest): Promise<Uint8Array> {
    const { redeeming, certsOnly } = this.#ports;
    const identity = await this.#ports.registrationAuthority.now();
    const opened = openedBy(request.envelope, identity);
    if (!opened) throw new LatchkeyError('INVITATION_NOT_VALID');
    const { content: csr, cipher } = opened;
    const { der } = await redeeming
      .redeemChallenge(challengeOf(csr), pem('CERTIFICATE REQUEST', csr))
      .catch((error) => {
        if (LatchkeyError.is(error) && error.code === 'CSR_NOT_VALID') throw new LatchkeyError('INVITATION_NOT_VALID');
        throw error;
      });
    return success(request, certsOnly([der]), cipher, this.#by(identity));
  }

  /** The CertRep that says no. */
  async refusal(request: ScepRequest): Promise<Uint8Array> {
    return failure(request, this.#by(await this.#ports.registrationAuthority.now()));
  }

  #by(signer: Parameters<typeof openEnvelope>[1]) {
    return { signer, nonce: this.#ports.random.bytes(NONCE_BYTES) };
  }
}

function openedBy(...[envelope, recipient]: Parameters<typeof openEnvelope>) {
  try {
    return openEnvelope(envelope, recipient);
  } catch (error) {
    if (error instanceof NotCms) return undefined;
    throw error;
  }
}
