import type { Contact } from '../../../shared/api.ts';
import type { EnrolmentStore, Vault } from '../ports.ts';
import { listPending } from '../vault-items/pending.ts';

/** An enrolment that is not finished, without its secrets; its home's name when the home has said it. */
export interface Unfinished {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly deviceName: string;
  readonly home?: string;
  readonly contact?: Contact;
}

interface Places {
  readonly vault: Vault;
  readonly enrolmentStore: EnrolmentStore;
}

/** Those whose key waits in the vault, and those whose certificate came but whose key the vault has lost. */
export async function listUnfinished({ vault, enrolmentStore }: Places): Promise<Unfinished[]> {
  const pending = await listPending(vault);
  const records = await enrolmentStore.list();
  const known = new Set(pending.map(({ id }) => id));
  const leaving = new Set(records.filter(({ state }) => state === 'leaving').map(({ id }) => id));
  const keyless = records.filter(({ id, state }) => state === 'installing' && !known.has(id));
  return [
    ...pending
      .filter(({ id }) => !leaving.has(id))
      .map(({ id, invite, deviceName, agreed, contact }) => ({
        id,
        host: invite.host,
        port: invite.port,
        deviceName,
        ...(agreed ? { home: agreed.home } : {}),
        ...(contact ? { contact } : {}),
      })),
    ...keyless.map(({ id, place, device, home, contact }) => ({
      id,
      host: place.host,
      port: place.port,
      deviceName: device.name,
      home: home.name,
      ...(contact ? { contact } : {}),
    })),
  ];
}
