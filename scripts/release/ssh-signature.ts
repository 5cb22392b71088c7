// Signatures by ssh-keygen, which every system has that a release is made or checked on.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NAMESPACE, SIGNER } from './artefacts.ts';

/** Runs ssh-keygen. @throws with its own words when it fails */
function sshKeygen(args: readonly string[], input: string): Promise<void> {
  const child = spawn('ssh-keygen', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
  child.on('error', reject);
  child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`ssh-keygen: ${said.trim()}`))));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return promise;
}

/**
 * Signs a text.
 * @param key a private key without a passphrase, as ssh-keygen writes it; it lies in a file that nobody else can read
 * for as long as that takes
 * @returns the signature, armoured
 */
export async function sign(text: string, key: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-sign-'));
  try {
    const [keyFile, textFile] = [join(folder, 'key'), join(folder, 'text')];
    await writeFile(keyFile, `${key.trim()}\n`, { mode: 0o600 });
    await writeFile(textFile, text);
    await sshKeygen(['-q', '-Y', 'sign', '-f', keyFile, '-n', NAMESPACE, textFile], '');
    return await readFile(`${textFile}.sig`, 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param signers a file of allowed signers
 * @throws when the signature is not by one of them, over exactly this text
 */
export async function verify(text: string, signature: string, signers: string): Promise<void> {
  await sshKeygen(['-Y', 'verify', '-f', signers, '-I', SIGNER, '-n', NAMESPACE, '-s', signature], text);
}
