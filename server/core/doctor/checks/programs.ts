import { LatchkeyError } from '../../../../shared/errors.ts';
import { type Finding, ok } from '../finding.ts';
import type { Examined } from '../ports.ts';

/** Whether HAProxy and Caddy are there and new enough. */
export async function programsCheck({ machine }: Pick<Examined, 'machine'>): Promise<Finding[]> {
  try {
    const { caddy, haproxy } = await machine.versions();
    return [ok(`Caddy ${caddy} and HAProxy ${haproxy} are new enough.`)];
  } catch (thrown) {
    if (!LatchkeyError.is(thrown)) throw thrown;
    return [{ severity: 'error', what: thrown.message, why: thrown.hint, mend: installCommand(thrown.message) }];
  }
}

/** Debian's own Caddy is too old up to Debian 12; docs/admin.md says where a current one comes from. */
function installCommand(message: string): string {
  return /\bCaddy\b/.test(message)
    ? 'sudo apt-get install --target-release stable-backports caddy'
    : 'sudo apt-get install haproxy';
}
