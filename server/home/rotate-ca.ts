import { LatchkeyError } from '../../shared/errors.ts';
import { readTrustedCas } from '../ca/ca-files.ts';
import { keyPlaceOf } from '../ca/key-custody.ts';
import { beginRotation, type CaChange, finishRotation } from '../ca/rotate.ts';
import type { KeyPlace } from '../ca/signer.ts';
import { withCaLock } from './ca-lock.ts';
import type { OpenHome } from './open.ts';
import { type RotationProgress, rotationProgress } from './rotation-progress.ts';

type Home = Pick<OpenHome, 'config' | 'layout' | 'audit'>;

/** How many devices an error names. */
const NAMED = 10;

/**
 * Where the next key of the CA belongs: in the token of latchkey.yaml, else where the one before was protected. Under the
 * CA's lock.
 */
export async function nextKeyPlace({ config, layout }: Pick<OpenHome, 'config' | 'layout'>): Promise<KeyPlace> {
  const { token, passphraseFile } = config.ca;
  const now = (await keyPlaceOf(layout))?.kind;
  if (token) return { kind: 'token', token: token.label };
  return { kind: now === 'protected' || passphraseFile !== undefined ? 'protected' : 'plain' };
}

/** Makes a new CA that signs from now on. @returns its certificate, PEM. @throws LatchkeyError as {@link beginRotation} */
export async function rotateCa(home: Home, change: CaChange): Promise<string> {
  return withCaLock(home.layout, async () => {
    const certificatePem = await beginRotation(home.config.name, await nextKeyPlace(home), change);
    home.audit.record({ kind: 'ca-rotated', outcome: 'ok' });
    return certificatePem;
  });
}

/**
 * Stops trusting the CA before.
 * @param now milliseconds since 1970
 * @param really also when devices still need it
 * @returns the devices that are outside now until they have renewed; undefined when nothing was to be finished
 * @throws LatchkeyError CA_STILL_NEEDED
 */
export async function finishCaRotation(
  home: Home & Pick<OpenHome, 'registry'>,
  now: number,
  really: boolean,
): Promise<RotationProgress['waiting'] | undefined> {
  return withCaLock(home.layout, async () => {
    const { current, previous } = await readTrustedCas(home.layout);
    if (previous.length === 0) return undefined;
    const { waiting } = rotationProgress(home, current, now);
    if (waiting.length > 0 && !really) {
      const names = waiting.slice(0, NAMED).map(({ name, person }) => `${name} (${person})`);
      const more = waiting.length > NAMED ? ` and ${waiting.length - NAMED} more` : '';
      throw new LatchkeyError('CA_STILL_NEEDED', { detail: `${names.join(', ')}${more}.` });
    }
    await finishRotation({ paths: home.layout });
    home.audit.record({ kind: 'ca-rotation-finished', outcome: 'ok', detail: { waiting: waiting.length } });
    return waiting;
  });
}
