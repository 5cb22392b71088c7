import { LatchkeyError } from '../../../../shared/errors.ts';
import { shellWord } from '../commands.ts';
import { type Finding, ok } from '../finding.ts';
import type { Examined } from '../ports.ts';

/** Whether HAProxy and Caddy are there and new enough. */
export async function programsCheck({
  machine,
}: {
  readonly machine: Pick<Examined['machine'], 'versions'>;
}): Promise<Finding[]> {
  try {
    const { caddy, haproxy } = await machine.versions();
    return [ok(`Caddy ${caddy} and HAProxy ${haproxy} are new enough.`)];
  } catch (thrown) {
    if (!LatchkeyError.is(thrown)) throw thrown;
    const fix = ownershipCommand(thrown) ?? installCommand(thrown.message);
    return [{ severity: 'error', what: thrown.message, why: thrown.hint, fix }];
  }
}

/** What takes a file or folder out of the hands of others; undefined when that is not what is wrong. */
function ownershipCommand({ code, detail = '' }: LatchkeyError): string | undefined {
  const [, place] = /may change (\/.*?)\.$/m.exec(detail) ?? [];
  if (code !== 'TOOL_NOT_TRUSTED' || place === undefined) return undefined;
  return `sudo chown root: ${shellWord(place)} && sudo chmod go-w ${shellWord(place)}`;
}

/** Distributions carry a Caddy that is too old, or none; it is one file, from where its makers publish it. */
export const GET_CADDY =
  'sudo curl -fsSLo /usr/local/bin/caddy "https://caddyserver.com/api/download?os=linux&arch=$(dpkg --print-architecture)" && sudo chmod 755 /usr/local/bin/caddy';

/** For certificates by DNS-01. */
export const GET_LEGO = 'sudo apt-get install lego';

const installCommand = (message: string) => (/\bCaddy\b/.test(message) ? GET_CADDY : 'sudo apt-get install haproxy');
