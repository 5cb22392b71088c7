import { tooLong } from '../../../shared/host.ts';

/** A placeholder that Caddy fills in: what the name is then, nobody knows here. */
const PLACEHOLDER = /\{[\w.$-]+\}/;

/** What stands around names in texts, and in none. Emoji are: there are such domains. */
const AROUND = /[\p{Ps}\p{Pe}\p{Pi}\p{Pf}"'`„‚<>;,\s]/u;

/** Why a site's host is none that anybody can ask for, as the end of a sentence; undefined when it is one. */
export function whyNoHost(host: string): string | undefined {
  if (host.replace(/\.$/, '').split('.').includes(''))
    return 'is no name: a part of it is empty, perhaps a variable without a value; write the name';
  const name = host.replace(/^(\*\.)+/, '');
  if (name === '*' || PLACEHOLDER.test(name)) return undefined;
  const long = tooLong(name);
  if (long !== undefined) return `${long}; write a shorter name`;
  if (/^[{}]+$/.test(name)) return 'is no name: there is a brace too many, or too few, before it; count them';
  if (!AROUND.test(name)) return undefined;
  return 'is no name that DNS could have: it has quotes, brackets or other signs; write the name alone';
}
