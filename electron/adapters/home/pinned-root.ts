import { createHash, type ScryptOptions, scrypt, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import { ROUTES } from '../../../shared/api.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { isLongPin, PIN_HASH_BYTES, PIN_SCRYPT, pinOfHash, pinSalt } from '../../../shared/pin.ts';
import type { HomePlace } from '../../core/ports.ts';
import { exchange } from './exchange.ts';

const MAX_ROOT_BYTES = 8 * 1024;

const derive = promisify<Uint8Array, string, number, ScryptOptions, Buffer>(scrypt);

/**
 * Fetches a home's private server root from whoever answers, and believes it only when it is the one that the invite's
 * pin names. Nothing is told to the other side but the path.
 * @returns the root, PEM
 * @throws HOME_NOT_TRUSTED when it is another one
 */
export async function fetchPinnedRoot({ host, port }: HomePlace, pin: string, timeoutMs: number): Promise<string> {
  const { status, body } = await exchange({
    method: 'GET',
    host,
    port,
    path: ROUTES.serverRoot.path,
    maxBytes: MAX_ROOT_BYTES,
    timeoutMs,
    trust: 'nobody-yet',
  });
  const root = status === 200 ? readCertificate(body) : undefined;
  if (!root) throw new LatchkeyError('HOME_NOT_TRUSTED', { detail: 'It did not show the root that the invite names.' });
  if ((await pinOf(root, host, pin)) !== pin) {
    throw new LatchkeyError('HOME_NOT_TRUSTED', { detail: 'It showed another root than the invite names.' });
  }
  return root.toString();
}

/** The pin of a root, long or short as the one that is asked for. Both are public. */
async function pinOf({ raw }: X509Certificate, host: string, asked: string): Promise<string> {
  if (isLongPin(asked)) return createHash('sha256').update(raw).digest('base64url');
  return pinOfHash(await derive(raw, pinSalt(host), PIN_HASH_BYTES, PIN_SCRYPT));
}

function readCertificate(body: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(body);
  } catch {
    return undefined;
  }
}
