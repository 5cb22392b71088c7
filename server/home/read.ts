/** A home as its folder says it is: what can be known of it without opening its registry. */
import { readFile } from 'node:fs/promises';
import { LatchkeyError } from '../../shared/errors.ts';
import { normaliseHost } from '../../shared/host.ts';
import { type InviteDefaults, inviteOrigin } from '../../shared/invite.ts';
import { certificatePin, readCertificate } from '../ca/custody.ts';
import { formatProblem, type HomeConfig } from '../core/config/home-config.ts';
import type { Audience } from '../core/config/sections/audience.ts';
import { type HomeLayout, homeLayout } from '../core/layout.ts';
import type { HomeFacts } from '../core/records.ts';
import { servedHosts } from '../stack/caddy/adapted.ts';
import { configText } from './files/config-text.ts';
import { takenConfig } from './files/taken-config.ts';
import { machineInterfaces } from './network-interfaces.ts';

/** A home's folder and its checked configuration. */
export interface ConfiguredHome {
  readonly layout: HomeLayout;
  readonly config: HomeConfig;
  readonly facts: HomeFacts;
  /** latchkey.yaml as it was read. */
  readonly configText: string;
  /** What is valid in latchkey.yaml but worth a thought, one located line each. */
  readonly warnings: readonly string[];
}

/** Where a browser at home or elsewhere finds a service: the same in both zones. */
function serviceUrl(host: string, config: HomeConfig): string {
  return `${inviteOrigin({ host, port: config.ports.https })}/`;
}

/** Whom the hosts of hand-written sites are for. */
export function audienceOfHosts({ hosts }: Pick<HomeConfig, 'hosts'>) {
  const of = (audience: Audience) =>
    Object.entries(hosts).flatMap(([host, each]) => (each.for === audience ? [host] : []));
  return { chosenHosts: of('chosen'), everyonesHosts: of('everyone') };
}

/** Hosts of hand-written sites, of all that are served, in one spelling. */
function sitesOf(hosts: readonly string[], { services, console }: HomeConfig): readonly string[] {
  const declared = new Set([...services.map(({ host }) => host), console?.host]);
  return hosts
    .map((host) =>
      host.replace(/^(\*\.)?(.*)$/, (_, wildcard = '', name: string) => wildcard + (normaliseHost(name) ?? name)),
    )
    .filter((host) => !declared.has(host));
}

/** Every host that Caddy was told of last; none before the first `latchkey up`. */
export async function renderedHosts({ rendered, run }: HomeLayout): Promise<readonly string[]> {
  try {
    return servedHosts(JSON.parse(await readFile(rendered.caddy, 'utf8')), run);
  } catch {
    return [];
  }
}

/** A configuration, with what Caddy serves by it. @param hosts all that are served */
export function withSites(home: ConfiguredHome, hosts: readonly string[]): ConfiguredHome {
  const { layout, config, facts, configText, warnings } = home;
  return { layout, config, configText, warnings, facts: { ...facts, sites: sitesOf(hosts, config) } };
}

/**
 * Reads and checks a home's configuration.
 * @throws LatchkeyError HOME_MISSING, CONFIG_NOT_VALID (every problem with its line), FOLDER_NOT_WRITABLE
 */
export function readHome(dir: string): Promise<ConfiguredHome> {
  const layout = homeLayout(dir);
  return readConfigured(layout, layout.config, machineInterfaces, 'read');
}

/**
 * A home by the latchkey.yaml that it runs with, or ran with last. That was right when it was taken over: a network that has
 * come up since makes it no other one.
 * @throws LatchkeyError as {@link readHome}
 */
export function readTakenOver(layout: HomeLayout): Promise<ConfiguredHome> {
  return readConfigured(layout, layout.rendered.config, noInterfaces, 'as taken over');
}

/**
 * A home for a command that works beside it: a latchkey.yaml that it took over as it is, is not checked once more. Its
 * warnings and a network that has come up since are for those who start it or ask how it is ({@link readHome}).
 * @throws LatchkeyError as {@link readHome}
 */
export function readKnownHome(dir: string): Promise<ConfiguredHome> {
  const layout = homeLayout(dir);
  return readConfigured(layout, layout.config, machineInterfaces, 'as taken over');
}

/** A home, and why it is not as latchkey.yaml says. */
export interface LastHome {
  readonly home: ConfiguredHome;
  readonly problem: LatchkeyError | undefined;
}

/**
 * As {@link readHome}; where latchkey.yaml is not valid, by the one that the home runs with, or ran with last: shutting
 * somebody out must not wait for a typing error to be found.
 * @param checked by what the files say, and not by what the home remembers of them
 * @throws LatchkeyError as {@link readHome}, when it never ran
 */
export async function readOrLast(dir: string, checked: boolean): Promise<LastHome> {
  try {
    return { home: await (checked ? readHome(dir) : readKnownHome(dir)), problem: undefined };
  } catch (problem) {
    if (!LatchkeyError.is(problem) || problem.code !== 'CONFIG_NOT_VALID') throw problem;
    const layout = homeLayout(dir);
    const last = checked ? readConfigured(layout, layout.rendered.config, noInterfaces, 'read') : readTakenOver(layout);
    const home = await last.catch(() => {
      throw problem;
    });
    return { home, problem };
  }
}

/**
 * A home whose latchkey.yaml was changed and not taken over yet, as it runs: what is open now is decided by the services,
 * sites and hosts that the running home knows. Services that only the changed file has are known besides, so that it can
 * be said who may open them before they are there.
 * @returns the same when it runs with what latchkey.yaml says, or does not run
 */
export async function asItRuns(home: ConfiguredHome): Promise<ConfiguredHome> {
  const { layout, configText, facts } = home;
  const taken = await readFile(layout.rendered.config, 'utf8').catch(() => undefined);
  if (taken === undefined || taken === configText) return home;
  const { askHealth } = await import('./asking/ask-health.ts');
  if ((await askHealth(layout)) === undefined) return home;
  const running = await readTakenOver(layout).catch(() => undefined);
  if (running === undefined) return home;
  const { services, sites, chosenHosts, everyonesHosts } = running.facts;
  const isTaken = (service: HomeFacts['services'][number]) =>
    services.some(({ name }) => name === service.name) || sites.includes(new URL(service.url).hostname);
  const more = facts.services.filter((service) => !isTaken(service));
  return { ...home, facts: { ...facts, services: [...services, ...more], sites, chosenHosts, everyonesHosts } };
}

/** What was right when it was taken over is asked about no network that has come up since. */
const noInterfaces = () => [];

/** @param how `as taken over`: what the home remembers of this very text is not read once more */
async function readConfigured(
  layout: HomeLayout,
  file: string,
  interfaces: typeof machineInterfaces,
  how: 'read' | 'as taken over',
): Promise<ConfiguredHome> {
  const text = configText(file);
  const taken = how === 'read' ? undefined : takenConfig(layout.rendered.taken, text);
  if (taken) return configured(layout, text, taken, []);
  const { parseConfig } = await import('../core/config/parse.ts');
  const parsed = parseConfig(text, file, interfaces());
  if (!parsed.ok)
    throw new LatchkeyError('CONFIG_NOT_VALID', { detail: parsed.problems.map(formatProblem).join('\n') });
  return configured(layout, text, parsed.config, parsed.warnings.map(formatProblem));
}

async function configured(
  layout: HomeLayout,
  text: string,
  config: HomeConfig,
  warnings: readonly string[],
): Promise<ConfiguredHome> {
  return {
    layout,
    config,
    configText: text,
    warnings,
    facts: {
      name: config.name,
      domain: config.domain,
      enrolmentHost: config.pageHost && config.enrolmentHost,
      consoleHost: config.console?.host,
      contact: config.contact ?? {},
      services: config.services.map(({ name, host, icon, for: audience }) => ({
        name,
        url: serviceUrl(host, config),
        ...(icon !== undefined && { icon }),
        chosen: audience === 'chosen',
      })),
      sites: sitesOf(await renderedHosts(layout), config),
      ...audienceOfHosts(config),
      certificateDays: config.devices.certificateDays,
      graceDays: config.devices.graceDays,
    },
  };
}

/** What an invite of this home carries beside the code. */
export async function inviteDefaults({ layout, config }: ConfiguredHome): Promise<InviteDefaults> {
  const place = { host: config.enrolmentHost, port: config.ports.https };
  if (config.certificates.kind !== 'internal') return place;
  const root = await readCertificate(layout.ca.serverRootCertificate);
  return { ...place, pin: await certificatePin(root, place.host) };
}
