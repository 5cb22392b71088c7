import { LineCounter } from 'yaml';
import { counted } from '../../../shared/counted.ts';
import type { NetworkInterface } from '../network/lan.ts';
import type { ConfigProblem, ConfigResult, HomeConfig } from './home-config.ts';
import { formatPath, hiddenAt, locate, position, type Report } from './locate.ts';
import { readLan, readListen } from './read-addresses.ts';
import { readConsole, readDomain, readHosts, readPage, readServices } from './read-hosts.ts';
import { fileSchema, type HomeFile } from './schema.ts';
import { reportIssues } from './schema-issues.ts';
import { readCertificates } from './sections/certificates.ts';
import { readYaml } from './yaml-text.ts';

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
  const reportAsWritten = into(problems);
  const report: Report = (path, message, at) => {
    const hidden = hiddenAt(document, path, at);
    const isSaid = hidden === undefined || message.includes(hidden);
    const why = isSaid ? message : `has a character in it that cannot be seen (${hidden}); type it again`;
    reportAsWritten(path, why, at);
  };

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
  // Read once: a parser that zod compiles for each section costs more than it saves.
  const parsed = fileSchema.safeParse(value, { jitless: true });
  if (!parsed.success) reportIssues(parsed.error.issues, report);
  const config = parsed.success ? readFile(parsed.data, interfaces, report, into(warnings)) : undefined;
  if (config && problems.length === 0) return { ok: true, config, warnings };
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return { ok: false, problems: shortened(problems) };
}

/** So many problems are read before the file is corrected; the others often follow from them. */
const MOST_PROBLEMS = 50;

function shortened(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const next = problems[MOST_PROBLEMS];
  if (!next) return problems;
  const more = counted(problems.length - MOST_PROBLEMS, 'more thing is', 'more things are');
  const message = `${more} wrong from here on; correct those above first`;
  return [...problems.slice(0, MOST_PROBLEMS), { ...next, path: '', message }];
}
