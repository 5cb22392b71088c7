import { LatchkeyError } from '../../../shared/errors.ts';
import type { ActiveSetReconciler } from '../access/active-set.ts';
import type { Audit } from '../audit/audit.ts';
import { type DeviceDirectory, type ListedDevice, listedState } from '../names/directory.ts';
import type { Clock } from '../ports/basics.ts';
import type { Registry } from '../ports/registry.ts';

/** A device that is in again, or always was. */
export interface LetIn {
  readonly device: ListedDevice;
  /** False when it had not been shut out. */
  readonly changed: boolean;
}

/** What it takes to let a device in again. */
export interface LettingInPorts {
  readonly registry: Registry;
  readonly directory: DeviceDirectory;
  readonly reconciler: ActiveSetReconciler;
  readonly audit: Audit;
  readonly clock: Clock;
  /** What tells whether a certificate (DER) comes from a CA that is trusted now. */
  readonly trusts: () => Promise<(der: Uint8Array) => boolean>;
}

/**
 * In the registry first, then in the active set, as with shutting out: whichever is later in the registry holds.
 * @param evenSuspect lets in a device of which another computer may have the keys
 * @throws LatchkeyError DEVICE_NOT_FOUND; DEVICE_NOT_LET_IN when it left, its certificates have expired, nobody trusts
 * their CA any more, or it is suspect
 */
export async function letDeviceIn(ports: LettingInPorts, id: string, evenSuspect: boolean): Promise<LetIn> {
  const { registry, directory, reconciler, clock } = ports;
  const trusts = await ports.trusts();
  const changed = registry.atomically(() => recordLetIn(ports, id, evenSuspect, trusts));
  const now = clock.now();
  for (const { fingerprint } of registry.certificatesOf(id)) {
    // Also those of a device that was never out: whoever lets it in again may have crashed at this point.
    if (registry.isActive(fingerprint, now)) await reconciler.admit(fingerprint);
  }
  const device = directory.device(id);
  if (!device) throw new LatchkeyError('DEVICE_NOT_FOUND');
  return { device, changed };
}

/** @returns false when the device was not shut out */
function recordLetIn(
  { registry, directory, audit, clock }: LettingInPorts,
  id: string,
  evenSuspect: boolean,
  trusts: (der: Uint8Array) => boolean,
): boolean {
  const now = clock.now();
  const device = directory.device(id);
  if (!device) throw new LatchkeyError('DEVICE_NOT_FOUND');
  const { person, name, secretReusedAt } = device;
  switch (listedState(device, now)) {
    case 'active':
      return false;
    case 'left':
      throw new LatchkeyError('DEVICE_NOT_LET_IN', { detail: `${name} gave its key back.` });
    case 'expired':
      throw new LatchkeyError('DEVICE_NOT_LET_IN', { detail: `${name} is not shut out; its certificate has expired.` });
    case 'shut-out':
      if (secretReusedAt === undefined || evenSuspect) break;
      throw new LatchkeyError('DEVICE_NOT_LET_IN', {
        detail: `Somebody used an old renewal secret of ${name}: another computer may have a copy of its keys.`,
        hint: 'Invite the person again. If you are certain that nobody has a copy, add --really.',
      });
  }
  if (!registry.certificatesOf(id).some(({ state, der }) => state === 'revoked' && trusts(der))) {
    throw new LatchkeyError('DEVICE_NOT_LET_IN', { detail: `The CA that signed for ${name} is no longer trusted.` });
  }
  if (registry.letDeviceIn(id, now).length === 0) {
    throw new LatchkeyError('DEVICE_NOT_LET_IN', { detail: `None of the certificates of ${name} is still good.` });
  }
  const detail = { name, ...(secretReusedAt === undefined ? {} : { suspect: true }) };
  audit.record({ kind: 'device-let-in', outcome: 'ok', person, device: id, detail });
  return true;
}
