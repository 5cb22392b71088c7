import type { DoorSessions } from '../../core/ports.ts';
import { listenOnLoopback } from '../../http/listen.ts';
import type { RequestEntry } from '../../http/log.ts';
import { buildMetricsServer, Metrics } from '../../http/metrics.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { requireFreePorts } from '../../stack/endpoints.ts';
import { HaproxySessions } from '../../stack/haproxy/runtime.ts';
import { type NumbersPorts, numbersOf } from './metrics-collector.ts';

export interface HomeMetrics {
  /** Counts a request to the signing API. */
  observe(entry: RequestEntry): void;
  close(): void;
}

const NO_METRICS: HomeMetrics = { observe: () => undefined, close: () => undefined };

/**
 * Opens the loopback port for Prometheus, if latchkey.yaml names one.
 * @throws LatchkeyError PORT_IN_USE, PORT_NOT_ALLOWED
 */
export async function openMetrics(
  { home, outbox, clock }: Omit<NumbersPorts, 'door'>,
  onWarning: (message: string) => void,
): Promise<HomeMetrics> {
  const { port } = home.config.metrics;
  if (port === 'off') return NO_METRICS;
  await requireFreePorts([{ address: '127.0.0.1', port }]);
  const door: DoorSessions = new HaproxySessions(home.layout.run.haproxy);
  const metrics = new Metrics(packageJson.version, numbersOf({ home, outbox, door, clock }));
  const server = buildMetricsServer(metrics, (error) => onWarning(`metrics: ${String(error)}`));
  await listenOnLoopback(server, port);
  return {
    observe: (entry) => metrics.observe(entry),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
