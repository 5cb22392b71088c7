import type { Logger } from 'pino';
import type { Clock } from '../../core/ports/basics.ts';
import { repeat } from '../../platform/repeat.ts';
import { launcherAsSelf } from '../../stack/process/launch.ts';
import { isNoCertificateYet } from '../../stack/server-certificate/none-yet.ts';
import type { HomeStack } from '../../stack/stack.ts';
import { type CertificateEvent, CertificateRenewal, type Tried } from '../certificates/renewal.ts';
import type { Part } from '../lifecycle.ts';
import type { OpenHome } from '../open.ts';
import type { Wall } from '../owner/leave-root.ts';

/** Between two looks whether it is time; milliseconds. */
const LOOK_EVERY = 60_000;

interface RenewalDeps {
  readonly home: OpenHome;
  readonly stack: Pick<HomeStack, 'runningFiles' | 'record'>;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly wall: Wall | undefined;
  readonly log: Logger;
  readonly onHomeEvent: (event: CertificateEvent) => void;
  readonly warn: (message: string) => void;
  /** Has a pair served. @param first whether there was none before */
  readonly onPair: (first: boolean) => Promise<void>;
}

/** Gets the home's certificate by DNS-01 and renews it, for as long as the home runs and latchkey.yaml says so. */
export function startRenewal({ home, stack, env, clock, wall, log, onHomeEvent, warn, onPair }: RenewalDeps) {
  const { rendered } = home.layout;
  const isFirst = () => isNoCertificateYet(stack.runningFiles().get(rendered.serverCertificate)?.content ?? '');
  const renewal = new CertificateRenewal({
    ...{ home, env, clock },
    launch: wall?.lego ?? launcherAsSelf(),
    apart: wall !== undefined,
    onEvent: onHomeEvent,
    onLine: (line) => log.info({ child: 'lego' }, line),
    onStarted: (pid) => stack.record('lego', pid),
    onPair: () => onPair(isFirst()),
  });
  const looks = repeat(
    LOOK_EVERY,
    () => renewal.look(),
    (thrown) => warn(`server certificate: ${thrown}`),
    { immediately: true },
  );
  const part: Part & { renew(): Promise<Tried> } = {
    renew: () => renewal.renew(),
    stop: async () => {
      void looks.stop();
      await renewal.stop();
    },
  };
  return part;
}
