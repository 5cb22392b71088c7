import { error, type Finding, notChecked, ok, warning } from '../finding.ts';
import { originOf } from '../own-name.ts';
import type { Examined } from '../ports.ts';

/** Whether the public name leads to this home, on its port. */
export async function reachCheck({
  config,
  running,
  edgeProxy,
}: Pick<Examined, 'config' | 'running' | 'edgeProxy'>): Promise<Finding[]> {
  if (!config || !edgeProxy || !running) return [notChecked('Only while latchkey up is running.')];
  const { enrolmentHost, ports } = config;
  const addresses = await edgeProxy.addresses(enrolmentHost);
  if (addresses.length === 0) return [notChecked(`${enrolmentHost} has no address.`)];
  const url = `${originOf(enrolmentHost, config)}/v1/health`;
  return Promise.all(
    addresses.map(async (address) => {
      const answer = await edgeProxy.whoami(address);
      const family = address.includes(':') ? '-6' : '-4';
      switch (answer.kind) {
        case 'home': {
          const where = answer.zone === 'wan' ? 'from outside' : 'as if from home';
          return ok(`${enrolmentHost} at ${address} is this home; this machine reaches it ${where}.`);
        }
        case 'stranger':
          return error(
            `At ${address}, port ${ports.https}, somebody answers who is not this home (${answer.detail}).`,
            {
              why: 'Whoever follows an invitation lands there. Look at what the router forwards this port to.',
              fix: `curl -v ${family} ${url}`,
            },
          );
        case 'none':
          return warning(`${address}, port ${ports.https}, does not answer this machine (${answer.detail}).`, {
            why: `Either port ${ports.https} is not forwarded to this machine, or your router does not lead back in from inside; a phone without Wi-Fi tells which.`,
            fix: `curl -v ${family} ${url}`,
          });
      }
    }),
  );
}
