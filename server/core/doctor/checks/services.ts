import { error, type Finding, notChecked, ok } from '../finding.ts';
import type { Examined } from '../ports.ts';

const isHere = (host: string) => host === 'localhost' || host === '[::1]' || host.startsWith('127.');

/** Whether what is behind each service answers. */
export async function servicesCheck({
  config,
  machine,
  door,
  commands,
}: Pick<Examined, 'config' | 'machine' | 'door' | 'commands'>): Promise<Finding[]> {
  if (!config || !door) return [notChecked('Not before latchkey.yaml is valid.')];
  if (config.services.length === 0) return [ok('There are no services in latchkey.yaml.')];
  const findings = await Promise.all(
    config.services.map(async ({ name, upstream }): Promise<Finding | undefined> => {
      const { hostname, port, protocol } = new URL(upstream);
      const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
      const reason = await door.tryConnect(hostname.replace(/^\[|\]$/g, ''), number).then(
        () => undefined,
        (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
      );
      if (reason === undefined) return undefined;
      const start = isHere(hostname) ? await machine.starterOf({ name, port: number }) : undefined;
      return error(`${name} is down: nobody answers at ${upstream} (${reason}).`, {
        why: `People with a key see an error of the home instead of ${name}. If it moved, correct services.${name} in latchkey.yaml.`,
        mend: start ?? commands.edit(),
      });
    }),
  );
  const down = findings.filter((finding) => finding !== undefined);
  return down.length > 0 ? down : [ok(`${config.services.length} services answer.`)];
}
