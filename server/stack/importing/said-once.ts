import type { ImportFinding } from './inspect.ts';

const fileOf = (where: string | undefined) => where?.replace(/:\d+$/, '');

/** What is said, whoever it is about and wherever it stands. */
function matterOf({ kind, where, hosts, message }: ImportFinding): string {
  const matter = hosts.reduce((text, host) => text.replaceAll(host, ''), message);
  return `${kind} ${where === undefined ? matter : matter.replaceAll(where, '')}`;
}

/** What is the matter with several imported files is said once, with the places in the others. */
export function saidOnce(findings: readonly ImportFinding[]): ImportFinding[] {
  const groups = Map.groupBy(findings, matterOf);
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group;
    const files = new Set(group.map(({ where }) => fileOf(where)));
    if (first === undefined || files.size < group.length || others.length === 0) return group;
    const places = others.map(({ where }) => where);
    const more =
      places.length > 5 ? `${places.slice(0, 5).join(', ')} and ${places.length - 5} more` : places.join(', ');
    const hosts = group.flatMap((finding) => finding.hosts);
    return [{ ...first, hosts, message: `${first.message} The same in ${more}.` }];
  });
}
