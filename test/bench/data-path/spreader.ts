import { join } from 'node:path';
import type { Running } from '../../support/processes.ts';
import { startTcpProxy } from './tcp-proxy.ts';
import { until } from './until.ts';

/** As many households as begin connections in a busy minute, each in a network of its own. */
const OUTSIDE = Array.from({ length: 500 }, (_, at) => `127.${10 + (at % 2)}.${1 + (at >> 1)}.1`);

export interface Spread {
  readonly port: number;
  readonly to: number;
  /** Where every connection comes from; many addresses of strangers when undefined. */
  readonly from?: string | undefined;
}

/**
 * Has each connection come from the next of many addresses: from one alone, a home takes no more than a few hundred in a
 * second. It costs every way the same.
 */
export async function startSpreader(dir: string, spreads: readonly Spread[]): Promise<Running> {
  const listen = ({ port, to, from }: Spread) => `
listen spread-${port}
  bind 127.0.0.1:${port}
${(from === undefined ? OUTSIDE : [from]).map((source, at) => `  server s${at} 127.0.0.1:${to} source ${source}\n`).join('')}`;
  const running = await startTcpProxy(join(dir, 'spreader.cfg'), spreads.map(listen).join(''));
  for (const { port } of spreads) await until(port);
  return running;
}
