/** What happens, in plain words for a terminal. */
import type { Contact } from '../../shared/api.ts';
import { ERRORS, type LatchkeyError } from '../../shared/errors.ts';
import type { AccessOutcome, StrangerOutcome } from '../core/access/outcome.ts';
import type { EnrolmentEvent } from '../core/enrolment/events.ts';
import { addedBy, type Promised } from '../core/enrolment/preview.ts';
import type { LeaveOutcome } from '../core/leaving/leaving.ts';
import type { RenewalEvent } from '../core/renewal/events.ts';

/** An error as its title, what exactly, and what to do. */
export function errorLines(error: LatchkeyError): string[] {
  const lines = [`error: ${ERRORS[error.code].title}`];
  if (error.detail) lines.push(`       ${error.detail}`);
  lines.push(`hint:  ${error.hint}`);
  return lines;
}

const day = (time: string) => time.slice(0, 10);

/** The lines for one step of an enrolment; none for steps that nobody needs to hear of. */
export function enrolmentLines(event: EnrolmentEvent): string[] {
  switch (event.type) {
    case 'resuming':
      return [`Going on with the enrolment of "${event.deviceName}" at ${event.host}.`];
    case 'key-made':
      return ['  made a key on this computer'];
    case 'key-kept':
      return ['  kept it where this computer keeps its secrets'];
    case 'requested':
      return ['  asking the home for a certificate ...'];
    case 'certificate-received':
      return [`  the home sent one, good until ${day(event.notAfter)}`];
    case 'checked':
      return ['  it is for this key and signed by the home'];
    case 'packed':
      return [];
    case 'imported':
      return [
        `  ${event.already ? 'was already' : 'put it'} where ${event.store.name} ${event.already ? 'looks' : 'look'}`,
      ];
    case 'read-back':
      return ['  read it back from there'];
    case 'store-skipped':
      return [`  left out ${event.store.name}: ${event.detail}`];
    case 'replaced':
      return leaveLines(event.outcome, 'The earlier key');
    case 'done':
      return doneLines(event);
    case 'failed':
      return [
        ...errorLines(event.error),
        ...(event.resumable ? ['       What was done so far is kept; enrol without an invite goes on.'] : []),
      ];
  }
}

/** What an invite promises. */
export function previewLines(promised: Promised): string[] {
  const { invite, preview, deviceName, already } = promised;
  const adds = addedBy(promised);
  const { home, person, services, certificateDays } = preview;
  const lines = [
    `The invite is for ${invite.host}${invite.port === 443 ? '' : `:${invite.port}`}.`,
    `${home.name} (${home.domain}) invites ${person}.`,
    `  this computer will be called "${deviceName}", its key is good for ${certificateDays} days`,
    `  it opens: ${services.map(({ name }) => name).join(', ') || 'nothing yet'}`,
    ...(adds ? [`  new on this computer: ${adds.join(', ') || 'nothing'}`] : []),
  ];
  for (const old of already) {
    lines.push(
      old.person === person
        ? `  this computer has a key to this home already ("${old.device.name}"); the new one takes its place`
        : `  this computer has a key of ${old.person} to this home too; browsers will ask which one to show`,
    );
  }
  return lines;
}

function doneLines({ record, alsoHere }: EnrolmentEvent & { type: 'done' }): string[] {
  const lines = [
    `Done: ${record.person} has a key to ${record.home.name} on this computer, good until ${day(record.notAfter)}.`,
  ];
  for (const other of alsoHere) {
    lines.push(
      `Note: the key of ${other.person} ("${other.device.name}") to the same home stays; browsers will ask which one to show.`,
    );
  }
  return lines;
}

/** @param what the key that was given back, as the beginning of a sentence */
export function leaveLines({ record, home, removed, removedFrom, problems }: LeaveOutcome, what: string): string[] {
  const key = `${what} of ${record.person} ("${record.device.name}") to ${record.home.name}`;
  const from = removedFrom.length > 0 ? ` from ${removedFrom.map(({ name }) => name).join(' and ')}` : '';
  const lines = [removed ? `${key} is gone${from}.` : `${key} is not gone yet.`];
  if (home === 'notified') lines.push('  The home knows; that key opens nothing any more.');
  if (home === 'unknown') lines.push('  The home did not know it any more.');
  if (home === 'later') lines.push('  The home could not be reached; the next start of Latchkey tries again.');
  for (const { error } of problems) lines.push(`  ${ERRORS[error.code].title} ${error.detail ?? ''}`.trimEnd());
  return lines;
}

/** The lines for one step of a renewal. */
export function renewalLines(event: RenewalEvent): string[] {
  switch (event.type) {
    case 'not-due':
      return [`The key to ${event.record.home.name} is good until ${day(event.record.notAfter)}; nothing to do yet.`];
    case 'begun':
      return [`${event.resumed ? 'Going on with renewing' : 'Renewing'} the key to ${event.record.home.name}.`];
    case 'received':
      return [`  the home sent the next one, good until ${day(event.notAfter)}`];
    case 'installed':
      return [`  put it where ${event.store.name} look`];
    case 'proven':
      return ['  the new key works'];
    case 'confirmed':
      return ['  the home has confirmed it; the old key opens nothing any more'];
    case 'switched':
      return [`  ${event.store.name}: only the new one is left`];
    case 'store-lags':
      return [`  ${event.store.name}: could not make the switch yet: ${event.detail}`];
    case 'done':
      return [
        `Done: the key to ${event.record.home.name} is good until ${day(event.record.notAfter)}.`,
        'Restart your browser when it suits you: only then does it use the new one.',
      ];
    case 'failed':
      return [...errorLines(event.error), `       The old key (until ${day(event.record.notAfter)}) stays as it is.`];
  }
}

/** What is open now and was not, and the other way round. */
export function changeLines({ added, removed }: { readonly added: string[]; readonly removed: string[] }): string[] {
  return [
    ...(added.length > 0 ? [`  open since the last look: ${added.join(', ')}`] : []),
    ...(removed.length > 0 ? [`  taken away since the last look: ${removed.join(', ')}`] : []),
  ];
}

function askWhom({ name, email, url }: Contact = {}): string {
  const ways = [email, url].filter((way) => way !== undefined);
  return `${name ?? 'the person who runs the home'}${ways.length > 0 ? ` (${ways.join(', ')})` : ''}`;
}

/** @param contact whom to ask for what is not allowed */
export function accessSentence(outcome: AccessOutcome, contact?: Contact): string {
  switch (outcome.kind) {
    case 'not-allowed':
      return `not yours: the key is good and does not open it; ask ${askWhom(contact)} if you need it`;
    case 'reached':
      return `reached (${outcome.status}, ${outcome.ms} ms)`;
    case 'on-the-lan':
      return `reached (${outcome.status}, ${outcome.ms} ms); at home no key is asked for`;
    case 'no-certificate':
      return 'not reached: no certificate of this home was found on this computer';
    case 'certificate-refused':
      return `not reached: the home does not accept this certificate (${outcome.detail})`;
    case 'shut-out':
      return 'not reached: this device was shut out';
    case 'expired':
      return `not reached: the certificate expired on ${day(outcome.notAfter)}`;
    case 'service-down':
      return `the key works, and the service does not answer (${outcome.status})`;
    case 'not-tested':
      return 'not tested: no Chromium or Chrome was found to show the certificate with';
    default:
      return networkSentence(outcome);
  }
}

export function strangerSentence(outcome: StrangerOutcome): string {
  switch (outcome.kind) {
    case 'refused':
      return 'refused, as it should be';
    case 'on-the-lan':
      return `let in (${outcome.status}); you are at home, where no key is asked for`;
    case 'let-in':
      return `LET IN (${outcome.status}): this service opens without a key. Tell the person who runs the home`;
    case 'not-tested':
      return 'not tested';
    default:
      return networkSentence(outcome);
  }
}

type NetworkOutcome = Extract<
  AccessOutcome,
  {
    kind:
      | 'offline'
      | 'name-not-found'
      | 'home-not-answering'
      | 'local-network-denied'
      | 'server-not-trusted'
      | 'clock-wrong';
  }
>;

function networkSentence(outcome: NetworkOutcome): string {
  switch (outcome.kind) {
    case 'offline':
      return 'not reached: this computer is not connected to the internet';
    case 'name-not-found':
      return 'not reached: its name was not found';
    case 'home-not-answering':
      return `not reached: the home does not answer (${outcome.detail})`;
    case 'local-network-denied':
      return 'not reached: this computer keeps Latchkey off the local network (System Settings, Privacy & Security)';
    case 'server-not-trusted':
      return `not reached: who answered could not prove to be the home (${outcome.detail})`;
    case 'clock-wrong':
      return `not reached: the clock of this computer is wrong${outcome.seconds === undefined ? '' : ` by ${Math.abs(outcome.seconds)} s`}`;
  }
}
