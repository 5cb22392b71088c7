import type { CurrentCa } from '../../ca/current-ca.ts';
import { type Repeating, repeat } from '../../platform/repeat.ts';

/** Between two looks at whether the CA is another one, in milliseconds. */
const LOOK_EVERY = 2000;

/** Takes over the CA that `latchkey ca rotate` or `replace` has put on disk, also while nobody asks for a certificate. */
export function reloadCa(ca: CurrentCa, onReloaded: () => void, onWarning: (message: string) => void): Repeating {
  const look = async () => {
    if (await ca.refresh()) onReloaded();
  };
  return repeat(LOOK_EVERY, look, (thrown) => onWarning(`Homelab CA: ${String(thrown)}`));
}
