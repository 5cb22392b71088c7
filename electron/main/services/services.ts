/** The services behind the window, put together over a client. */
import { randomUUID } from 'node:crypto';
import { session } from 'electron';
import type { InviteDefaults } from '../../../shared/invite.ts';
import { composeClient } from '../../adapters/client.ts';
import type { CheckpointHook } from '../../core/checkpoints.ts';
import { electronProbes } from '../access/electron-probe.ts';
import type { Tell } from '../ipc/tell.ts';
import type { Surroundings } from '../life/surroundings.ts';
import type { Log } from '../log/log.ts';
import type { ClientCertificates } from '../security/client-certificates.ts';
import { AccessTests } from './access-tests.ts';
import { Enrolments } from './enrolments.ts';
import { Homes } from './homes.ts';

export interface ServicesDeps {
  readonly surroundings: Surroundings;
  /** The app's own data folder. */
  readonly data: string;
  readonly defaults: InviteDefaults | undefined;
  readonly checkpoint: CheckpointHook | undefined;
  readonly certificates: ClientCertificates;
  readonly tell: Tell;
  readonly log: Log;
}

export function composeServices(deps: ServicesDeps) {
  const { surroundings, data, defaults, checkpoint, certificates, tell, log } = deps;
  const { system, versions, app } = surroundings;
  const clock = { now: () => new Date() };
  const probes = electronProbes({
    clock,
    certificates,
    system: surroundings,
    name: () => `Chromium ${versions.chrome ?? ''}`.trim(),
    newSession: () => session.fromPartition(`access-${randomUUID()}`, { cache: false }),
  });
  const client = composeClient({ ...surroundings, data, defaults, checkpoint, probes });
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
