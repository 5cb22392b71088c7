/** The rows of the bench in which HAProxy ends TLS: `--design`. */

import { LAN_SOURCE, WAN_SOURCE } from '../../../support/probe.ts';
import { cpuMs } from '../../../support/process-tree.ts';
import type { Running } from '../../../support/processes.ts';
import { freePorts } from '../../../support/stack/free-ports.ts';
import type { Visit } from '../way.ts';
import type { Ports } from './config.ts';
import { proveDesign } from './prove.ts';
import { type Around, type Behind, startDesign } from './start.ts';

/** By the word for it on the command line. */
const DESIGNS = { 'haproxy-tls': 'one port', 'haproxy-tls-two-ports': 'two ports' } as const;
export type DesignName = keyof typeof DESIGNS;
type Kind = (typeof DESIGNS)[DesignName];
const BEHIND = ['Caddy', 'nothing'] as const satisfies readonly Behind[];

export const DESIGN_ROWS = [
  'LAN, TLS in HAProxy, Caddy behind',
  'WAN, TLS in HAProxy, Caddy behind',
  'LAN, TLS in HAProxy alone',
  'WAN, TLS in HAProxy alone',
] as const;
export type DesignRow = (typeof DESIGN_ROWS)[number];

/** What they are compared with: the goals are about these two. */
export const DESIGN_PAIRS = [
  ['LAN, TLS in HAProxy, Caddy behind', 'LAN, the seed’s'],
  ['LAN, TLS in HAProxy alone', 'LAN, the seed’s'],
  ['WAN, TLS in HAProxy, Caddy behind', 'WAN, the seed’s loop'],
  ['WAN, TLS in HAProxy alone', 'WAN, the seed’s loop'],
  ['LAN, TLS in HAProxy, Caddy behind', 'LAN'],
  ['WAN, TLS in HAProxy, Caddy behind', 'WAN direct'],
] as const;

/** @returns undefined when none is named @throws Error that says which there are */
export function designNamed(word: string | undefined): DesignName | undefined {
  if (word === undefined || Object.hasOwn(DESIGNS, word)) return word as DesignName | undefined;
  throw new Error(`--design takes ${Object.keys(DESIGNS).join(' or ')}`);
}

export interface Rows {
  readonly running: readonly Running[];
  /** With the processor time so far of what serves each, in milliseconds. */
  readonly visits: readonly (readonly [DesignRow, readonly [Visit, () => number]])[];
}

async function startBehind(kind: Kind, behind: Behind, around: Around): Promise<Rows> {
  const [lan = 0, wan = 0] = await freePorts(2);
  const ports: Ports = kind === 'one port' ? { one: lan } : { lan, wan };
  const { running } = await startDesign(around, ports, behind);
  const used = () => cpuMs(running.map(({ pid }) => pid));
  const { host, certificate } = around;
  const how = behind === 'Caddy' ? 'TLS in HAProxy, Caddy behind' : 'TLS in HAProxy alone';
  return {
    running,
    visits: [
      [`LAN, ${how}`, [{ port: lan, host, from: LAN_SOURCE }, used]],
      [`WAN, ${how}`, [{ port: kind === 'one port' ? lan : wan, host, from: WAN_SOURCE, certificate }, used]],
    ],
  };
}

/** Attacks the design, and starts it when it holds. @throws AssertionError that says what does not hold */
export async function startRows(name: DesignName, around: Around): Promise<Rows> {
  const kind = DESIGNS[name];
  for (const behind of BEHIND) await proveDesign(around, kind, behind);
  const started: Rows[] = [];
  const running = () => started.flatMap((each) => each.running);
  try {
    for (const behind of BEHIND) started.push(await startBehind(kind, behind, around));
  } catch (error) {
    for (const each of running()) await each.stop();
    throw error;
  }
  return { running: running(), visits: started.flatMap((each) => each.visits) };
}
