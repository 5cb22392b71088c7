import { isAbsolute, join } from 'node:path';
import { LatchkeyError } from '../../shared/errors.ts';
import type { CaUnlock } from '../ca/signer.ts';
import { Tokens } from '../ca/token.ts';
import { tokenTool } from '../ca/token-tool.ts';
import type { ConfiguredHome } from '../home/read.ts';
import { knownSecret, readSourceAhead, type SecretContext, type SecretSource } from './secret-sources.ts';

type Home = Pick<ConfiguredHome, 'config' | 'layout'>;

/** Asks at most once, however often it is needed. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}

const inHome = ({ dir }: Home['layout'], path: string | undefined) =>
  path === undefined || isAbsolute(path) ? path : join(dir, path);

/** Where the passphrase of the CA's key is. */
export function caPassphrase({ config, layout }: Home): SecretSource {
  return {
    file: inHome(layout, config.ca.passphraseFile),
    credential: 'latchkey-ca-passphrase',
    question: 'Passphrase of the Homelab CA',
  };
}

/** Where the PIN of the token is that holds the CA's key. */
function tokenPin({ config, layout }: Home): SecretSource {
  const { token } = config.ca;
  return {
    file: inHome(layout, token?.['pin-file']),
    credential: 'latchkey-ca-pin',
    question: `PIN of the token ${token?.label ?? ''}`,
  };
}

/**
 * Reads what will open the CA's key of a home, for a process of root's that is about to be root no more. Whatever is wrong
 * with the home itself is said by those who open it.
 * @throws LatchkeyError SECRET_FILE_EXPOSED
 */
export async function readUnlockAhead(dir: string, context: SecretContext): Promise<void> {
  const { readHome } = await import('../home/read.ts');
  const home = await readHome(dir).catch(() => undefined);
  if (!home) return;
  await readSourceAhead(caPassphrase(home), context);
  await readSourceAhead(tokenPin(home), context);
}

/**
 * What opens the key of a home's CA: as latchkey.yaml says, from systemd, or by asking.
 * @param passphraseFile goes before that of latchkey.yaml
 * @returns what reads its secrets when they are first needed; `tokens` throws CA_TOKEN_FAILED when latchkey.yaml names none
 */
export function caUnlock({ config, layout }: Home, context: SecretContext, passphraseFile?: string): CaUnlock {
  const { token } = config.ca;
  const passphrase = once(() =>
    knownSecret({ ...caPassphrase({ config, layout }), ...(passphraseFile && { file: passphraseFile }) }, context),
  );
  const pin = once(() => knownSecret(tokenPin({ config, layout }), context));
  return {
    passphrase,
    tokens: () => {
      if (token) return new Tokens({ run: tokenTool(context.env), module: token.module, pin });
      throw new LatchkeyError('CA_TOKEN_FAILED', { detail: 'latchkey.yaml names no token (ca: token:).' });
    },
  };
}
