import { expect } from 'vitest';
import type { DoorSessions } from '../../../server/core/ports.ts';
import type { OpenTestHome } from '../../unit/server-core/support.ts';
import { BYSTANDER, SOURCES } from './scenarios.ts';

/**
 * Has a home do what it does when it starts and every few seconds after; then the active set, the open connections and
 * the audit log are what the registry says, and the bystander's connection was not touched.
 */
export async function expectSettled(home: OpenTestHome, door: DoorSessions): Promise<void> {
  await home.keeper.reconcile();
  const now = home.clock.now();
  expect([...(await home.activeSet.list())].sort()).toEqual([...home.registry.activeFingerprints(now)].sort());
  expect(await home.keeper.reconcile()).toEqual({ created: [], removed: [], stuck: [] });

  const busy = home.registry.devices().find(({ name }) => name === 'laptop');
  const open = await door.sessions();
  expect(open.has(BYSTANDER)).toBe(true);
  if (busy && busy.state !== 'active') for (const source of SOURCES) expect(open.has(source)).toBe(false);
  expect((await home.notes.setAsideSources()).names).toEqual([]);
  expect(home.audit.verify()).toMatchObject({ ok: true });
}
