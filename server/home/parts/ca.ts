import { LatchkeyError } from '../../../shared/errors.ts';
import { CurrentCa } from '../../ca/current-ca.ts';
import { openHomelabCa } from '../../ca/open-authority.ts';
import type { CaUnlock } from '../../ca/signer.ts';
import { auditedAuthority } from '../../core/audit/audited-authority.ts';
import type { CertificateAuthority } from '../../core/ports/authority.ts';
import { MetaTable } from '../../store/meta-table.ts';
import { cryptoRandom, type OpenHome } from '../open.ts';

/** The CA of a running home. */
export interface OpenCa {
  /** The one that is on disk. */
  readonly current: CurrentCa;
  /** The same, with all that it signs in the audit log. */
  readonly authority: CertificateAuthority;
}

/**
 * Opens the Homelab CA, ready to sign. That it was opened, or could not be, is in the audit log.
 * @param trust has Caddy trust the CAs that are on disk
 * @throws LatchkeyError CA_REPLACEMENT_UNFINISHED, and what {@link openHomelabCa} throws
 */
export async function openCa(home: OpenHome, unlock: CaUnlock, trust: () => Promise<void>): Promise<OpenCa> {
  const { audit, registry } = home;
  try {
    const current = await openCurrentCa(home, unlock, trust);
    audit.record({ kind: 'ca-opened', outcome: 'ok' });
    return { current, authority: auditedAuthority(current, { audit, registry }) };
  } catch (thrown) {
    const detail = { code: LatchkeyError.is(thrown) ? thrown.code : 'INTERNAL' };
    audit.record({ kind: 'ca-opened', outcome: 'failed', detail });
    throw thrown;
  }
}

/** {@link openCa}, apart from the audit log. */
export async function openCurrentCa(
  { layout, registry }: OpenHome,
  unlock: CaUnlock,
  trust: () => Promise<void>,
): Promise<CurrentCa> {
  const requireWhole = () => {
    if (new MetaTable(registry).time('ca_burn_begun_at') !== undefined)
      throw new LatchkeyError('CA_REPLACEMENT_UNFINISHED');
  };
  requireWhole();
  return CurrentCa.open({ paths: layout, open: () => openHomelabCa(layout, cryptoRandom, unlock), trust });
}
