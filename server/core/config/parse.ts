import { LineCounter } from 'yaml';
import type { z } from 'zod';
import { homeDomain } from '../../../shared/home-domain.ts';
import { normaliseHost, tooLong } from '../../../shared/host.ts';
import { readAddress } from '../network/addresses.ts';
import { canonicalAddress, checkLanCidr, isPublicNetwork, type NetworkInterface } from '../network/lan.ts';
import type { ConfigProblem, ConfigResult, HomeConfig } from './home-config.ts';
import { formatPath, locate, type Path, position } from './locate.ts';
import { fileSchema, type HomeFile } from './schema.ts';
import { readCertificates } from './sections/certificates.ts';
import { type ServiceConfig, serviceNameSchema } from './sections/services.ts';
import { readYaml } from './yaml-text.ts';

type Issue = z.core.$ZodIssue;
type Report = (path: Path, message: string, at?: 'value' | 'key') => void;

/** The label of the enrolment host when the file does not choose another. */
const ENROLMENT_LABEL = 'enroll';
/** The label of the page of an invite when the file does not choose another. */
const PAGE_LABEL = 'hello';
/** The label of the admin's console when the file does not choose another. */
const CONSOLE_LABEL = 'console';

const isOtherKind = ({ code, path }: Issue) =>
  path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
const isOtherShape = (issue: Issue) =>
  isOtherKind(issue) || (issue.path.length === 0 && issue.code === 'unrecognized_keys');

/** Of a union's branches, only the one whose shape was meant has something useful to say. */
function flatten(issue: Issue): Issue[] {
  if (issue.code === 'invalid_key') return issue.issues.map((inner) => ({ ...inner, path: issue.path }) as Issue);
  if (issue.code !== 'invalid_union') return [issue];
  const ofKind = issue.errors.filter((branch) => branch.length > 0 && !branch.some(isOtherKind));
  const meant = ofKind.find((branch) => !branch.some(isOtherShape)) ?? (ofKind.length === 1 ? ofKind[0] : undefined);
  return meant
    ? meant.flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] } as Issue))
    : [issue];
}

function reportIssues(issues: readonly Issue[], report: Report): void {
  for (const issue of issues.flatMap(flatten)) {
    if (issue.code === 'unrecognized_keys') {
      const messages = issue.message.split('\n');
      for (const [index, key] of issue.keys.entries()) report([...issue.path, key], messages[index] ?? '', 'key');
    } else report(issue.path, issue.message);
  }
}

/** Where the problem is that keeps nobody from starting, and everybody from enrolling. */
export const DOMAIN_PATH = 'home.domain';

/** A home that exists goes on with a domain that apps refuse: the keys that it has given out are good and renew. */
function readDomain(file: HomeFile, report: Report, warn: Report): { domain: string; enrolmentHost: string } {
  const domain = normaliseHost(file.home.domain);
  const label = file.home.enrolment ?? ENROLMENT_LABEL;
  if (domain === undefined)
    report(
      ['home', 'domain'],
      tooLong(file.home.domain) ??
        (readAddress(file.home.domain.replace(/^\[|\]$/g, ''))
          ? 'is an IP address; write a domain that leads to it, such as home.example.com'
          : 'is not a domain; write one of at least two labels, such as home.example.com'),
    );
  else if (normaliseHost(`${label}.${domain}`) === undefined)
    report(['home', 'domain'], 'is too long for a host in front of it');
  else if (homeDomain(`${label}.${domain}`) === undefined)
    warn(
      ['home', 'domain'],
      `belongs to more people than you, so the app enrols nobody new; write a name below it that is yours alone, such as home.${domain}`,
    );
  return { domain: domain ?? '', enrolmentHost: `${label}.${domain}` };
}

function readServices(file: HomeFile, domain: string, enrolmentHost: string, report: Report): ServiceConfig[] {
  return Object.entries(file.services).map(([name, value]) => {
    const host = `${name}.${domain}`;
    const label = serviceNameSchema.safeParse(name);
    if (!label.success) report(['services', name], label.error.issues[0]?.message ?? '', 'key');
    else if (host === enrolmentHost)
      report(['services', name], 'is the name of the enrolment host; choose another', 'key');
    else if (domain !== '' && normaliseHost(host) === undefined)
      report(
        ['services', name],
        `gives the host ${host}, which ${tooLong(host) ?? 'is no valid name'}; choose a shorter one`,
        'key',
      );
    return { ...value, name, host };
  });
}

/** What a name in front of the domain is already, in words; undefined when it is nothing yet. */
function takenBy({ services, hosts }: HomeFile, name: string, domain: string, own: ReadonlyMap<string, string>) {
  const host = `${name}.${domain}`;
  if (own.has(host)) return own.get(host);
  if (Object.hasOwn(services, name)) return `services.${name}`;
  return Object.keys(hosts).some((written) => normaliseHost(written) === host) ? `hosts.${host}` : undefined;
}

/**
 * The host of the page of an invite. A home from before there was one may have given the default name to something else:
 * that keeps it.
 */
function readPage(
  file: HomeFile,
  { domain, enrolmentHost }: Pick<HomeConfig, 'domain' | 'enrolmentHost'>,
  report: Report,
  warn: Report,
): string | undefined {
  const { phones } = file;
  if (!phones.page || domain === '') return undefined;
  const name = phones.name ?? PAGE_LABEL;
  const host = `${name}.${domain}`;
  const taken = takenBy(file, name, domain, new Map([[enrolmentHost, 'the enrolment host']]));
  if (taken === undefined) return host;
  if (phones.name !== undefined) report(['phones', 'name'], `is the name of ${taken} already; choose another`);
  else
    warn(
      [],
      `${host} is ${taken}, so invites are opened at ${enrolmentHost}, where phones may be asked for a certificate; choose a name with phones: { name: … }, or write phones: { page: off }`,
    );
  return undefined;
}

/** Where the admin's console is. As with {@link readPage}, what has the default name already keeps it. */
function readConsole(
  file: HomeFile,
  { domain, enrolmentHost, pageHost }: Pick<HomeConfig, 'domain' | 'enrolmentHost'> & { pageHost: string | undefined },
  report: Report,
  warn: Report,
): HomeConfig['console'] {
  if (file.console === 'off' || domain === '') return undefined;
  const { name = CONSOLE_LABEL, from } = file.console;
  const host = `${name}.${domain}`;
  const own = new Map([[enrolmentHost, 'the enrolment host']]);
  if (pageHost !== undefined) own.set(pageHost, 'the page of an invite');
  const taken = takenBy(file, name, domain, own);
  if (taken === undefined && normaliseHost(host) !== undefined) return { host, from };
  const why = taken === undefined ? 'is too long for a host in front of the domain' : `is the name of ${taken} already`;
  if (file.console.name !== undefined) report(['console', 'name'], `${why}; choose another`);
  else
    warn([], `${host} ${why}, so there is no console; choose a name with console: { name: … }, or write console: off`);
  return undefined;
}

/** A host as Caddy's sites have it, or a wildcard over one label. */
function readHosts(file: HomeFile, own: ReadonlyMap<string, string>, report: Report): HomeFile['hosts'] {
  const seen = new Map<string, string>();
  const entries = Object.entries(file.hosts).map(([written, value]) => {
    const [wildcard, name] = written.startsWith('*.') ? ['*.', written.slice(2)] : ['', written];
    const host = normaliseHost(name);
    const place = own.get(written.toLowerCase()) ?? own.get(host ?? '');
    if (host === undefined)
      report(
        ['hosts', written],
        tooLong(name) ?? 'is not a host; write one as its site has it, such as wiki.example.com',
        'key',
      );
    else if (place !== undefined && wildcard === '') report(['hosts', written], place, 'key');
    const whole = `${wildcard}${host}`;
    const before = seen.get(whole);
    // Otherwise the one below would hold without a word, and it may be the one that opens.
    if (host !== undefined && before !== undefined)
      report(['hosts', written], `is the host ${before} of above; keep one of the two`, 'key');
    seen.set(whole, written);
    return [whole, value] as const;
  });
  return Object.fromEntries(entries);
}

function readLan(file: HomeFile, interfaces: readonly NetworkInterface[], report: Report, warn: Report): string[] {
  return file.lan.flatMap((entry, index) => {
    const { network, really: confirmed } = typeof entry === 'string' ? { network: entry, really: false } : entry;
    const result = checkLanCidr(network, { interfaces, confirmed });
    if (!result.ok) {
      report(typeof entry === 'string' ? ['lan', index] : ['lan', index, 'network'], result.message);
      return [];
    }
    if (result.warning) warn(['lan', index], result.warning);
    if (isPublicNetwork(result.cidr))
      warn(
        ['lan', index],
        'is a network of the internet; be sure that it is yours alone, since who is in it needs no key',
      );
    return [result.cidr];
  });
}

function readListen(file: HomeFile, domain: string, report: Report): string[] {
  if (!file.listen)
    return domain === 'localhost' || domain.endsWith('.localhost') ? ['127.0.0.1', '::1'] : ['0.0.0.0', '::'];
  const addresses = file.listen.flatMap((text, index) => {
    const address = canonicalAddress(text);
    if (address === undefined)
      report(['listen', index], 'is not an IP address; write one of this machine, 0.0.0.0 or "::"');
    return address === undefined ? [] : [address];
  });
  addresses.forEach((address, index) => {
    const every = address.includes(':') ? '::' : '0.0.0.0';
    if (addresses.indexOf(address) !== index) report(['listen', index], 'is there already; remove this line');
    else if (address !== every && addresses.includes(every))
      report(['listen', index], `is part of ${every} already; remove one of the two`);
  });
  return addresses;
}

function readFile(file: HomeFile, interfaces: readonly NetworkInterface[], report: Report, warn: Report): HomeConfig {
  const { domain, enrolmentHost } = readDomain(file, report, warn);
  const { home, ...sections } = file;
  const { https, http } = file.ports;
  if (https === http) report(['ports', 'http'], 'is the https port too; choose another, or off');
  const certificates = readCertificates(file.certificates);
  const acme = certificates.kind === 'dns-01' || certificates.kind === 'http-01';
  if (acme && domain.endsWith('.localhost')) {
    report(['certificates'], 'cannot be had for a .localhost domain; write internal');
  }
  if (certificates.kind === 'http-01' && http === 'off') {
    report(['ports', 'http'], 'is off, but the CA of certificates: http-01 asks there; write the port, such as 80');
  }
  if (!acme && ['email', 'root', 'externalAccount'].some((key) => key in file.acme))
    warn(['acme'], `is for http-01 and dns-01; with ${certificates.kind} no CA is asked`);
  if (file.notices.people && file.notices.email === undefined)
    report(['notices', 'people'], 'is on, but there is no mail server; write notices.email too');
  const services = readServices(file, domain, enrolmentHost, report);
  const pageHost = readPage(file, { domain, enrolmentHost }, report, warn);
  const adminsConsole = readConsole(file, { domain, enrolmentHost, pageHost }, report, warn);
  const own = new Map([
    ...services.map(({ name, host }) => [host, `is a service; write it below services.${name}`] as const),
    [enrolmentHost, 'is where invitations are redeemed, by whoever has a code; remove it'] as const,
  ]);
  return {
    ...sections,
    name: home.name,
    domain,
    enrolmentHost,
    ...(pageHost !== undefined && { pageHost }),
    console: adminsConsole,
    hosts: readHosts(file, own, report),
    lan: readLan(file, interfaces, report, warn),
    listen: readListen(file, domain, report),
    certificates,
    services,
  };
}

/**
 * Reads latchkey.yaml.
 * @param text the file's content
 * @param file its name, for the problems
 * @param interfaces the machine's network interfaces, so that its real container bridges are recognised in the LAN list
 * @returns the configuration with its warnings, or everything that is wrong with it, in the order of the file
 */
export function parseConfig(text: string, file: string, interfaces: readonly NetworkInterface[] = []): ConfigResult {
  const lines = new LineCounter();
  const { document, problems: damage } = readYaml(text, lines);
  if (damage.length > 0) {
    return {
      ok: false,
      problems: damage.map(([offset, message]) => ({ file, ...position(lines, offset), path: '', message })),
    };
  }
  const problems: ConfigProblem[] = [];
  const warnings: ConfigProblem[] = [];
  const into =
    (list: ConfigProblem[]): Report =>
    (path, message, at) =>
      list.push({ file, ...locate(document, lines, path, at), path: formatPath(path), message });
  const report = into(problems);

  let value: unknown;
  try {
    value = document.toJS() ?? {};
  } catch (thrown) {
    // The library refuses documents whose aliases multiply without end, and a merge key with what is no section.
    const what = /^Error: Merge sources/.test(String(thrown))
      ? 'a << refers to what is no section'
      : 'this file refers to itself too often';
    report([], `${what}; write it without anchors and aliases`);
    return { ok: false, problems };
  }
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) reportIssues(parsed.error.issues, report);
  const config = parsed.success ? readFile(parsed.data, interfaces, report, into(warnings)) : undefined;
  if (config && problems.length === 0) return { ok: true, config, warnings };
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return { ok: false, problems };
}
