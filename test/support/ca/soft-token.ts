/** A token of SoftHSM in a folder of its own, and `pkcs11-tool` of OpenSC to reach it. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../processes.ts';

const MODULES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
];

export interface SoftToken {
  readonly module: string;
  readonly label: string;
  readonly pin: string;
  /** What the module needs in the environment. */
  readonly env: Readonly<Record<string, string>>;
  dispose(): void;
}

/** Makes a token with a user PIN and no keys. */
export async function makeSoftToken(label = 'Example Home'): Promise<SoftToken> {
  const module = MODULES.find((path) => existsSync(path));
  if (module === undefined) throw new Error('SoftHSM is not installed: npm run setup');
  const dir = mkdtempSync(join(tmpdir(), 'latchkey-token-'));
  const config = join(dir, 'softhsm2.conf');
  writeFileSync(config, `directories.tokendir = ${dir}\nobjectstore.backend = file\nlog.level = ERROR\n`);
  const [env, pin] = [{ SOFTHSM2_CONF: config }, '4821-example'];
  const args = ['--init-token', '--free', '--label', label, '--so-pin', '00000000', '--pin', pin];
  const made = await run({ file: 'softhsm2-util', args, env: { ...process.env, ...env } });
  if (made.code !== 0) throw new Error(made.stderr);
  return { module, label, pin, env, dispose: () => rmSync(dir, { recursive: true, force: true }) };
}
