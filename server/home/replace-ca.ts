import { type CaChange, replaceCa } from '../ca/rotate.ts';
import type { KeyPlace } from '../ca/signer.ts';
import { recordEnd } from '../core/devices/shutting-out.ts';
import type { Device } from '../core/records.ts';
import { MetaTable } from '../store/meta-table.ts';
import type { OpenHome } from './open.ts';

/** What is left after a replacement. */
export interface ReplacedCa {
  /** The new CA's certificate, PEM. */
  readonly certificatePem: string;
  /** Everybody who had a key: to be invited anew. */
  readonly devices: readonly Device[];
}

type Home = Pick<OpenHome, 'registry' | 'invitations' | 'audit' | 'reconciler' | 'config'>;

/**
 * The emergency: shuts every device out and takes every invitation back, ends what is open, then makes a new CA and
 * trusts no other. Before the first file changes nobody gets in any more; that it was begun is remembered until it is
 * done, so that a crash between any two steps leaves a closed home and a home that says what to do. The same again goes
 * on.
 */
export async function replaceLeakedCa(
  home: Home,
  place: KeyPlace,
  change: CaChange,
  onShutOut?: () => void,
): Promise<ReplacedCa> {
  const { registry, invitations, audit, reconciler, config } = home;
  const { clock } = change;
  const meta = new MetaTable(registry);
  const begun = registry.atomically(() => {
    const at = meta.time('ca_burn_begun_at') ?? clock.now();
    meta.setTime('ca_burn_begun_at', at);
    for (const { id, state } of registry.devices()) {
      if (state === 'active') recordEnd({ ...home, clock }, id, 'shut-out');
    }
    for (const { id, state } of invitations.list()) {
      if (state === 'open') invitations.cancel(id);
    }
    return at;
  });
  onShutOut?.();
  await reconciler.reconcile();
  const certificatePem = await replaceCa(config.name, place, change);
  const devices = registry
    .devices()
    .filter(({ state, endedAt }) => state === 'shut-out' && endedAt !== undefined && endedAt >= begun);
  registry.atomically(() => {
    meta.clear('ca_burn_begun_at');
    audit.record({ kind: 'ca-burned', outcome: 'ok', detail: { devices: devices.length } });
  });
  return { certificatePem, devices };
}
