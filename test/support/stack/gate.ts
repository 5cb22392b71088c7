import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { ConnectionKeeper } from '../../../server/core/connections.ts';
import type { HomeLayout } from '../../../server/core/layout.ts';
import { buildGate } from '../../../server/http/gate.ts';
import { listenGate } from '../../../server/http/listen.ts';
import { HaproxySessions } from '../../../server/stack/haproxy-runtime.ts';
import { ConnectionFiles } from '../../../server/store/connection-files.ts';

/** The real gate of a home that has no registry: what is in its active set is active. */
export async function startGate({ run, active }: HomeLayout): Promise<{ keeper: ConnectionKeeper; close(): void }> {
  const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
  const notes = new ConnectionFiles(run.connections, run.cut, random);
  await notes.clear();
  const keeper = new ConnectionKeeper({
    notes,
    door: new HaproxySessions(run.haproxy),
    registry: {
      isActive: (fingerprint) => existsSync(join(active, fingerprint)),
      mayStayOpen: (fingerprint) => existsSync(join(active, fingerprint)),
    },
    clock: { now: () => Date.now() },
  });
  const gate = buildGate(keeper, pino({ level: 'silent' }));
  await listenGate(gate, run.gate);
  return {
    keeper,
    close: () => {
      gate.close();
      gate.closeAllConnections();
    },
  };
}
