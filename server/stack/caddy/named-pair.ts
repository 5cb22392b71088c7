/** A certificate and its key that a hand-written site names: Caddy's words for what it cannot load name neither file. */
import { z } from 'zod';
import { readRegularFile } from '../../platform/regular-file.ts';
import { judgePair } from '../server-certificate/pair.ts';
import { safely } from './places.ts';

const pairSchema = z.looseObject({ certificate: z.string(), key: z.string() });

/**
 * Whether Caddy can load a pair.
 * @param pair one of `load_files` (https://caddyserver.com/docs/json/apps/tls/certificates/load_files/), with absolute paths
 * @param replaced puts variables in the place of their placeholders
 * @returns the wrong file, and why as the end of a sentence about it; undefined also when this user may not read them:
 *   Caddy may
 */
export function whyNotLoaded(
  pair: unknown,
  replaced = (path: string): string => path,
): { path: string; why: string } | undefined {
  const named = pairSchema.safeParse(pair).data;
  if (!named) return undefined;
  const [certificate, key] = [replaced(named.certificate), replaced(named.key)];
  const read = (path: string) => safely(() => ({ path, bytes: readRegularFile(path) }));
  const [first, second] = [read(certificate), read(key)];
  if (!first || !second) return undefined;
  const { problems } = judgePair({ certificate: first, key: second, hosts: [], now: Date.now(), roots: [] });
  const problem = problems.find(({ effect }) => effect === 'not-loaded');
  if (!problem) return undefined;
  const path = problem.part === 'certificate' ? certificate : key;
  return { path, why: problem.message.replace(`${path} `, '') };
}
