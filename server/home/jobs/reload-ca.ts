import { LatchkeyError } from '../../../shared/errors.ts';
import { CurrentCa } from '../../ca/current-ca.ts';
import { openHomelabCa } from '../../ca/open-authority.ts';
import type { CaUnlock } from '../../ca/signer.ts';
import { repeat } from '../../platform/repeat.ts';
import { MetaTable } from '../../store/meta-table.ts';
import { cryptoRandom, type OpenHome } from '../open.ts';

/** Between two looks at whether the CA is another one, in milliseconds. */
const LOOK_EVERY = 2000;

/** The CA of a running home, which goes along with `latchkey ca rotate` and `burn`. */
export interface FollowedCa {
  readonly authority: CurrentCa;
  /** @param onTaken told when another CA was taken over */
  start(onTaken: () => void, onWarning: (message: string) => void): void;
  stop(): void;
}

/**
 * Opens the CA of a home that is about to run.
 * @param trust has the lock trust the CAs that are on disk
 * @throws LatchkeyError CA_BURN_UNFINISHED, and what {@link openHomelabCa} throws
 */
export async function followCa(home: OpenHome, unlock: CaUnlock, trust: () => Promise<void>): Promise<FollowedCa> {
  const requireWhole = () => {
    if (new MetaTable(home.registry).time('ca_burn_begun_at') !== undefined)
      throw new LatchkeyError('CA_BURN_UNFINISHED');
  };
  const open = () => openHomelabCa(home.layout, cryptoRandom, unlock);
  requireWhole();
  const authority = await CurrentCa.open({ paths: home.layout, open, trust });
  let stop: () => void = () => undefined;
  return {
    authority,
    start: (onTaken, onWarning) => {
      const look = async () => {
        if (await authority.refresh()) onTaken();
      };
      stop = repeat(LOOK_EVERY, look, (thrown) => onWarning(`Homelab CA: ${String(thrown)}`));
    },
    stop: () => stop(),
  };
}
