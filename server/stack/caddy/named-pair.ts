/** A certificate and its key that a hand-written site names: Caddy's words for what it cannot load name neither file. */
import { readRegularFile } from '../../platform/regular-file.ts';
import { judgePair } from '../server-certificate/pair.ts';
import { safely } from './places.ts';

/**
 * Whether Caddy can load a pair.
 * @param certificate absolute path
 * @param key absolute path
 * @returns the wrong file, and why as the end of a sentence about it; undefined also when this user may not read them:
 *   Caddy may
 */
export function whyNotLoaded(certificate: string, key: string): { path: string; why: string } | undefined {
  const read = (path: string) => safely(() => ({ path, bytes: readRegularFile(path) }));
  const [first, second] = [read(certificate), read(key)];
  if (!first || !second) return undefined;
  const { problems } = judgePair({ certificate: first, key: second, hosts: [], now: Date.now(), roots: [] });
  const problem = problems.find(({ effect }) => effect === 'not-loaded');
  if (!problem) return undefined;
  const path = problem.part === 'certificate' ? certificate : key;
  return { path, why: problem.message.replace(`${path} `, '') };
}
