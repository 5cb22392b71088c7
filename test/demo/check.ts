/** What a check of the demo is given, and what it gives. */
import assert from 'node:assert/strict';
import type { Identity, ProbeResult } from '../support/probe.ts';
import type { SoftKey } from '../support/soft-device.ts';
import type { Invited, ThrowAwayHome } from '../support/throw-away-home.ts';
import type { Relative } from './relative.ts';

export interface CheckContext {
  readonly home: ThrowAwayHome;
  /** Enrolled already, with this invitation. */
  readonly relative: Relative;
  readonly invited: Invited;
  /** A second device, whose key the demo holds in memory. */
  readonly neighbour: {
    readonly identity: Identity;
    readonly key: SoftKey;
    readonly invited: Invited;
    readonly fingerprint: string;
  };
}

/** @returns what was seen, in a few words; throws when it is not what it must be */
export type Check = (context: CheckContext) => Promise<string>;

/** The answer, which has this status. */
export function answered(result: ProbeResult, status: number): Extract<ProbeResult, { kind: 'answer' }> {
  assert.equal(result.kind, 'answer', `no answer: ${result.kind === 'refused' ? result.reason : ''}`);
  assert.ok(result.kind === 'answer');
  assert.equal(result.status, status);
  return result;
}
