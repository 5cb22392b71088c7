import { glob, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { LatchkeyError } from '../../shared/errors.ts';
import type { HomeConfig } from '../core/config/home-config.ts';
import type { HomeLayout } from '../core/layout.ts';
import { renderCaddyfile } from './caddyfile.ts';
import { listenerOptions } from './every-listener.ts';
import { guardCaddy, type Refusal } from './guard.ts';
import { doorLists, listText, renderHaproxy } from './haproxy.ts';
import { requireMaterial } from './material.ts';
import { renderHome } from './render.ts';
import type { Rendered } from './rendered.ts';
import { runTool } from './run-tool.ts';
import type { Tools } from './tools.ts';

/** What HAProxy and Caddy have accepted, ready to be written and run. */
export interface Prepared extends Rendered {
  /** Every host that the LAN listener knows, the hand-written ones included. */
  readonly hosts: readonly string[];
}

export interface PrepareOptions {
  readonly config: HomeConfig;
  readonly layout: HomeLayout;
  readonly tools: Tools;
  /** What hand-written sites and tokens may refer to. */
  readonly env: NodeJS.ProcessEnv;
}

/** The line of a tool's output that says what is wrong. */
function lastWords(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const wrong = lines.filter(
    (line) => /^(Error: |panic: |\[ALERT\])/.test(line) && !line.includes('Fatal errors found'),
  );
  return (wrong.length > 0 ? wrong : lines.slice(-1))
    .map((line) => line.replace(/^Error: |^\[ALERT\]\s+\(\d+\) : (config : )?/, ''))
    .join('\n');
}

function notAccepted(tool: string, output: string): LatchkeyError {
  const words = lastWords(output);
  const module = /module not registered: (dns\.providers\.\w+)/.exec(words)?.[1];
  return new LatchkeyError('RENDERED_NOT_ACCEPTED', {
    detail: `${tool}: ${words}`,
    ...(module && {
      hint: `This Caddy has no ${module}: build one with it (xcaddy build --with …), or choose other certificates.`,
    }),
  });
}

/** HAProxy reads files only: some that nobody else can, for as long as `use` needs them. */
async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-'));
  try {
    await use(folder);
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
    await writeFile(here.haproxy, renderHaproxy(config, moved), { mode: 0o600 });
    for (const { path, entries } of doorLists(config, moved)) await writeFile(path, listText(entries), { mode: 0o600 });
    const { ok, stdout, stderr } = await runTool(tools.haproxy.path, ['-c', '-f', here.haproxy]);
    if (!ok) throw notAccepted('HAProxy', (stderr + stdout).replaceAll(`${folder}/`, ''));
  });
}

/** The hand-written files, by what latchkey.yaml calls them, with their content. */
async function handWritten({ sites }: HomeConfig, { dir }: HomeLayout): Promise<[name: string, text: string][]> {
  const patterns = sites.map((pattern) => resolve(dir, pattern));
  const paths: string[] = [];
  for await (const path of glob(patterns)) paths.push(path);
  const named = paths.sort().map((path) => (path.startsWith(`${dir}/`) ? relative(dir, path) : path));
  return Promise.all(
    named.map(
      async (name): Promise<[string, string]> => [name, await readFile(resolve(dir, name), 'utf8').catch(() => '')],
    ),
  );
}

/** What speaks of one of the hosts, so that the admin knows where to look. */
async function culprit(config: HomeConfig, layout: HomeLayout, { hosts }: Refusal): Promise<string> {
  const extras = config.services.flatMap(({ name, host, caddy }): [string, string][] =>
    caddy === undefined ? [] : [[`services.${name}.caddy`, `${host} ${caddy}`]],
  );
  const found = [...(await handWritten(config, layout)), ...extras]
    .filter(([, text]) => hosts.length === 0 || hosts.some((host) => text.includes(host)))
    .map(([name]) => name);
  const where = found.join(', ') || 'A hand-written site';
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

/**
 * Renders the configuration and has everything accepted by the programs that will run it, without starting or writing
 * anything.
 * @throws LatchkeyError RENDERED_NOT_ACCEPTED with the tool's words, HOME_DAMAGED, FOLDER_NOT_USABLE
 */
export async function prepareHome(options: PrepareOptions): Promise<Prepared> {
  const { config, layout, tools, env } = options;
  const rendered = renderHome(config, layout);
  await requireMaterial(config, layout);
  const content = (path: string) => rendered.files.get(path)?.content ?? '';

  const adapt = async (input: string): Promise<unknown> => {
    const { ok, stdout, stderr } = await runTool(
      tools.caddy.path,
      ['adapt', '--config', '-', '--adapter', 'caddyfile'],
      {
        input,
        env,
      },
    );
    if (!ok) {
      const words = stderr.replaceAll(/\bat -:|(?<=[ ,])-:(?=\d)/g, (at) =>
        at.startsWith('at') ? 'at Caddyfile:' : 'Caddyfile:',
      );
      throw notAccepted('Caddy', nameServices(words, input));
    }
    return JSON.parse(stdout);
  };
  const checkCaddy = async (): Promise<{ config: string; hosts: readonly string[] }> => {
    const [full, base] = await Promise.all([
      adapt(content(layout.rendered.caddyfile)),
      adapt(renderCaddyfile(config, layout, { bare: true })),
    ]);
    const guarded = guardCaddy(full, base, layout, listenerOptions(config));
    if (!guarded.ok) {
      const lines = guarded.refusals.map(
        async (refusal) => `${await culprit(config, layout, refusal)} ${refusal.message}.`,
      );
      throw new LatchkeyError('RENDERED_NOT_ACCEPTED', { detail: (await Promise.all(lines)).join('\n') });
    }
    const { ok, stderr } = await runTool(tools.caddy.path, ['validate', '--config', '-'], {
      input: guarded.config,
      env,
    });
    if (!ok) throw notAccepted('Caddy', stderr);
    return guarded;
  };

  const [caddy] = await Promise.all([checkCaddy(), checkHaproxy(options)]);
  return {
    ...rendered,
    files: new Map([...rendered.files, [layout.rendered.caddy, { content: caddy.config, mode: 0o600 }]]),
    hosts: caddy.hosts,
  };
}
