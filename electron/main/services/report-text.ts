/** The access test as a text to send to the person who hosts the home. In English and for somebody who knows. */
import { plainText } from '../../../shared/plain-text.ts';
import type { AccessReport } from '../../core/access/access-test.ts';
import type { AccessOutcome, StrangerOutcome } from '../../core/access/outcome.ts';
import type { Environment } from '../life/environment.ts';

export type AppFacts = Environment['app'];

/** @returns names, outcomes and times; nothing in it opens anything */
export function reportText(
  { record, probe, verdict, whoami, services, stranger }: AccessReport,
  app: AppFacts,
  now: Date,
) {
  const { home, place, person, device, fingerprint, notBefore, notAfter, stores, skipped } = record;
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name).join(', ') || 'none';
  return [
    `Latchkey access test: ${verdict}`,
    '',
    `time:        ${now.toISOString()}`,
    `app:         Latchkey ${app.version}, ${app.system}, by ${probe}`,
    `home:        ${home.name} (${home.domain}), asked at ${place.host}:${place.port}`,
    `person:      ${person}`,
    `device:      ${device.name} (${device.id})`,
    `certificate: ${fingerprint}`,
    `valid:       ${notBefore} to ${notAfter}`,
    `stores:      ${names(stores)}`,
    ...(skipped.length > 0 ? [`left out:    ${skipped.map(({ name, code }) => `${name} (${code})`).join(', ')}`] : []),
    `home sees:   ${whoami ? `${whoami.state}, ${whoami.zone}, ${whoami.time}` : 'it could not be asked'}`,
    '',
    ...services.map(({ service, outcome }) => `${service.url}  ${line(outcome)}`),
    ...(stranger ? ['', `without a certificate: ${stranger.service.url}  ${line(stranger.outcome)}`] : []),
    '',
  ]
    .map(plainText)
    .join('\n');
}

/** `reached status=200 ms=31`. */
function line({ kind, ...more }: AccessOutcome | StrangerOutcome): string {
  return [kind, ...Object.entries(more).map(([name, value]) => `${name}=${value}`)].join(' ');
}
