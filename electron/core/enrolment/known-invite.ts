/** Whether this very computer has used an invite already: a home says of a used code only that it opens nothing. */

import { toHex } from '../../../shared/bytes.ts';
import { homeDomain } from '../../../shared/home-domain.ts';
import { formatInvite, type Invite } from '../../../shared/invite.ts';
import type { EnrolmentStore, Vault } from '../ports.ts';
import { listPending, sameInvite } from '../vault-items/pending.ts';

export type KnownInvite =
  /** An enrolment with it is not finished. */
  | { readonly type: 'begun'; readonly id: string }
  /** It brought the key that is here. */
  | { readonly type: 'enrolled'; readonly id: string };

export interface KnownInviteDeps {
  readonly enrolmentStore: Pick<EnrolmentStore, 'list'>;
  readonly vault: Vault;
  readonly crypto: Crypto;
}

/** How a record remembers its invite: SHA-256, hexadecimal. Only of a code that is used up, and so opens nothing. */
export async function inviteDigest(crypto: Crypto, { code, host, port }: Invite): Promise<string> {
  const text = new TextEncoder().encode(formatInvite({ code, host, port }));
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', text)));
}

/** @throws VAULT_LOCKED, VAULT_NOT_AVAILABLE, RECORDS_DAMAGED */
export async function knownInvite(deps: KnownInviteDeps, invite: Invite): Promise<KnownInvite | undefined> {
  const domain = homeDomain(invite.host);
  for (const { id, place, invite: digest } of await deps.enrolmentStore.list('enrolled')) {
    // The link of an invite may have another name of the same home than the one that was enrolled at.
    const { host, port } = homeDomain(place.host) === domain ? place : invite;
    if (digest === (await inviteDigest(deps.crypto, { code: invite.code, host, port })))
      return { type: 'enrolled', id };
  }
  const begun = (await listPending(deps.vault)).find((pending) => sameInvite(pending.invite, invite));
  return begun && { type: 'begun', id: begun.id };
}
