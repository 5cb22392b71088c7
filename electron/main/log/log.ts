/**
 * The app's log: what happened, by name, with codes and ids. There is no way to log a text as such, so that no invite, no
 * name and no key ends up in it; a bug's own words are the exception, and they are combed first.
 */
import { type DestinationStream, pino } from 'pino';
import { plainJsonLines } from '../../../shared/plain-text.ts';

/** Codes, ids, counts, places in the program. */
type Facts = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Log {
  info(event: string, facts?: Facts): void;
  warn(event: string, facts?: Facts): void;
  /** Something that should never happen. */
  bug(event: string, thrown: unknown, facts?: Facts): void;
}

const MAX_TEXT = 4_000;

/**
 * Takes out of a text whatever might open something or name somebody: codes, pins and secrets, keys, addresses with a
 * query or fragment, and the folders of a person.
 */
export function comb(text: string): string {
  return text
    .slice(0, MAX_TEXT)
    .replace(/-----BEGIN [^-]+-----[^-]*(-----END [^-]+-----)?/g, '[pem]')
    .replace(/[0-9A-Za-z]{4}[-\s.]?[0-9A-Za-z]{4}[-\s.]?[0-9A-Za-z]{4}(?=@)/g, '[code]')
    .replace(/\b[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}\b(?!-)/g, '[code]')
    .replace(/latchkey:\/\/\S+/gi, '[link]')
    .replace(/[?#]\S+/g, '[rest]')
    .replace(/\b[A-Za-z0-9_+/-]{40,}={0,2}/g, (found) =>
      found.includes('/') && !/[0-9]/.test(found) ? found : '[secret]',
    )
    .replace(/(\/home\/|\/Users\/|\\Users\\)[^/\\\s:]+/g, '$1[person]');
}

export function createLog(destination: DestinationStream): Log {
  const options = { base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime };
  const logger = pino(options, plainJsonLines(destination));
  return {
    info: (event, facts) => logger.info({ event, ...facts }),
    warn: (event, facts) => logger.warn({ event, ...facts }),
    bug: (event, thrown, facts) => logger.error({ event, ...facts, ...describe(thrown) }),
  };
}

function describe(thrown: unknown): Facts {
  if (!(thrown instanceof Error)) return { error: typeof thrown };
  return { error: thrown.name, said: comb(thrown.message), stack: comb(thrown.stack ?? '') };
}
