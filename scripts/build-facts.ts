// What a build is told by its environment, and what goes into it because of that. Without any of it nothing is built in.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildFacts } from '../shared/build.ts';
import { SIGNER, SIGNERS } from './release/artefacts.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The folder of the newest release, where the app looks for updates. */
export const FEED_VARIABLE = 'LATCHKEY_UPDATE_FEED';
/** The folder of this very release, where people get the app. */
export const DOWNLOADS_VARIABLE = 'LATCHKEY_DOWNLOADS';

/** @throws when a variable is no folder on the web, or when nobody's signature on an update would count */
export function readBuildFacts(root: string, env: Env): BuildFacts {
  const feed = folderFrom(env, FEED_VARIABLE);
  const downloads = folderFrom(env, DOWNLOADS_VARIABLE);
  if (feed === undefined) return { downloads };
  const signers = signersIn(readFileSync(join(root, SIGNERS), 'utf8'));
  if (signers.length === 0) {
    throw new Error(
      `${FEED_VARIABLE} is set, and ${SIGNERS} has no ssh-ed25519 key: no update could ever be believed.`,
    );
  }
  return { downloads, updates: { feed, signers } };
}

/** For `define` of a bundler. */
export const defineBuildFacts = (root: string, env: Env) => ({
  BUILD_FACTS: JSON.stringify(readBuildFacts(root, env)),
});

/** @returns the keys in a file of allowed signers that may sign a release, base64 */
export function signersIn(text: string): string[] {
  const line = new RegExp(String.raw`^${SIGNER}\s+(?:\S+\s+)?ssh-ed25519\s+([A-Za-z0-9+/]+=*)(?:\s|$)`);
  return text.split('\n').flatMap((each) => line.exec(each.trim())?.[1] ?? []);
}

function folderFrom(env: Env, name: string): string | undefined {
  const text = env[name]?.trim() ?? '';
  if (text === '') return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain =
    url?.protocol === 'https:' && url.username === '' && url.password === '' && `${url.search}${url.hash}` === '';
  if (!(url && plain))
    throw new Error(`${name} is "${text}": write the https address of a folder, and nothing behind it.`);
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}
