/** What a service may hear of a request, whatever its sender claimed. */
import { LAN_SOURCE, WAN_SOURCE } from '../probe.ts';
import type { RecordedRequest } from '../recording-service.ts';
import type { Zone } from './attacked-home.ts';
import { hostOf } from './data-path.ts';

/** Told by Caddy, or harmless: the caller may say it, and it says nothing about who the caller is. */
const ALLOWED = new Set([
  'host',
  'via',
  'accept-encoding',
  'accept',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'te',
  'trailer',
  'transfer-encoding',
  'user-agent',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-harmless',
  'sec-websocket-version',
]);
/** Nothing else may be made of a connection: it would be a pipe past everything that is deleted. */
const UPGRADE = 'websocket';

export interface Truth {
  readonly zone: Zone;
  readonly name: string;
  /** `Client-Cert`, when the service is told. */
  readonly certificate?: string | undefined;
}

/** Everything in a request that a service would believe and that is not so. */
export function lies(request: RecordedRequest, { zone, name, certificate }: Truth): string[] {
  const values = new Map<string, string[]>();
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const [key = '', value = ''] = request.rawHeaders.slice(at, at + 2);
    values.set(key.toLowerCase(), [...(values.get(key.toLowerCase()) ?? []), value]);
  }
  const expected: Readonly<Record<string, string | undefined>> = {
    host: hostOf(name),
    'x-forwarded-for': zone === 'lan' ? LAN_SOURCE : WAN_SOURCE,
    'x-forwarded-proto': 'https',
    'x-forwarded-host': hostOf(name),
    'client-cert': certificate,
  };
  const wrong = Object.entries(expected).filter(([key, value]) => (values.get(key) ?? []).join('|') !== (value ?? ''));
  const upgrades = values.get('upgrade') ?? [];
  const unknown = [...values.keys()].filter((key) => key !== 'upgrade' && !ALLOWED.has(key) && !(key in expected));
  return [
    ...wrong.map(([key]) => `${key}: ${(values.get(key) ?? []).join('|')}`),
    ...unknown.map((key) => `${key} got through`),
    ...upgrades.filter((each) => each !== UPGRADE).map((each) => `upgrade to ${each} got through`),
    ...Object.keys(request.trailers).map((key) => `trailer ${key} got through`),
  ].map((lie) => `${request.method} ${request.path}: ${lie}`);
}
