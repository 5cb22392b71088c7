import { X509Certificate } from 'node:crypto';
import { readTrustedCas } from '../ca/ca-files.ts';
import { keyPlaceOf } from '../ca/key-custody.ts';
import { tokenUri } from '../ca/key-file.ts';
import type { Device } from '../core/records.ts';
import type { OpenHome } from './open.ts';

/** How far a rotation has come. */
export interface RotationProgress {
  /** Devices that are let in now. */
  readonly devices: number;
  /** Those that have a certificate of the current CA. */
  readonly renewed: number;
  /** The others: they stay outside once the CA before is no longer trusted, until they have renewed. */
  readonly waiting: readonly Device[];
}

/** Who has a certificate of this CA among those who are let in now. */
export function rotationProgress({ registry }: Pick<OpenHome, 'registry'>, current: X509Certificate, now: number) {
  const renewed = new Set<string>();
  const all = new Map<string, Device>();
  for (const fingerprint of registry.activeFingerprints(now)) {
    const enrolment = registry.enrolment(fingerprint);
    if (!enrolment) continue;
    const { device, certificate } = enrolment;
    all.set(device.id, device);
    if (new X509Certificate(certificate.der).checkIssued(current)) renewed.add(device.id);
  }
  const waiting = [...all.values()].filter(({ id }) => !renewed.has(id));
  return { devices: all.size, renewed: renewed.size, waiting } satisfies RotationProgress;
}

/** A CA as `--json` shows it. */
function authorityResult(certificate: X509Certificate) {
  return {
    subject: certificate.subject.split('\n').join(', '),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    notBefore: new Date(certificate.validFrom).toISOString(),
    notAfter: new Date(certificate.validTo).toISOString(),
  };
}

const KEY_WORDS = {
  plain: 'in a file, as it is',
  protected: 'in a file, under a passphrase',
  token: 'in a token',
  missing: 'not here',
} as const;

/** Where the key lies: `place` for programs, `words` for people, and which file or address. */
async function keyResult({ layout }: Pick<OpenHome, 'layout'>) {
  const stored = await keyPlaceOf(layout);
  const place = stored?.kind ?? ('missing' as const);
  return { place, words: KEY_WORDS[place], at: stored?.kind === 'token' ? tokenUri(stored) : layout.ca.key };
}

/** Everything that `latchkey ca show` tells. */
export async function caStatus(home: Pick<OpenHome, 'layout' | 'registry'>, now: number) {
  const { current, previous } = await readTrustedCas(home.layout);
  const { devices, renewed, waiting } = rotationProgress(home, current, now);
  return {
    current: { ...authorityResult(current), key: await keyResult(home) },
    previous: previous.map(authorityResult),
    devices,
    renewed,
    waiting: waiting.map(({ id, person, name }) => ({ id, person, name })),
  };
}
