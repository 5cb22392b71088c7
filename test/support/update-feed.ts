/** A folder of a release on a web server of its own, signed by a key of its own; and an app that was told of it. */
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sign } from '../../scripts/release/ssh-signature.ts';
import { run } from './processes.ts';

type Answer = Parameters<RequestListener>[1];

export interface UpdateFeed {
  /** The folder's address. */
  readonly url: string;
  /** What the server has, by name; to be changed at will. */
  readonly files: Map<string, Buffer>;
  /** What was asked for, in order. */
  readonly asked: string[];
  /** In place of a file: does something else with the answer. */
  readonly instead: Map<string, (answer: Answer) => void>;
  /** The AppImage that the app believes it is. */
  readonly appImage: string;
  /** For the app's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Puts a release there, whole and signed. @param key another private key than the one that the app knows */
  publish(version: string, key?: string): Promise<void>;
  /** Makes the app look elsewhere. */
  look(feed: string): Promise<void>;
  close(): Promise<void>;
}

const digest = (data: Buffer, algorithm: 'sha256' | 'sha512') => createHash(algorithm).update(data);
const FEED_FILE = 'latest-linux.yml';
export const artefact = (version: string) => `Latchkey-${version}-linux-x86_64.AppImage`;
/** What stands for a newer app: says which it is, and that it was started. */
const program = (version: string, folder: string) =>
  Buffer.from(
    `#!/bin/sh\necho "${version} \${APPIMAGE_EXIT_AFTER_INSTALL:-run}" >> "${folder}/started"\n${'#'.repeat(70_000)}\n`,
  );

export async function makeKey(folder: string, name: string): Promise<{ key: string; publicKey: string }> {
  const file = join(folder, name);
  const { code, stderr } = await run({
    file: 'ssh-keygen',
    args: ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file],
  });
  if (code !== 0) throw new Error(stderr);
  const [, publicKey = ''] = (await readFile(`${file}.pub`, 'utf8')).split(' ');
  return { key: await readFile(file, 'utf8'), publicKey: publicKey.trim() };
}

export async function startUpdateFeed(): Promise<UpdateFeed> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-feed-'));
  const files: UpdateFeed['files'] = new Map();
  const instead: UpdateFeed['instead'] = new Map();
  const asked: string[] = [];
  const { key: ours, publicKey } = await makeKey(folder, 'release-key');
  const server = createServer((request, answer) => {
    const name = (request.url ?? '/').slice(1);
    asked.push(name);
    const other = instead.get(name);
    const file = files.get(name);
    if (other) other(answer);
    else if (file) answer.writeHead(200, { 'content-length': file.length }).end(file);
    else answer.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const appImage = join(folder, 'Latchkey.AppImage');
  await writeFile(appImage, 'the one that runs');
  await chmod(appImage, 0o755);
  await writeFile(
    join(folder, 'app-update.yml'),
    'provider: generic\nurl: unused\nupdaterCacheDirName: latchkey-updater\n',
  );
  const look = (feed: string) => writeFile(join(folder, 'facts.json'), JSON.stringify({ feed, signers: [publicKey] }));
  const url = `http://127.0.0.1:${port}/`;
  await look(url);
  return {
    url,
    files,
    asked,
    instead,
    appImage,
    env: { LATCHKEY_TEST_UPDATES: folder, LATCHKEY_TEST_SOON_MS: '50', APPIMAGE: appImage },
    look,
    async publish(version, key = ours) {
      const data = program(version, folder);
      const name = artefact(version);
      const sha512 = digest(data, 'sha512').digest('base64');
      const feed = [
        `version: ${version}`,
        'files:',
        `  - url: ${name}`,
        `    sha512: ${sha512}`,
        `    size: ${data.length}`,
        `path: ${name}`,
        `sha512: ${sha512}`,
        `releaseDate: '2026-01-01T00:00:00.000Z'`,
        '',
      ].join('\n');
      const all = { [name]: data, [FEED_FILE]: Buffer.from(feed) };
      const sums = Object.entries(all).map(([name, data]) => `${digest(data, 'sha256').digest('hex')}  ${name}\n`);
      for (const [name, data] of Object.entries(all)) files.set(name, data);
      files.set('SHA256SUMS', Buffer.from(sums.join('')));
      files.set('SHA256SUMS.sig', Buffer.from(await sign(sums.join(''), key)));
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
