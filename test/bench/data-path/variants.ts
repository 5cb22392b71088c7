/** One home's rendered configuration, run several times beside itself, each time with something changed. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { homeLayout } from '../../../server/core/layout.ts';
import { COLLECTOR } from '../../../server/stack/caddy/environment.ts';
import { findTools } from '../../../server/stack/tools.ts';
import { LAN_SOURCE } from '../../support/probe.ts';
import { cpuMs, processTree } from '../../support/process-tree.ts';
import { type Running, startProgram } from '../../support/processes.ts';
import { freePorts } from '../../support/stack/free-ports.ts';
import { hostOf, makeThrowAwayHome } from '../../support/throw-away-home.ts';
import { startInFrontOf } from './bench-home.ts';
import { haproxyBeside } from './beside.ts';
import type { Json, Stack } from './promises.ts';
import { startSpreader } from './spreader.ts';
import { until } from './until.ts';
import type { Way } from './way.ts';

export interface Variant {
  readonly name: string;
  change(stack: Stack): void;
}

/** A way from home and one from outside. */
export interface VariantWays {
  readonly lan: Way;
  readonly wan: Way;
}

/** The two programs with a home's configuration, at another port and with listeners of their own. */
async function startBeside(
  homeDir: string,
  dir: string,
  { from, to }: { readonly from: number; readonly to: number },
  { change }: Variant,
): Promise<Running[]> {
  const { rendered, run } = homeLayout(homeDir);
  const elsewhere = (text: string) => text.replaceAll(`${join(run.lan, '..')}/`, `${dir}/`);
  const caddy = JSON.parse(elsewhere(await readFile(rendered.caddy, 'utf8'))) as Json;
  const haproxy = haproxyBeside(elsewhere(await readFile(rendered.haproxy, 'utf8')), { from, to });
  const stack: Stack = { caddy: { ...caddy, admin: { disabled: true } }, haproxy };
  change(stack);
  const files = { caddy: join(dir, 'caddy.json'), haproxy: join(dir, 'haproxy.cfg') };
  await writeFile(files.caddy, JSON.stringify(stack.caddy));
  await writeFile(files.haproxy, stack.haproxy);
  const tools = await findTools(process.env);
  const running = [
    startProgram({ file: tools.haproxy.path, args: ['-db', '-f', files.haproxy] }),
    startProgram({
      file: tools.caddy.path,
      args: ['run', '--config', files.caddy],
      env: { ...process.env, ...COLLECTOR },
    }),
  ];
  await until(to);
  return running;
}

/** Starts a home and the variants of it, and ends them after the work. */
export async function withVariants<Result>(
  variants: readonly Variant[],
  startService: (dir: string, port: number) => Promise<Running>,
  work: (wayOf: (name: string) => VariantWays) => Promise<Result>,
): Promise<Result> {
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-variants-'));
  const home = await makeThrowAwayHome();
  const others: Running[] = [];
  try {
    const [service = 0] = await freePorts(1);
    others.push(await startService(dir, service));
    const { up, certificate } = await startInFrontOf(home, dir, service);
    const homes = processTree(up.pid).map(({ pid }) => pid);
    const ways = new Map<string, VariantWays>();
    const spreads = [];
    for (const variant of variants) {
      const [port = 0, lanSpread = 0, wanSpread = 0] = await freePorts(3);
      const own = await mkdtemp(join(dir, 'v'));
      const running = await startBeside(home.dir, own, { from: home.httpsPort, to: port }, variant);
      others.push(...running);
      const pids = [...homes, ...running.map(({ pid }) => pid)];
      const way = (spread: number, from: string, more: { readonly certificate?: string }): Way => ({
        visit: { port, host: hostOf('cloud'), from, ...more },
        spread: { port: spread, host: hostOf('cloud'), from: '127.0.0.1', ...more },
        cpuMs: () => cpuMs(pids),
      });
      ways.set(variant.name, {
        lan: way(lanSpread, LAN_SOURCE, {}),
        wan: way(wanSpread, '127.0.0.1', { certificate }),
      });
      spreads.push({ port: lanSpread, to: port, from: LAN_SOURCE }, { port: wanSpread, to: port });
    }
    others.push(await startSpreader(dir, spreads));
    return await work((name) => {
      const found = ways.get(name);
      if (!found) throw new Error(`no variant is called ${name}`);
      return found;
    });
  } finally {
    for (const each of others.toReversed()) await each.stop();
    await home.remove();
    await rm(dir, { recursive: true, force: true });
  }
}
