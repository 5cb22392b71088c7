/** Visits a fake home without a network: what the store holds is what is shown. */
import { X509Certificate } from 'node:crypto';
import type { AccessProbe, AccessProbes, ProbeResult } from '../../../electron/core/ports.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import type { FakeHome } from './fake-home.ts';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): ProbeResult => ({
  kind: 'answer',
  status,
  headers,
  body: JSON.stringify(body),
  ms: 1,
});
const failure = (failure: 'hung-up' | 'not-answering'): ProbeResult => ({
  kind: 'failure',
  failure,
  detail: failure,
  ms: 1,
});

/** @param shows which certificate is shown in place of the expected one, PEM */
export function memoryProbes(
  home: FakeHome,
  shows: (expected: string) => string | undefined = (expected) => expected,
): AccessProbes {
  return {
    open: ({ certificate }): Promise<AccessProbe> =>
      Promise.resolve({
        name: 'Memory',
        knowsDevice: true,
        visit(url, visitor) {
          const pem = visitor === 'device' ? shows(certificate) : undefined;
          const shown = pem === undefined ? undefined : new X509Certificate(pem);
          return url.endsWith('/v1/whoami') ? whoami(home, shown) : Promise.resolve(door(home, shown, url));
        },
        close: () => Promise.resolve(),
      }),
  };
}

async function whoami(home: FakeHome, shown: X509Certificate | undefined): Promise<ProbeResult> {
  try {
    return answer(200, await home.answer('whoami', {}, shown));
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
    return failure('not-answering');
  }
}

function door(home: FakeHome, shown: X509Certificate | undefined, url: string): ProbeResult {
  const fingerprint = shown?.fingerprint256.replaceAll(':', '').toLowerCase() ?? '';
  const good = shown && new Date(shown.validTo) > home.now() && home.letsIn(fingerprint);
  if (!good) return failure('hung-up');
  const open = home.services.some((service) => service.url === url);
  return open ? answer(200, {}) : answer(403, {}, { 'latchkey-refusal': 'not-allowed' });
}
