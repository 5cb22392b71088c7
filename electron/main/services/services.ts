/** The services behind the window, put together over a client. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import process from 'node:process';
import { session } from 'electron';
import type { InviteDefaults } from '../../../shared/invite.ts';
import type { RenewalProgress } from '../../../shared/ipc/views.ts';
import { backgroundHelper } from '../../adapters/background/background-helper.ts';
import type { Launch } from '../../adapters/background/launch.ts';
import { runCommand } from '../../adapters/run-command.ts';
import { abortableSleep } from '../../adapters/sleep.ts';
import { TempFolder } from '../../adapters/temp-folder.ts';
import { composeClient } from '../../client/compose.ts';
import type { CheckpointHook } from '../../core/checkpoints.ts';
import type { EnrolmentRecord } from '../../core/enrolment-record.ts';
import type { Clock } from '../../core/ports.ts';
import { RetryAfter } from '../../core/retry-after.ts';
import { electronProbes } from '../access/electron-probe.ts';
import type { Tell } from '../ipc/tell.ts';
import type { Environment } from '../life/environment.ts';
import type { Log } from '../log/log.ts';
import { Background } from '../renewal/background.ts';
import { Renewals } from '../renewal/renewals.ts';
import type { ClientCertificates } from '../security/client-certificates.ts';
import { AccessTests } from './access-tests.ts';
import { Enrolments } from './enrolments.ts';
import { Homes } from './homes.ts';

export interface ServicesDeps {
  readonly environment: Environment;
  /** The app's own data folder. */
  readonly data: string;
  readonly defaults: InviteDefaults | undefined;
  readonly checkpoint: CheckpointHook | undefined;
  readonly certificates: ClientCertificates;
  readonly tell: Tell;
  /** Tells the person outside the window that a key expires. */
  readonly notify: (record: EnrolmentRecord) => void;
  /** How the system starts this app. */
  readonly launch: Launch;
  readonly clock: Clock;
  readonly log: Log;
}

/** @returns the services, over one client; nothing is opened or asked before one of them is called */
export function composeServices(deps: ServicesDeps) {
  const { environment, data, defaults, checkpoint, certificates, tell, notify, launch, clock, log } = deps;
  const { system, versions, app } = environment;
  const probes = electronProbes({
    // Chromium has no other clock than the system's.
    clock: { now: () => new Date() },
    certificates,
    system: environment,
    name: () => `Chromium ${versions.chrome ?? ''}`.trim(),
    newSession: () => session.fromPartition(`access-${randomUUID()}`, { cache: false }),
  });
  const client = composeClient({ ...environment, version: app.version, data, defaults, checkpoint, probes, clock });
  const { enrolmentStore, leaving, renewal, addToStore, enrolment, access } = client;
  const changed = () => tell('homesChanged', {});
  const retry = new RetryAfter({ sleep: abortableSleep, waiting: (seconds) => tell('homeBusy', { seconds }) });
  const accessTests = new AccessTests({
    access,
    enrolmentStore,
    system,
    clock,
    app,
    log,
    progress: (progress) => tell('accessProgress', progress),
    changed,
  });
  const answer = (homeId: string) => accessTests.answer(homeId);
  const homes = new Homes({ enrolmentStore, leaving, addToStore, answer, log, changed });
  const progress = (progress: RenewalProgress) => tell('renewalProgress', progress);
  const renewals = new Renewals({ renewal, enrolmentStore, clock, retry, log, progress, changed, notify });
  const temp = new TempFolder(join(data, 'tasks'));
  const helper = backgroundHelper({ ...environment, launch, uid: process.getuid?.(), run: runCommand, temp });
  const enrolments = new Enrolments({
    enrolment,
    enrolmentStore,
    retry,
    system,
    log,
    progress: (progress) => tell('enrolmentProgress', progress),
    changed,
  });
  return {
    enrolmentStore,
    repairRecords: async () => {
      await client.repair();
      enrolments.askAnew();
      log.info('records-repaired');
    },
    homes,
    retry,
    renewals,
    background: new Background({ helper, enrolmentStore, log }),
    /** Looks after everything that is not waited for. */
    round: async (): Promise<'fine' | 'again'> => {
      await homes.retryLeaves();
      const result = await renewals.round();
      await accessTests.look();
      const leftover = (await enrolmentStore.list('leaving')).length > 0;
      return leftover ? 'again' : result;
    },
    enrolments,
    accessTests,
    changed,
  };
}
