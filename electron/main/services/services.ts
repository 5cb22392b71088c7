/** The services behind the window, put together over a client. */
import { hostname } from 'node:os';
import type { InviteDefaults } from '../../../shared/invite.ts';
import { composeClient } from '../../adapters/client.ts';
import type { CheckpointHook } from '../../core/checkpoints.ts';
import type { DeviceFacts } from '../../core/ports.ts';
import { type ElectronProbeDeps, electronProbes } from '../access/electron-probe.ts';
import type { Tell } from '../ipc/tell.ts';
import type { Log } from '../log/log.ts';
import { AccessTests } from './access-tests.ts';
import { Enrolments } from './enrolments.ts';
import { Homes } from './homes.ts';
import type { AppFacts } from './report-text.ts';

export interface ServicesDeps {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly system: DeviceFacts['platform'];
  readonly home: string;
  readonly data: string;
  readonly defaults: InviteDefaults | undefined;
  readonly checkpoint: CheckpointHook | undefined;
  readonly app: AppFacts;
  readonly probe: Omit<ElectronProbeDeps, 'clock'>;
  readonly tell: Tell;
  readonly log: Log;
}

export function composeServices(deps: ServicesDeps) {
  const { env, platform, system, home, data, defaults, checkpoint, app, probe, tell, log } = deps;
  const clock = { now: () => new Date() };
  const probes = electronProbes({ ...probe, clock });
  const client = composeClient({ env, platform, hostname: hostname(), home, data, defaults, checkpoint, probes });
  const { journal, leaving, enrolment, access } = client;
  const changed = () => tell('homesChanged', {});
  return {
    journal,
    homes: new Homes({ journal, leaving, log, changed }),
    enrolments: new Enrolments({
      enrolment,
      journal,
      system,
      defaults,
      log,
      progress: (progress) => tell('enrolmentProgress', progress),
      changed,
    }),
    accessTests: new AccessTests({
      access,
      journal,
      clock,
      app,
      log,
      progress: (progress) => tell('accessProgress', progress),
    }),
    changed,
  };
}
