import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pino } from 'pino';
import { ConnectionTracker } from '../../../server/core/access/connections.ts';
import { RefusedConnections } from '../../../server/core/access/refused-connections.ts';
import type { HomeConfig } from '../../../server/core/config/home-config.ts';
import type { HomeLayout } from '../../../server/core/layout.ts';
import type { TrackedConnection } from '../../../server/core/ports/connections.ts';
import { buildAuthEndpoint } from '../../../server/http/auth-endpoint.ts';
import { listenAuthEndpoint } from '../../../server/http/listen.ts';
import { refusal } from '../../../server/http/refusal-page.ts';
import { HaproxySessions } from '../../../server/stack/haproxy/runtime.ts';
import { ConnectionFiles } from '../../../server/store/connection-files.ts';

/** The real auth endpoint of a home that has no registry: what is in its active set is active. */
export async function startAuthEndpoint({
  layout,
  config,
}: {
  layout: HomeLayout;
  config: Pick<HomeConfig, 'name' | 'contact'>;
}) {
  const { run, active } = layout;
  const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
  const tracked = new ConnectionFiles(layout, random);
  await tracked.clear();
  const proxy = new HaproxySessions(run.haproxy);
  const reconciler = new ConnectionTracker({
    tracked,
    proxy,
    registry: {
      isActive: (fingerprint) => existsSync(join(active, fingerprint)),
      mayStayOpen: (fingerprint) => existsSync(join(active, fingerprint)),
    },
    policy: { mayOpen: () => true, stamp: () => '' },
    clock: { now: () => Date.now() },
  });
  const refusals = new RefusedConnections({ proxy, later: (run) => void setTimeout(run, 250) });
  const refused = ({ source }: TrackedConnection) => {
    refusals.refused(source);
    return refusal(config, 'unknown', 'en');
  };
  const server = buildAuthEndpoint(reconciler, refused, pino({ level: 'silent' }));
  const asked: IncomingMessage[] = [];
  server.on('request', (request) => asked.push(request));
  await listenAuthEndpoint(server, run.authEndpoint);
  return {
    reconciler,
    /** Every request that came to it. */
    asked,
    /** As a shut-out does, without ending what is open: the next request of every connection is asked about anew. */
    forget: (fingerprint: string) => tracked.setAside(fingerprint),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
