import type { ProxySessions } from '../../core/ports/connections.ts';
import { listenOnLoopback } from '../../http/listen.ts';
import type { RequestEntry } from '../../http/log.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { requireFreePorts } from '../../stack/endpoints.ts';
import { HaproxySessions } from '../../stack/haproxy/runtime.ts';
import type { Part } from '../lifecycle.ts';
import { collectMetrics, type MetricsPorts } from './metrics-collector.ts';

export interface HomeMetrics {
  /** Counts a request to the signing API. */
  observe(entry: RequestEntry): void;
  /**
   * Opens the loopback port for Prometheus.
   * @throws LatchkeyError PORT_IN_USE, PORT_NOT_ALLOWED
   */
  listen(): Promise<Part>;
}

const NO_METRICS: HomeMetrics = {
  observe: () => undefined,
  listen: async () => ({ stop: () => undefined }),
};

/** A home's metrics, if latchkey.yaml names a port for them; what makes them is loaded only then. */
export async function homeMetrics(
  { home, outbox, clock }: Omit<MetricsPorts, 'proxy'>,
  onWarning: (message: string) => void,
): Promise<HomeMetrics> {
  const { port } = home.config.metrics;
  if (port === 'off') return NO_METRICS;
  const { buildMetricsServer, Metrics } = await import('../../http/metrics.ts');
  const proxy: ProxySessions = new HaproxySessions(home.layout.run.haproxy);
  const metrics = new Metrics(packageJson.version, collectMetrics({ home, outbox, proxy, clock }));
  return {
    observe: (entry) => metrics.observe(entry),
    listen: async () => {
      await requireFreePorts([{ address: '127.0.0.1', port }]);
      const server = buildMetricsServer(metrics, (error) => onWarning(`metrics: ${String(error)}`));
      await listenOnLoopback(server, port);
      return {
        stop: () => {
          server.close();
          server.closeAllConnections();
        },
      };
    },
  };
}
