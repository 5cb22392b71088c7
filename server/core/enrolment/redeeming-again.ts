import { LatchkeyError } from '../../../shared/errors.ts';
import type { RequestedKey } from '../ports/authority.ts';
import type { Enrolment, Invitation, Origin } from '../records.ts';
import { templateFor } from './certificate-template.ts';
import { askingForNext } from './own-keys.ts';
import type { RedeemingPorts } from './redeeming-ports.ts';

/**
 * Redeems the code that a device asked for itself, for its next certificate. The one before is let in until the next one is
 * confirmed; a next one that was never confirmed, since its file was lost perhaps, makes room for this one.
 * @returns undefined when the certificate that asked can ask for nothing any more, or somebody else was first
 * @throws LatchkeyError INVITATION_NOT_VALID when the device has left, or another renewal was faster; the code stays unused
 */
export async function redeemNext(
  ports: RedeemingPorts,
  { id, askedWith }: Invitation,
  key: RequestedKey,
  codeHash: string,
  now: number,
  origin: Origin,
): Promise<Enrolment | undefined> {
  const { registry, reconciler, audit, clock } = ports;
  const asking = askingForNext(ports, askedWith, now);
  if (!asking) return undefined;
  const { shown, newest } = asking;
  const { device } = newest;
  const certificate = await templateFor(ports, device, key, now, { noEarlier: newest.certificate.notAfter });
  let retired: readonly string[] | undefined;
  const enrolment = await registry.together(() => {
    const at = clock.now();
    if (!registry.claimInvitation(codeHash, at)) return registry.redeemed(codeHash, key.spkiHash, at);
    retired = registry.renew({
      deviceId: device.id,
      seen: { generation: device.renewalGeneration, fingerprint: newest.certificate.fingerprint },
      generation: shown.certificate.generation + 1,
      ...{ at, certificate, origin, invitation: id },
    });
    // It ended, or another renewal was faster: the code is not used up by that.
    if (!retired) throw new LatchkeyError('INVITATION_NOT_VALID');
    const about = { person: device.person, device: device.id, detail: { name: device.name } };
    audit.record({ kind: 'certificate-renewed', outcome: 'ok', ...about, subject: certificate.fingerprint });
    return registry.enrolment(certificate.fingerprint);
  });
  if (enrolment && retired) {
    await reconciler.admit(enrolment.certificate.fingerprint);
    await reconciler.retire(retired);
  }
  return enrolment;
}
