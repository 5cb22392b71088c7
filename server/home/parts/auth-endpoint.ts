import type { Logger } from 'pino';
import type { Language } from '../../../shared/languages.ts';
import { Access } from '../../core/access/access.ts';
import { hostName } from '../../core/access/host.ts';
import type { Passage } from '../../core/access/last-seen.ts';
import { RefusedConnections } from '../../core/access/refused-connections.ts';
import { identityHeaders } from '../../core/people/profile.ts';
import type { Clock } from '../../core/ports/basics.ts';
import type { TrackedConnection } from '../../core/ports/connections.ts';
import { buildAuthEndpoint } from '../../http/auth-endpoint.ts';
import { listenAuthEndpoint } from '../../http/listen.ts';
import { notAllowed, refusal } from '../../http/refusal-page.ts';
import { HaproxySessions } from '../../stack/haproxy/runtime.ts';
import type { Part } from '../lifecycle.ts';
import type { OpenHome } from '../open.ts';

/** How long a refused connection has for its answer before it is ended, in milliseconds. */
const TIME_TO_ANSWER = 250;

interface AuthEndpointDeps {
  readonly home: OpenHome;
  readonly clock: Clock;
  readonly log: Logger;
  /** Hears of every connection that may go on. */
  readonly passed: (passage: Passage) => void;
}

/** Listens where Caddy asks whether a connection may go on. */
export async function startAuthEndpoint({ home, clock, log, passed }: AuthEndpointDeps): Promise<Part> {
  const { layout, registry, connections, policy, profiles } = home;
  await home.tracked.clear();
  const access = new Access({ registry, policy, clock, home: home.facts });
  const refusals = new RefusedConnections({
    proxy: new HaproxySessions(layout.run.haproxy),
    later: (run) => void setTimeout(run, TIME_TO_ANSWER).unref(),
  });
  const refused = ({ fingerprint, host, source }: TrackedConnection, language: Language) => {
    refusals.refused(source);
    const { state } = access.whoami(fingerprint, 'wan');
    const named = hostName(host) ?? '';
    if (state === 'active' && !policy.mayOpen(fingerprint, named)) return notAllowed(home.config, named, language);
    return refusal(home.config, state, language);
  };
  const identityOf = (fingerprint: string) => {
    const person = access.activePerson(fingerprint);
    return person === undefined ? {} : identityHeaders(person, profiles.of(person));
  };
  const server = buildAuthEndpoint(connections, refused, log, passed, identityOf);
  await listenAuthEndpoint(server, layout.run.authEndpoint);
  return {
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
