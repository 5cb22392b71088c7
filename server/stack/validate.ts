import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LatchkeyError } from '../../shared/errors.ts';
import { wildcardOf } from '../../shared/host.ts';
import type { HomeConfig } from '../core/config/home-config.ts';
import type { HomeLayout } from '../core/layout.ts';
import { didYouMean } from '../core/names/did-you-mean.ts';
import { runTool } from '../platform/run-tool.ts';
import { Whereabouts } from './caddy/blocks.ts';
import { helpWith } from './caddy/caddy-words.ts';
import { renderCaddyfile } from './caddy/caddyfile.ts';
import { caddyEnvironment, siteVariables } from './caddy/environment.ts';
import { listenerOptions } from './caddy/every-listener.ts';
import { guardCaddy, type Refusal } from './caddy/guard.ts';
import { withoutEffects } from './caddy/harden.ts';
import { withOwnCertificate } from './caddy/own-certificate.ts';
import { Places } from './caddy/places.ts';
import { type Accepted, siteWarnings } from './caddy/site-warnings.ts';
import { type Source, sourcesOf } from './caddy/sources.ts';
import { unissuedHosts } from './caddy/unissued.ts';
import { uncoveredHosts } from './certificate-files.ts';
import { endpointsOf } from './endpoints.ts';
import { allowLists, listText, renderHaproxy } from './haproxy/config.ts';
import {
  type Copied,
  copiedFor,
  readCopied,
  requireCaCertificate,
  requireMaterial,
  servedPair,
  unsignedHosts,
} from './key-files.ts';
import { CONTROL_FD } from './process/launch.ts';
import { renderHome } from './render.ts';
import type { Rendered, RenderedFile, RenderWarning } from './rendered.ts';
import type { Tools } from './tools.ts';

/** What HAProxy and Caddy have accepted, ready to be written and run. */
export interface Prepared extends Rendered {
  /** Every host that the LAN listener knows, the hand-written ones included. */
  readonly hosts: readonly string[];
  /** Those of them that no CA issues a certificate for. */
  readonly unissued: readonly string[];
}

export interface PrepareOptions {
  readonly config: HomeConfig;
  readonly layout: HomeLayout;
  readonly tools: Tools;
  /** The environment of latchkey; Caddy is given what it needs of it. */
  readonly env: NodeJS.ProcessEnv;
  /** What Caddy reads as copies and is asked about where it comes from; everything, unless told otherwise. */
  readonly copied?: readonly Copied[];
  /** At a start: the server certificate that was served last, when the files of now cannot be used. */
  readonly orServed?: boolean;
}

/** The line of a tool's output that says what is wrong. */
function lastWords(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const wrong = lines.filter(
    (line) => /^(Error: |panic: |\[ALERT\])/.test(line) && !line.includes('Fatal errors found'),
  );
  return (wrong.length > 0 ? wrong : lines.slice(-1))
    .map((line) =>
      line
        .replace(/^Error: |^\[ALERT\]\s+\(\d+\) : (config : )?/, '')
        // How Caddy got there: its modules, from the outermost on.
        .replace(/^((loading|getting|provision) [\w .]+: )+(?=\S)/, ''),
    )
    .join('\n');
}

function notAccepted(tool: string, output: string): LatchkeyError {
  const words = lastWords(output);
  const help = tool === 'Caddy' ? helpWith(words) : undefined;
  const detail = help === undefined ? `${tool}: ${words}` : `${tool}: ${words.replace(/\.$/, '')}. ${help}`;
  return new LatchkeyError('RENDERED_NOT_ACCEPTED', { detail });
}

/** HAProxy reads files only: some that nobody else can, for as long as `use` needs them. */
async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Has HAProxy look at what it will be told, its lists included. */
function checkHaproxy({ config, layout, tools }: PrepareOptions): Promise<void> {
  return withFolder(async (folder) => {
    const here = {
      haproxy: join(folder, 'haproxy.cfg'),
      lan: join(folder, 'lan.lst'),
      strangers: join(folder, 'strangers.lst'),
    };
    const moved = { ...layout, rendered: { ...layout.rendered, ...here } };
    // Its socket comes with the program when it runs, and not when it only looks.
    const checked = renderHaproxy(config, moved).replace(`fd@${CONTROL_FD}`, `"${join(folder, 'control.sock')}"`);
    await writeFile(here.haproxy, checked, { mode: 0o600 });
    for (const { path, entries } of allowLists(config, moved))
      await writeFile(path, listText(entries), { mode: 0o600 });
    const { ok, stdout, stderr } = await runTool(tools.haproxy.path, ['-c', '-f', here.haproxy]);
    if (!ok) throw notAccepted('HAProxy', (stderr + stdout).replaceAll(`${folder}/`, ''));
  });
}

/** What speaks of one of the hosts, or of what is reached for, so that the admin knows where to look. */
function culprit(
  { services }: HomeConfig,
  files: readonly Source[],
  at: Whereabouts,
  { hosts, message }: Refusal,
): string {
  const extras = services.flatMap(({ name, host, caddy }) =>
    caddy === undefined ? [] : [{ name: `services.${name}.caddy`, text: `${host} ${caddy}` }],
  );
  const all = [...files, ...extras];
  // A log or a certificate is nobody's in Caddy's JSON.
  const reached = /^(?:reaches for|has a log(?: named)?) ([^\s,]+)/.exec(message)?.[1];
  const sites = [...new Set(hosts.flatMap((host) => at.site(host) ?? []))];
  const looked = hosts.length > 0 ? hosts : reached === undefined ? [] : [reached];
  const found = all.filter(({ text }) => looked.some((each) => text.includes(each)));
  const named = found.length > 0 || hosts.length > 0 ? found : all;
  const where = (sites.length > 0 ? sites : named.map(({ name }) => name)).join(', ') || 'A hand-written site';
  return hosts.length > 0 ? `${where} (${hosts.join(', ')})` : where;
}

/** Caddy names lines of the Caddyfile; whoever wrote extra directives wants to hear whose they are. */
function nameServices(words: string, caddyfile: string): string {
  const lines = caddyfile.split('\n');
  return words.replace(/\bat Caddyfile:(\d+)|\bCaddyfile:(\d+)/g, (place, first?: string, second?: string) => {
    const above = lines.slice(0, Number(first ?? second)).toReversed();
    const name = /^# ([a-z0-9-]+)$/.exec(above.find((line) => line.startsWith('#')) ?? '')?.[1];
    return name === undefined ? place : `${place} (services.${name})`;
  });
}

/** Rules for hosts that no hand-written site has: a typing error there would leave a site to everybody. */
function unknownHosts({ hosts, services }: HomeConfig, served: readonly string[]): string[] {
  const sites = served.filter((host) => !services.some((service) => service.host === host));
  return Object.keys(hosts).flatMap((host) => {
    if (sites.includes(host) || sites.includes(wildcardOf(host))) return [];
    const meant = didYouMean(host, sites);
    const instead = meant === undefined ? `there are ${sites.join(', ') || 'none'}.` : `did you mean ${meant}?`;
    return [`hosts.${host} is the host of no hand-written site; ${instead}`];
  });
}

/** What Caddy accepted, with its JSON, guarded and completed. */
interface AcceptedCaddy extends Accepted {
  readonly config: string;
  /** Sites that say themselves where their certificate comes from. */
  readonly ownCertificate: ReadonlySet<string>;
  /** `path:line` of a hand-written site. */
  placeOf(host: string): string | undefined;
}

/**
 * Whether Caddy may run what latchkey.yaml and the sites say, as they and the disk are now. The one check for every
 * command; it has no effect on the disk.
 * @throws LatchkeyError RENDERED_NOT_ACCEPTED with what is wrong, where, and what to write instead
 */
export async function checkCaddy({
  config,
  layout,
  tools,
  env: machine,
  copied = copiedFor(config, layout),
}: PrepareOptions): Promise<AcceptedCaddy> {
  const adapting = caddyEnvironment(config, layout, machine, { adapting: true });
  const { port } = config.metrics;
  const endpoints = [...endpointsOf(config), ...(port === 'off' ? [] : [{ address: '127.0.0.1', port }])];
  const places = new Places({ layout, endpoints });
  const { files, problems: inSources } = sourcesOf({ config, layout, places, env: adapting });
  const problems = [...inSources];
  for (const { name, upstream } of config.services) {
    const wrong = places.url(upstream);
    if (wrong !== undefined)
      problems.push(`services.${name}.upstream ${wrong}; write the address of the service itself.`);
  }
  if (problems.length > 0) throw new LatchkeyError('RENDERED_NOT_ACCEPTED', { detail: problems.join('\n') });

  return withFolder(async (folder) => {
    // As where Caddy will run: a folder with nothing in it.
    const cwd = join(folder, 'empty');
    const storage = join(folder, 'storage');
    await Promise.all([mkdir(cwd), mkdir(storage)]);
    const adapt = async (input: string): Promise<unknown> => {
      const args = ['adapt', '--config', '-', '--adapter', 'caddyfile'];
      const { ok, stdout, stderr } = await runTool(tools.caddy.path, args, { input, env: adapting, cwd });
      if (!ok) {
        const words = stderr.replaceAll(/\bat -:|(?<=[ ,])-:(?=\d)/g, (at) =>
          at.startsWith('at') ? 'at Caddyfile:' : 'Caddyfile:',
        );
        throw notAccepted('Caddy', nameServices(words, input));
      }
      return JSON.parse(stdout);
    };
    const [full, base] = await Promise.all([
      adapt(renderCaddyfile(config, layout)),
      adapt(renderCaddyfile(config, layout, { bare: true })),
    ]);
    const { modules } = config.caddy;
    const ownNames = config.certificates.kind === 'dns-01' ? { forItsNames: layout.rendered.serverCertificate } : {};
    const listeners = { ...listenerOptions(config), ...ownNames };
    const guarded = guardCaddy(full, base, layout, listeners, {
      places,
      vouched: new Set(modules),
      variables: siteVariables(config, machine),
    });
    if (guarded.ok) {
      const unknown = unknownHosts(config, guarded.hosts);
      if (unknown.length > 0) throw new LatchkeyError('RENDERED_NOT_ACCEPTED', { detail: unknown.join('\n') });
    }
    if (!guarded.ok) {
      const at = new Whereabouts(files, adapting);
      const lines = guarded.refusals.map((refusal) => `${culprit(config, files, at, refusal)} ${refusal.message}.`);
      throw new LatchkeyError('RENDERED_NOT_ACCEPTED', { detail: lines.join('\n') });
    }
    const { ok, stderr } = await runTool(tools.caddy.path, ['validate', '--config', '-'], {
      input: fromTheirPlaces(withoutEffects(guarded.config, storage), await thatAreThere(copied, folder)),
      env: {
        ...caddyEnvironment(config, layout, machine, { hosts: guarded.hosts }),
        HOME: cwd,
        XDG_DATA_HOME: storage,
        XDG_CONFIG_HOME: storage,
      },
      cwd,
    });
    if (!ok) throw notAccepted('Caddy', stderr);
    const at = new Whereabouts(files, adapting);
    const placeOf = (host: string) => at.site(host);
    return { ...guarded, unissued: unissuedHosts(full, config), ownCertificate: withOwnCertificate(full), placeOf };
  });
}

/** What Caddy is to read as copies is looked at where it comes from: nothing is copied before all of it is accepted. */
function fromTheirPlaces(config: string, copied: readonly Copied[]): string {
  const inJson = (path: string) => JSON.stringify(path).slice(1, -1);
  return copied.reduce((text, { from, to }) => text.replaceAll(inJson(to), inJson(from)), config);
}

/** What is not there yet is looked at as what stands in its place. */
function thatAreThere(copied: readonly Copied[], folder: string): Promise<readonly Copied[]> {
  return Promise.all(
    copied.map(async ({ from, to, instead }, index) => {
      if (instead === undefined) return { from, to };
      const [content] = [...(await readCopied([{ from, to, instead }])).values()];
      const here = join(folder, `copied-${index}`);
      await writeFile(here, content?.content ?? '', { mode: 0o600 });
      return { from: here, to };
    }),
  );
}

interface Material {
  /** What Caddy is to be asked about where it comes from. */
  readonly copied: readonly Copied[];
  readonly copies: Map<string, RenderedFile>;
  readonly warnings: Rendered['warnings'];
}

/** What the home stands on, and the copies that Caddy reads; at a start, those of before when the new ones cannot be used. */
async function material({ config, layout, orServed = false }: PrepareOptions): Promise<Material> {
  const copied = copiedFor(config, layout);
  try {
    await requireMaterial(config, layout);
    return { copied, copies: await readCopied(copied), warnings: [] };
  } catch (thrown) {
    if (
      !orServed ||
      (config.certificates.kind !== 'files' && config.certificates.kind !== 'dns-01') ||
      !LatchkeyError.is(thrown)
    )
      throw thrown;
    await requireCaCertificate(layout);
    const served = await servedPair(layout);
    if (!served) throw thrown;
    const message = `cannot be used, and what was served last is served on: ${thrown.detail ?? thrown.title}`;
    return { copied: [], copies: served, warnings: [{ path: 'certificates', message }] };
  }
}

/** Names that nobody would connect to, since the files of the home's certificate are not for them. */
function uncovered(
  { config, layout }: PrepareOptions,
  { hosts, ownCertificate, placeOf }: AcceptedCaddy,
): RenderWarning[] {
  const { certificates, services } = config;
  if (certificates.kind !== 'files') return [];
  const names = hosts.filter((host) => !ownCertificate.has(host));
  return uncoveredHosts(certificates, layout.dir, names).map((host) => {
    const service = services.find((each) => each.host === host);
    return {
      path: service ? `services.${service.name}` : (placeOf(host) ?? 'sites'),
      message: `has ${host}, which ${certificates.certificate} is not for, so that browsers and apps refuse it: have that certificate issued for this name too${service ? '' : ', or have the site name one of its own (tls <certificate> <key>)'}`,
    };
  });
}

/**
 * Renders the configuration and has everything accepted by the programs that will run it, without starting or writing
 * anything.
 * @throws LatchkeyError RENDERED_NOT_ACCEPTED with the tool's words, HOME_DAMAGED, FOLDER_NOT_USABLE
 */
export async function prepareHome(options: PrepareOptions): Promise<Prepared> {
  const { config, layout } = options;
  const rendered = renderHome(config, layout);
  const { copied, copies, warnings } = await material(options);
  const [caddy] = await Promise.all([checkCaddy({ ...options, copied }), checkHaproxy(options)]);
  const isServedOn = warnings.length > 0;
  const unsigned = (await unsignedHosts(config, layout, caddy.hosts)).map((host) => ({
    path: 'sites',
    message: `has ${host}, for which the home's own root does not sign: it is not below ${config.domain}. Have that site name a certificate of its own (tls <certificate> <key>)`,
  }));
  return {
    ...rendered,
    warnings: [
      ...rendered.warnings,
      ...warnings,
      ...unsigned,
      ...(isServedOn ? [] : uncovered(options, caddy)),
      ...siteWarnings(caddy, config, options.env),
    ],
    unissued: caddy.unissued,
    files: new Map([...copies, ...rendered.files, [layout.rendered.caddy, { content: caddy.config, mode: 0o640 }]]),
    hosts: caddy.hosts,
  };
}
