/** Turns what a visit to a service saw into an outcome. Pure: everything that it depends on is an argument. */
import { answeredBy } from '../../../shared/answered-by.ts';
import type { WhoamiReply } from '../../../shared/api.ts';
import type { ProbeFailure, ProbeResult } from '../ports.ts';
import type { AccessOutcome, StrangerOutcome } from './outcome.ts';

export interface Evidence {
  readonly now: Date;
  readonly notBefore: string;
  readonly notAfter: string;
  /** Whether some store of this machine holds the certificate. */
  readonly installed: boolean;
  /** What the home made of the connection to its enrolment host, when it could be asked. */
  readonly whoami?: WhoamiReply | undefined;
}

/** How far a clock may be off, in milliseconds, before it is blamed: the home dates certificates five minutes back. */
const CLOCK_TOLERANCE = 5 * 60_000;

/** What the proxy answers when nothing good is behind it; 421 is its answer for a name that it does not serve. */
const NOT_SERVED: ReadonlySet<number> = new Set([421, 502, 503, 504]);

type Answer = Extract<ProbeResult, { readonly kind: 'answer' }>;

const answeredHow = ({ status, headers }: Answer) => answeredBy({ status, header: (name) => headers[name] });

/** Caddy's answer under a name for which it has no site: a blank page. */
const isBlank = ({ status, headers, body }: Answer) => status === 200 && body === '' && headers.server === 'Caddy';

/**
 * What this device's visit came to. When nobody answered, what the home said of the certificate decides first, then what
 * this computer knows of it.
 */
export function judgeDevice(visit: ProbeResult, evidence: Evidence): AccessOutcome {
  if (visit.kind === 'failure') return judgeFailure(visit.failure, visit.detail, evidence);
  const { status, ms, headers } = visit;
  const by = answeredHow(visit);
  if (by === 'client-auth') return { kind: headers['latchkey-refusal'] === 'not-allowed' ? 'not-allowed' : 'shut-out' };
  if (by !== 'service' || NOT_SERVED.has(status) || isBlank(visit)) return { kind: 'service-down', status };
  return { kind: evidence.whoami?.zone === 'lan' ? 'on-the-lan' : 'reached', status, ms };
}

/** What a visit without a certificate came to. Outside it has to be `refused`; on the LAN services answer everybody. */
export function judgeStranger(visit: ProbeResult, evidence: Evidence): StrangerOutcome {
  if (visit.kind === 'failure') {
    if (visit.failure === 'hung-up' || visit.failure === 'certificate-asked') return { kind: 'refused' };
    return judgeNetwork(visit.failure, visit.detail, evidence);
  }
  const { status } = visit;
  const by = answeredHow(visit);
  if (by === 'client-auth') return { kind: 'refused' };
  // Nobody was served, and the client-auth check was not tried either.
  if (by === 'proxy') return { kind: 'home-not-answering', detail: `status ${status}` };
  return { kind: evidence.whoami?.zone === 'lan' ? 'on-the-lan' : 'let-in', status };
}

function judgeFailure(failure: ProbeFailure, detail: string, evidence: Evidence): AccessOutcome {
  if (failure !== 'hung-up' && failure !== 'certificate-asked') return judgeNetwork(failure, detail, evidence);

  const { now, notBefore, notAfter, installed, whoami } = evidence;
  if (!installed) return { kind: 'no-certificate' };
  switch (whoami?.state) {
    case 'none':
      return { kind: 'no-certificate' };
    case 'expired':
      return { kind: 'expired', notAfter };
    case 'shut-out':
    case 'left':
    case 'superseded':
      return { kind: 'shut-out' };
    case 'unknown':
    case 'active':
      return { kind: 'certificate-refused', detail };
    case undefined:
      if (now < new Date(notBefore)) return clockWrong(evidence);
      if (now > new Date(notAfter)) return { kind: 'expired', notAfter };
      // A broken proxy hangs up on everybody too: only an answer about certificates comes from the client-auth check.
      return failure === 'hung-up' ? { kind: 'home-not-answering', detail } : { kind: 'certificate-refused', detail };
  }
}

function judgeNetwork(
  failure: Exclude<ProbeFailure, 'hung-up' | 'certificate-asked'>,
  detail: string,
  evidence: Evidence,
): Extract<AccessOutcome, StrangerOutcome> {
  switch (failure) {
    case 'offline':
    case 'network-changed':
      return { kind: 'offline' };
    case 'name-not-found':
      return { kind: 'name-not-found' };
    case 'local-network-denied':
      return { kind: 'local-network-denied' };
    case 'server-not-trusted':
      return { kind: 'server-not-trusted', detail };
    case 'server-certificate-date':
      return clockIsWrong(evidence) ? clockWrong(evidence) : { kind: 'server-not-trusted', detail };
    case 'not-answering':
    case 'other':
      return { kind: 'home-not-answering', detail };
  }
}

const skew = ({ whoami, now }: Evidence) => (whoami ? now.getTime() - Date.parse(whoami.time) : undefined);

function clockIsWrong(evidence: Evidence): boolean {
  return Math.abs(skew(evidence) ?? 0) > CLOCK_TOLERANCE || evidence.now < new Date(evidence.notBefore);
}

function clockWrong(evidence: Evidence): { kind: 'clock-wrong'; seconds?: number } {
  const off = skew(evidence);
  return off === undefined ? { kind: 'clock-wrong' } : { kind: 'clock-wrong', seconds: Math.round(off / 1000) };
}
