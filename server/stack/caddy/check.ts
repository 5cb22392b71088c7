/** Whether Caddy may run what latchkey.yaml and the hand-written sites say. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LatchkeyError } from '../../../shared/errors.ts';
import { wildcardOf } from '../../../shared/host.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import { didYouMean } from '../../core/names/did-you-mean.ts';
import { runTool } from '../../platform/run-tool.ts';
import { endpointsOf } from '../endpoints.ts';
import { notAccepted, withFolder } from '../not-accepted.ts';
import type { PrepareOptions } from '../prepare-options.ts';
import { type Copied, copiedFor, readCopied } from '../server-certificate/key-files.ts';
import { Whereabouts } from './blocks.ts';
import { helpWith } from './caddy-words.ts';
import { renderCaddyfile } from './caddyfile.ts';
import { caddyEnvironment, siteVariables } from './environment.ts';
import { listenerOptions } from './every-listener.ts';
import { guardCaddy, type Refusal } from './guard.ts';
import { withoutEffects } from './harden.ts';
import { withOwnCertificate } from './own-certificate.ts';
import { Places } from './places.ts';
import type { Accepted } from './site-warnings.ts';
import { type Source, sourcesOf } from './sources.ts';
import { unissuedHosts } from './unissued.ts';

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
export interface AcceptedCaddy extends Accepted {
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
        throw notAccepted('Caddy', nameServices(words, input), helpWith);
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
    if (!ok) throw notAccepted('Caddy', stderr, helpWith);
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
