import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AUDIT_KINDS } from '../../../../server/core/audit/audit.ts';
import type { HomeMetrics } from '../../../../server/core/audit/metrics-snapshot.ts';
import { listenOnLoopback } from '../../../../server/http/listen.ts';
import { buildMetricsServer, Metrics } from '../../../../server/http/metrics.ts';

const DAY = 86_400_000;
const snapshot: HomeMetrics = {
  activeCertificates: 3,
  activeSetDifferences: 1,
  activeSetLag: 2500,
  timeLeft: new Map([
    ['client', 20 * DAY],
    ['ca', 3000 * DAY],
  ]),
  wanConnections: 4,
  noticesWaiting: 2,
  auditEntries: 77,
  events: ['device-enrolled', 'device-enrolled', 'brute-force'],
};

let read: () => Promise<HomeMetrics>;
let metrics: Metrics;
let server: Server;
const errors: unknown[] = [];
beforeEach(async () => {
  read = async () => snapshot;
  metrics = new Metrics('1.2.3', () => read());
  server = buildMetricsServer(metrics, (error) => errors.push(error));
  await listenOnLoopback(server, 0);
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

const address = () => server.address() as AddressInfo;

function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; body: string; headers: Record<string, unknown> }>((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port: address().port, path, method, headers }, async (reply) => {
      const chunks: Buffer[] = [];
      for await (const chunk of reply) chunks.push(chunk as Buffer);
      resolve({ status: reply.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8'), headers: reply.headers });
    });
    asking.on('error', reject).end();
  });
}

describe('the snapshot', () => {
  it('are what the home says, in the text format of Prometheus', async () => {
    const request = { requestId: 'x', source: '203.0.113.7', method: 'POST', route: '/v1/certificates' };
    metrics.observe({ ...request, status: 201, duration: 12, outcome: 'OK' });
    metrics.observe({ ...request, status: 403, duration: 3, outcome: 'INVITATION_NOT_VALID' });
    const { status, body, headers } = await get('/metrics');
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    const lines = body.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'latchkey_build_info{version="1.2.3"} 1',
        'latchkey_active_certificates 3',
        'latchkey_active_set_differences 1',
        'latchkey_active_set_lag_seconds 2.5',
        'latchkey_certificate_days_left{certificate="client"} 20',
        'latchkey_certificate_days_left{certificate="ca"} 3000',
        'latchkey_wan_connections 4',
        'latchkey_notices_waiting 2',
        'latchkey_audit_entries 77',
        'latchkey_events_total{kind="device-enrolled"} 2',
        'latchkey_events_total{kind="device-left"} 0',
        'latchkey_refusals_total{reason="INVITATION_NOT_VALID"} 1',
        'latchkey_request_duration_seconds_count{method="POST",route="/v1/certificates",status="201"} 1',
        'latchkey_request_duration_seconds_bucket{le="0.005",method="POST",route="/v1/certificates",status="403"} 1',
      ]),
    );
    expect(body).not.toContain('203.0.113.7');
    expect((await get('/metrics')).body).toContain('latchkey_events_total{kind="device-enrolled"} 4');
  });

  it('forget a server certificate that is no longer there', async () => {
    read = async () => ({ ...snapshot, timeLeft: new Map([['server', DAY]]) });
    expect((await get('/metrics')).body).toContain('certificate="server"');
    read = async () => snapshot;
    expect((await get('/metrics')).body).not.toContain('certificate="server"');
  });

  it('are refused, and the reason kept for the log, when they cannot be read', async () => {
    read = () => Promise.reject(new Error('/srv/latchkey/registry.db is busy'));
    expect(await get('/metrics')).toMatchObject({ status: 500, body: '' });
    expect(String(errors.at(-1))).toContain('busy');
  });
});

describe('the port', () => {
  it('is on loopback only', () => {
    expect(address().address).toBe('127.0.0.1');
  });

  it.each(['localhost', 'localhost:9464', '127.0.0.1:9464', '[::1]:9464'])('answers to %s', async (host) => {
    expect(await get('/metrics', { host })).toMatchObject({ status: 200 });
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.nip.io',
    'evil.example:9464',
    '127.0.0.1@evil.example',
  ])('answers no page that has its own name point here: %j', async (host) => {
    const { status, body } = await get('/metrics', { host });
    expect([400, 421]).toContain(status);
    expect(body).not.toContain('latchkey_');
  });

  it('has one page, and lets nobody write', async () => {
    expect(await get('/')).toMatchObject({ status: 404 });
    expect(await get('/metrics/../etc')).toMatchObject({ status: 404 });
    expect(await get('/metrics', {}, 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET' } });
  });
});

describe('docs/grafana-dashboard.json', () => {
  const text = readFileSync(new URL('../../../../docs/grafana-dashboard.json', import.meta.url), 'utf8');

  it('names only metrics, labels and kinds that there are', async () => {
    const expressions = [...text.matchAll(/"expr": "((?:[^"\\]|\\.)*)"/g)].map(([, expression = '']) =>
      JSON.parse(`"${expression}"`),
    ) as string[];
    expect(expressions.length).toBeGreaterThan(10);
    metrics.observe({ requestId: '', source: '', method: 'GET', route: '/', status: 400, duration: 1, outcome: 'X' });
    const { body } = await get('/metrics');
    const known = new Set([...body.matchAll(/^(latchkey_\w+)/gm)].map(([name]) => name));
    const named = new Set(text.match(/latchkey_\w+/g));
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
    expect([...known].filter((name) => !named.has(name) && !name.endsWith('_sum'))).toEqual([]);

    const kinds = expressions.flatMap((each) =>
      [...each.matchAll(/kind=~?"([^"]+)"/g)].flatMap(([, list = '']) => list.split('|')),
    );
    expect(kinds.length).toBeGreaterThan(5);
    for (const kind of kinds) expect(AUDIT_KINDS).toHaveProperty(kind);
    const labels = new Set(
      expressions.flatMap((each) => [...each.matchAll(/by \((\w+)\)/g)].map(([, label]) => label)),
    );
    for (const label of labels) expect(body).toContain(`${label}="`);
  });
});
