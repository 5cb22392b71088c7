/** KWallet as the Secret Service of a throw-away person, opened as a login opens it (pam_kwallet), so that nothing asks. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findTool } from '../../../electron/adapters/run-command.ts';
import { collectionIs, end, type SecretServiceProgram } from './with-keyring.ts';

const WALLET = 'kdewallet';
const START_TIMEOUT_MS = 15_000;
/** Bytes of what pam_kwallet derives from the password, and of its salt (kwallet-pam, pam_kwallet.c). */
const KEY_BYTES = 56;

/** Whether it is installed, and can encrypt (without Qt's cryptography it starts all the same). */
export const hasKwallet = async (): Promise<boolean> =>
  (await findTool('kwalletd5', process.env.PATH)) !== undefined &&
  globSync('/usr/lib/*/qca-qt5/crypto/libqca-ossl.so').length > 0;

/** Has the wallet made. Only a wallet that is there when it starts is a collection. */
async function makeWallet(env: Record<string, string>): Promise<void> {
  const folder = join(env.XDG_DATA_HOME ?? '', 'kwalletd');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, `${WALLET}.salt`), Buffer.alloc(KEY_BYTES, 's'), { mode: 0o600 });
  const settings = `[Wallet]\nFirst Use=false\nEnabled=true\nDefault Wallet=${WALLET}\nPrompt on Open=false\n`;
  writeFileSync(join(env.XDG_CONFIG_HOME ?? '', 'kwalletrc'), settings);
  const child = startKwallet(env);
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!existsSync(join(folder, `${WALLET}.kwl`))) {
    if (Date.now() > deadline) throw new Error('kwalletd5 makes no wallet');
    await sleep(50);
  }
  await end(child);
}

/** Starts it with the key of the wallet and its environment handed over, as kwalletd's runtime/kwalletd/main.cpp reads them. */
function startKwallet(env: Record<string, string>): ChildProcess {
  const socket = join(env.XDG_RUNTIME_DIR ?? '', `kwallet-${Date.now()}.socket`);
  const server = createServer().listen(socket);
  // No stream, but something with a descriptor all the same: the socket on which it waits for its environment.
  const { _handle } = server as unknown as { readonly _handle: { readonly fd: number } };
  const environment = { ...env, QT_QPA_PLATFORM: 'offscreen' };
  const child = spawn('kwalletd5', ['--pam-login', '3', '4'], {
    env: { ...environment, PAM_KWALLET5_LOGIN: socket },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', _handle.fd],
  });
  child.on('error', () => undefined);
  const key = child.stdio[3];
  if (key && 'end' in key) key.end(Buffer.alloc(KEY_BYTES, 'k'));
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}\n`);
  connect(socket).end(lines.join(''));
  // Whoever is connected already waits for the child, which has the socket too.
  server.close();
  return child;
}

export const KWALLET: SecretServiceProgram = {
  collection: `/org/freedesktop/secrets/collection/${WALLET}`,
  prepare: makeWallet,
  start: startKwallet,
  ready: (env) => collectionIs(env, KWALLET.collection),
};
