import type { HomeConfig } from '../../config/home-config.ts';
import { error, type Finding, notChecked, ok, warning } from '../finding.ts';
import type { EdgeProxy, Examined } from '../ports.ts';

interface Parts {
  readonly config: HomeConfig;
  readonly machine: Pick<Examined['machine'], 'interfaces'>;
  readonly edgeProxy: Pick<EdgeProxy, 'tryConnect'>;
  readonly commands: Examined['commands'];
}

const isHere = (host: string) => host === 'localhost' || host === '[::1]' || host.startsWith('127.');

/** The port of an upstream. */
function portOf(upstream: string): number {
  const { port, protocol } = new URL(upstream);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

/**
 * Services that believe a header must be reached through this home alone: whoever reaches them around it says who they
 * are. Tried by connecting to every other address of this machine.
 */
async function reachedAround({ config, machine, edgeProxy, commands }: Parts): Promise<Finding[]> {
  const believing = config.services.filter(({ identity }) => typeof identity === 'object');
  const addresses = machine
    .interfaces()
    .map(({ cidr }) => cidr.replace(/\/\d+$/, ''))
    // Where nobody else comes from, and what cannot be named without its interface.
    .filter((address) => !/^(127\.|::1$|fe80:)/i.test(address));
  const findings = await Promise.all(
    believing.map(async ({ name, upstream }): Promise<Finding | undefined> => {
      const { hostname } = new URL(upstream);
      const fix = commands.edit();
      if (!isHere(hostname)) return warning('service-elsewhere', { name, host: hostname, upstream }, fix);
      const port = portOf(upstream);
      const open = await Promise.all(
        addresses.map((address) =>
          edgeProxy.tryConnect(address, port).then(
            () => [address],
            () => [],
          ),
        ),
      );
      const [address] = open.flat();
      if (address === undefined) return undefined;
      return error('service-around', { name, address, port }, fix);
    }),
  );
  return findings.filter((finding) => finding !== undefined);
}

/** The line of latchkey.yaml that speaks of a service; the first one when none can be seen. */
function lineOf(name: string, text: string): number {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => line.startsWith('services'));
  const names = new RegExp(`(^|[\\s{,"'])${name}["']?\\s*:`);
  return Math.max(1, lines.findIndex((line, at) => at >= from && names.test(line)) + 1);
}

/** Whether what is behind each service answers, and whether those that believe a header are reached through this home alone. */
export async function servicesCheck({
  config,
  machine,
  edgeProxy,
  commands,
  text,
}: Pick<Examined, 'config' | 'machine' | 'edgeProxy' | 'commands' | 'text'>): Promise<Finding[]> {
  if (!config || !edgeProxy) return [notChecked('Not before latchkey.yaml is valid.')];
  if (config.services.length === 0) return [ok('There are no services in latchkey.yaml.')];
  const around = await reachedAround({ config, machine, edgeProxy, commands });
  const findings = await Promise.all(
    config.services.map(async ({ name, upstream }): Promise<Finding | undefined> => {
      const { hostname } = new URL(upstream);
      const number = portOf(upstream);
      const reason = await edgeProxy.tryConnect(hostname.replace(/^\[|\]$/g, ''), number).then(
        () => undefined,
        (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
      );
      if (reason === undefined) return undefined;
      const start = isHere(hostname) ? await machine.starterOf({ name, port: number }) : undefined;
      return error('service-down', { name, upstream, reason }, start ?? commands.edit(lineOf(name, text)));
    }),
  );
  const down = findings.filter((finding) => finding !== undefined);
  const wrong = [...around, ...down];
  return wrong.length > 0
    ? wrong
    : [ok(config.services.length === 1 ? 'The service answers.' : `${config.services.length} services answer.`)];
}
