import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LatchkeyError } from '../../shared/errors.ts';
import type { HomeConfig } from '../core/config/home-config.ts';
import type { HomeLayout } from '../core/layout.ts';
import { renderCaddyfile } from './caddyfile.ts';
import { guardCaddy, type Refusal } from './guard.ts';
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

/** HAProxy reads files only: one that nobody else can, for as long as `use` needs it. */
async function withFile(name: string, content: string, use: (path: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-'));
  try {
    const path = join(folder, name);
    await writeFile(path, content, { mode: 0o600 });
    await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The hand-written file that speaks of one of the hosts, so that the admin knows where to look. */
async function culprit({ sites }: HomeLayout, { hosts }: Refusal): Promise<string> {
  const names = (await readdir(sites).catch(() => [])).filter((name) => name.endsWith('.caddy')).sort();
  const found: string[] = [];
  for (const name of names) {
    const text = await readFile(join(sites, name), 'utf8');
    if (hosts.length === 0 || hosts.some((host) => text.includes(host))) found.push(`sites/${name}`);
  }
  const where = found.join(', ') || 'A hand-written site';
  return hosts.length > 0 ? `${where} (${hosts.join(', ')})` : where;
}

/**
 * Renders the configuration and has everything accepted by the programs that will run it, without starting or writing
 * anything.
 * @throws LatchkeyError RENDERED_NOT_ACCEPTED with the tool's words, HOME_DAMAGED, FOLDER_NOT_USABLE
 */
export async function prepareHome({ config, layout, tools, env }: PrepareOptions): Promise<Prepared> {
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
    if (!ok) throw notAccepted('Caddy', stderr.replaceAll(/\bat -:/g, 'at Caddyfile:'));
    return JSON.parse(stdout);
  };
  const checkHaproxy = () =>
    withFile('haproxy.cfg', content(layout.rendered.haproxy), async (path) => {
      const { ok, stdout, stderr } = await runTool(tools.haproxy.path, ['-c', '-f', path]);
      if (!ok) throw notAccepted('HAProxy', (stderr + stdout).replaceAll(path, 'haproxy.cfg'));
    });
  const checkCaddy = async (): Promise<{ config: string; hosts: readonly string[] }> => {
    const [full, base] = await Promise.all([
      adapt(content(layout.rendered.caddyfile)),
      adapt(renderCaddyfile(config, layout, { sites: false })),
    ]);
    const guarded = guardCaddy(full, base, layout);
    if (!guarded.ok) {
      const lines = guarded.refusals.map(async (refusal) => `${await culprit(layout, refusal)} ${refusal.message}.`);
      throw new LatchkeyError('RENDERED_NOT_ACCEPTED', { detail: (await Promise.all(lines)).join('\n') });
    }
    const { ok, stderr } = await runTool(tools.caddy.path, ['validate', '--config', '-'], {
      input: guarded.config,
      env,
    });
    if (!ok) throw notAccepted('Caddy', stderr);
    return guarded;
  };

  const [caddy] = await Promise.all([checkCaddy(), checkHaproxy()]);
  return {
    ...rendered,
    files: new Map([...rendered.files, [layout.rendered.caddy, { content: caddy.config, mode: 0o600 }]]),
    hosts: caddy.hosts,
  };
}
