/** The part of the comparison that is about certificates. */
import { isDeepStrictEqual } from 'node:util';
import { type Adapted, type Brought, comparable, type Refusal, without } from './adapted.ts';

/** Whether a pattern such as `*.example.com` is for a host. */
const covers = (pattern: string, host: string) =>
  pattern === host || (pattern.startsWith('*.') && host.slice(host.indexOf('.') + 1) === pattern.slice(2));

/** What is first in a list for a host, apart from its being for others too. */
export function effective<Entry extends object>(
  entries: readonly Entry[],
  names: (entry: Entry) => readonly string[] | undefined,
  host: string,
): string {
  const entry = entries.find((each) => names(each)?.some((name) => covers(name, host)) ?? true);
  return comparable(entry && without(entry, 'match', 'subjects'));
}

type TlsParts = Pick<Brought, 'automationPolicies' | 'certificates'>;

/** Certificates and their automation: sites may add theirs, for hosts of their own. */
export function tlsApp(
  full: Adapted,
  base: Adapted,
  declared: readonly string[],
): { refusals: Refusal[]; parts: TlsParts } {
  const [now, before] = [full.apps.tls ?? {}, base.apps.tls ?? {}];
  const refusals: Refusal[] = [];
  const rest = (tls: typeof now) => [
    without(tls, 'automation', 'certificates'),
    without(tls.automation ?? {}, 'policies'),
  ];
  if (!isDeepStrictEqual(rest(now), rest(before)))
    refusals.push({
      message: "changes Caddy's TLS as a whole (such as on_demand_tls), which is latchkey's own; remove that",
      hosts: [],
    });
  const [policies, ours] = [now.automation?.policies ?? [], before.automation?.policies ?? []];
  const known = new Set(ours.map(comparable));
  const foreign = policies.filter((policy) => !known.has(comparable(policy)));
  for (const host of ['', ...declared]) {
    const same = [policies, ours].map((each) => effective(each, ({ subjects }) => subjects, host));
    if (same[0] !== same[1] && !(same[1] === 'null' && same[0] === '{}'))
      refusals.push({
        message: `changes where ${host === '' ? 'certificates in general come' : `the certificate of ${host} comes`} from; name the hosts that it is for`,
        hosts: foreign.flatMap(({ subjects = [] }) => subjects),
      });
  }
  const certificates = Object.entries(now.certificates ?? {}).flatMap(([kind, value]) => {
    const old = before.certificates?.[kind];
    const mine = new Set(Array.isArray(old) ? old.map((each) => comparable(withoutTags(each))) : []);
    if (!Array.isArray(value)) return isDeepStrictEqual(value, old) ? [] : [{ kind, value }];
    return value.filter((each) => !mine.has(comparable(withoutTags(each)))).map((each) => ({ kind, value: [each] }));
  });
  return {
    refusals,
    parts: {
      automationPolicies: foreign.map((policy) => ({ hosts: policy.subjects ?? [], policy })),
      certificates,
    },
  };
}

const withoutTags = (value: unknown) => (typeof value === 'object' && value !== null ? without(value, 'tags') : value);

/** A site that says `tls internal` has Caddy make its local CA known, and asks nothing of it. */
export function pki(full: Adapted, base: Adapted): Refusal[] {
  const authorities = ({ apps }: Adapted) =>
    (apps.pki as { certificate_authorities?: Record<string, unknown> } | undefined)?.certificate_authorities ?? {};
  const [now, before] = [authorities(full), authorities(base)];
  const changed = Object.entries(now).filter(
    ([name, value]) =>
      !isDeepStrictEqual(value, before[name]) &&
      !(before[name] === undefined && isDeepStrictEqual(without(value as object, 'install_trust'), {})),
  );
  return [
    ...changed.map(([name]) => ({ message: `changes the CA ${name} of Caddy; remove that`, hosts: [] })),
    ...(Object.keys(before).every((name) => Object.hasOwn(now, name))
      ? []
      : [{ message: "takes away Caddy's own CA, which the home's certificates come from", hosts: [] }]),
  ];
}
