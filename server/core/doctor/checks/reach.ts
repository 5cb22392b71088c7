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
            'reach-stranger',
            { address, port: ports.https, detail: answer.detail },
            `curl -v ${family} ${url}`,
          );
        case 'none':
          return warning(
            'reach-none',
            { address, port: ports.https, detail: answer.detail },
            `curl -v ${family} ${url}`,
          );
      }
    }),
  );
}
