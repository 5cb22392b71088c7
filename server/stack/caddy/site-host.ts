import { isHost, tooLong } from '../../../shared/host.ts';

/** A placeholder that Caddy fills in: what the name is then, nobody knows here. */
const PLACEHOLDER = /\{[\w.$-]+\}/;

/** Why a site's host is none that anybody can ask for, as the end of a sentence; undefined when it is one. */
export function whyNoHost(host: string): string | undefined {
  if (host.replace(/\.$/, '').split('.').includes(''))
    return 'is no name: a part of it is empty, perhaps a variable without a value; write the name';
  const name = host.replace(/^(\*\.)+/, '');
  if (name === '*' || PLACEHOLDER.test(name)) return undefined;
  const long = tooLong(name);
  if (long !== undefined) return `${long}; write a shorter name`;
  if (isHost(name)) return undefined;
  if (/^[{}]+$/.test(name)) return 'is no name: there is a brace too many, or too few, before it; count them';
  return 'is no name that DNS could have: it has quotes, brackets or other signs; write the name alone';
}
