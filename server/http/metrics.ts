import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { AUDIT_KINDS } from '../core/audit/audit.ts';
import type { HomeMetrics } from '../core/audit/metrics-snapshot.ts';
import { DAY } from '../core/validity.ts';
import type { RequestEntry } from './log.ts';

const PATH = '/metrics';

/** Names of this machine. A page that has its own name point here (DNS rebinding) comes with its own name. */
const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Numbers for Prometheus. No label holds a name of a person, a device or an address. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #read: () => Promise<HomeMetrics>;
  readonly #events = this.#counter('latchkey_events_total', 'Entries of the audit log since the start.', ['kind']);
  readonly #refusals = this.#counter('latchkey_refusals_total', 'Requests that the signing API refused.', ['reason']);
  readonly #durations = new Histogram({
    name: 'latchkey_request_duration_seconds',
    help: 'How long the signing API took.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers: [this.#registry],
  });
  readonly #active = this.#gauge('latchkey_active_certificates', 'Certificates that may come in now.');
  readonly #differences = this.#gauge(
    'latchkey_active_set_differences',
    'Certificates for which the active set is not what the registry says.',
  );
  readonly #lag = this.#gauge('latchkey_active_set_lag_seconds', 'For how long the active set has been out of step.');
  readonly #daysLeft = this.#gauge(
    'latchkey_certificate_days_left',
    'Days until the next certificate of this kind ends: client, ca or server.',
    ['certificate'],
  );
  readonly #connections = this.#gauge('latchkey_wan_connections', 'Open connections from the WAN.');
  readonly #notices = this.#gauge('latchkey_notices_waiting', 'Notices that are yet to be sent.');
  readonly #entries = this.#gauge('latchkey_audit_entries', 'Entries in the audit log.');

  /** @param read asks the home for its snapshot; called for every scrape */
  constructor(version: string, read: () => Promise<HomeMetrics>) {
    this.#read = read;
    this.#gauge('latchkey_build_info', 'The version that runs.', ['version']).set({ version }, 1);
    // A counter that begins with its first event hides that event from rate().
    for (const kind of Object.keys(AUDIT_KINDS)) this.#events.inc({ kind }, 0);
  }

  /** Counts a request to the signing API. */
  observe({ method, route, status, duration, outcome }: RequestEntry): void {
    this.#durations.observe({ method, route, status: String(status) }, duration / 1000);
    if (outcome !== 'OK') this.#refusals.inc({ reason: outcome });
  }

  /** The page that Prometheus reads, in its text format. */
  async page(): Promise<{ readonly type: string; readonly text: string }> {
    const snapshot = await this.#read();
    for (const kind of snapshot.events) this.#events.inc({ kind });
    this.#active.set(snapshot.activeCertificates);
    this.#differences.set(snapshot.activeSetDifferences);
    this.#lag.set(snapshot.activeSetLag / 1000);
    this.#daysLeft.reset();
    for (const [certificate, left] of snapshot.timeLeft) this.#daysLeft.set({ certificate }, left / DAY);
    this.#connections.set(snapshot.wanConnections);
    this.#notices.set(snapshot.noticesWaiting);
    this.#entries.set(snapshot.auditEntries);
    return { type: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  #gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    return new Gauge({ name, help, labelNames, registers: [this.#registry] });
  }
}

/** Answers Prometheus on this machine, and nobody else. To be bound to a loopback address. */
export function buildMetricsServer(metrics: Pick<Metrics, 'page'>, onError: (error: unknown) => void): Server {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (!LOOPBACK_HOST.test(request.headers.host ?? '')) return refuse(response, 421);
    if (request.url?.split('?', 1)[0] !== PATH) return refuse(response, 404);
    if (request.method !== 'GET') return refuse(response.setHeader('allow', 'GET'), 405);
    const { type, text } = await metrics.page();
    response
      .writeHead(200, { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
      .end(text);
  };
  return createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      onError(error);
      refuse(response, 500);
    });
  });
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}
