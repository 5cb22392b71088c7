/** A home, the loop that the design began with and a bare Caddy, all in front of one service: what is compared. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeLayout } from '../../../server/core/layout.ts';
import { LAN_SOURCE } from '../../support/probe.ts';
import { cpuMs, processTree } from '../../support/process-tree.ts';
import type { Running } from '../../support/processes.ts';
import { freePorts } from '../../support/stack/free-ports.ts';
import { HAND_WRITTEN, hostOf, makeThrowAwayHome } from '../../support/throw-away-home.ts';
import { startInFrontOf } from './bench-home.ts';
import { type DesignName, type DesignRow, startRows } from './haproxy-tls/rows.ts';
import { startBare, startSeed } from './others.ts';
import { startSpreader } from './spreader.ts';
import type { Visit, Way } from './way.ts';

export const WAYS = [
  'LAN',
  'WAN direct',
  'WAN, hand-written site',
  'WAN, the seed’s loop',
  'LAN, the seed’s',
  'bare Caddy with mTLS',
] as const;
export type WayName = (typeof WAYS)[number];

/** @throws AssertionError for a row of a design that was not asked for */
export type WayOf = (name: WayName | DesignRow) => Way;

/**
 * Starts all of it, and ends it after the work.
 * @param startService starts the service at a port of this machine
 * @param design whose rows there are as well
 */
export async function withWays<Result>(
  startService: (dir: string, port: number) => Promise<Running>,
  work: (wayOf: WayOf, dir: string) => Promise<Result>,
  design?: DesignName,
): Promise<Result> {
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-data-path-'));
  const home = await makeThrowAwayHome();
  const others: Running[] = [];
  try {
    const [service = 0, edge = 0, lan = 0, wan = 0, bare = 0] = await freePorts(5);
    others.push(await startService(dir, service));
    const { up, certificate } = await startInFrontOf(home, dir, service);

    const host = hostOf('cloud');
    const around = { dir, host, upstream: `127.0.0.1:${service}`, ca: homeLayout(home.dir).ca.certificate };
    const seed = await startSeed(around, { edge, lan, wan });
    const site = await startBare(around, bare);
    others.push(...seed, site);

    const pids = processTree(up.pid).map(({ pid }) => pid);
    const ours = () => cpuMs(pids);
    const theirs = () => cpuMs(seed.map(({ pid }) => pid));
    const outside = { from: '127.0.0.1', certificate };
    const cloud = { port: home.httpsPort, host };
    const visits: Readonly<Record<WayName, readonly [Visit, () => number]>> = {
      LAN: [{ ...cloud, from: LAN_SOURCE }, ours],
      'WAN direct': [{ ...cloud, ...outside }, ours],
      'WAN, hand-written site': [{ ...cloud, host: hostOf(HAND_WRITTEN), ...outside }, ours],
      'WAN, the seed’s loop': [{ port: edge, host, ...outside }, theirs],
      'LAN, the seed’s': [{ port: edge, host, from: LAN_SOURCE }, theirs],
      'bare Caddy with mTLS': [{ port: bare, host, ...outside }, () => cpuMs([site.pid])],
    };
    const asDesigned =
      design && (await startRows(design, { ...around, home: home.dir, homePort: home.httpsPort, certificate }));
    others.push(...(asDesigned?.running ?? []));

    const all = [...Object.entries(visits), ...(asDesigned?.visits ?? [])];
    const spreads = await freePorts(all.length);
    const each = all.map(([name, [visit, used]], at) => {
      const port = spreads[at] ?? 0;
      const way: Way = { visit, spread: { ...visit, port, from: '127.0.0.1' }, cpuMs: used };
      return { name, way, port, to: visit.port, from: visit.from === LAN_SOURCE ? LAN_SOURCE : undefined };
    });
    others.push(await startSpreader(dir, each));
    const ways = new Map<string, Way>(each.map(({ name, way }) => [name, way]));
    const wayOf = (name: string) => ways.get(name) ?? assert.fail(`${name} was not started`);
    return await work(wayOf, dir);
  } finally {
    for (const each of others.toReversed()) await each.stop();
    await home.remove();
    await rm(dir, { recursive: true, force: true });
  }
}
