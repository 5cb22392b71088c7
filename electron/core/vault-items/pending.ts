/**
 * An enrolment on its way. Everything that a start after a crash needs to ask the home again lies in the vault, in one
 * value: the invite and the key are secrets, and one value cannot be half written.
 */
import { z } from 'zod';
import { type Contact, contactSchema } from '../../../shared/api.ts';
import { fromBase64, toBase64 } from '../../../shared/bytes.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { homeDomain } from '../../../shared/home-domain.ts';
import { formatInvite, type Invite } from '../../../shared/invite.ts';
import { parseInvite } from '../../../shared/paste/read-invite.ts';
import type { Agreed } from '../home-checks/check-certificate.ts';
import { VAULT_VALUE_LIMIT, type Vault } from '../ports.ts';
import { readSaved } from '../saved.ts';

export interface Pending {
  /** Random; the home record of this enrolment has the same. */
  readonly id: string;
  readonly invite: Invite;
  /** PKCS#8 DER. */
  readonly key: Uint8Array;
  readonly deviceName: string;
  /** Whether an earlier key of the same person to the same home stays. */
  readonly keepOld: boolean;
  /** Undefined in what an earlier version began. */
  readonly agreed: Agreed | undefined;
  /** Whom to ask, as the home said it before it was begun. */
  readonly contact?: Contact | undefined;
}

const PREFIX = 'pending/';

const pendingKey = (id: string) => `${PREFIX}${id}`;

const valueSchema = z.object({
  version: z.literal(1),
  invite: z.string(),
  key: z.base64(),
  device: z.string(),
  keepOld: z.boolean(),
  agreed: z.object({ person: z.string(), home: z.string() }).optional(),
  contact: contactSchema.optional(),
});

/**
 * Keeps an enrolment in the vault, in place of what was kept of it. A contact that makes it too long is left out.
 * @throws VAULT_LOCKED, VAULT_NOT_AVAILABLE, VAULT_SEALED_ELSEWHERE
 */
export async function keepPending(vault: Vault, pending: Pending): Promise<void> {
  const value = (contact: Contact | undefined): z.input<typeof valueSchema> => ({
    version: 1,
    invite: formatInvite(pending.invite),
    key: toBase64(pending.key),
    device: pending.deviceName,
    keepOld: pending.keepOld,
    agreed: pending.agreed,
    contact,
  });
  const whole = JSON.stringify(value(pending.contact));
  // Going on matters more than knowing whom to ask.
  const fits = new TextEncoder().encode(whole).length <= VAULT_VALUE_LIMIT;
  await vault.set(pendingKey(pending.id), fits ? whole : JSON.stringify(value(undefined)));
}

/** @throws RECORDS_DAMAGED when the vault holds something else under that name, RECORDS_NEWER */
export async function readPending(vault: Vault, id: string): Promise<Pending | undefined> {
  const text = await vault.get(pendingKey(id));
  if (text === undefined) return undefined;
  const where = `The secret "${pendingKey(id)}"`;
  const { key, device, keepOld, agreed, contact, ...saved } = readSaved(valueSchema, text, where);
  const invite = parseInvite(saved.invite);
  if (!invite.ok) throw new LatchkeyError('RECORDS_DAMAGED', { detail: `${where} cannot be read.` });
  return { id, invite: invite.invite, key: fromBase64(key), deviceName: device, keepOld, agreed, contact };
}

/**
 * Every enrolment that this computer has begun, sorted by id.
 * @throws VAULT_LOCKED, VAULT_NOT_AVAILABLE; RECORDS_DAMAGED or RECORDS_NEWER for the first that cannot be read
 */
export async function listPending(vault: Vault): Promise<Pending[]> {
  const found: Pending[] = [];
  for (const key of await vault.list(PREFIX)) {
    const pending = await readPending(vault, key.slice(PREFIX.length)).catch(unlessElsewhere);
    if (pending) found.push(pending);
  }
  return found;
}

/** What another computer began is not this one's to go on with, and must not keep it from beginning. */
function unlessElsewhere(error: unknown): undefined {
  if (error instanceof LatchkeyError && error.code === 'VAULT_SEALED_ELSEWHERE') return undefined;
  throw error;
}

/** Moves what cannot be read aside in the vault, so that the others can go on. */
export async function repairPending(vault: Vault): Promise<void> {
  for (const key of await vault.list(PREFIX)) {
    const id = key.slice(PREFIX.length);
    const damaged = await readPending(vault, id).then(
      () => false,
      (error: unknown) => LatchkeyError.is(error) && error.code === 'RECORDS_DAMAGED',
    );
    const text = damaged ? await vault.get(key) : undefined;
    if (text === undefined) continue;
    await vault.set(`damaged/${id}`, text);
    await vault.delete(key);
  }
}

/** Takes an enrolment out of the vault, if it is there. @throws VAULT_LOCKED, VAULT_NOT_AVAILABLE */
export async function forgetPending(vault: Vault, id: string): Promise<void> {
  await vault.delete(pendingKey(id));
}

/** Whether two invites mean the same code at the same home, which may have a name of its own for the page of an invite. */
export function sameInvite(a: Invite, b: Invite): boolean {
  const isOneHome = a.host === b.host || homeDomain(a.host) === (homeDomain(b.host) ?? '');
  return a.code === b.code && isOneHome && a.port === b.port;
}
