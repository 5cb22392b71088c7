import { describe, expect, it } from 'vitest';
import { ActiveSetReconciler } from '../../../../../server/core/access/active-set.ts';
import { ConnectionTracker } from '../../../../../server/core/access/connections.ts';
import type { Registry } from '../../../../../server/core/ports/registry.ts';
import { everyOrder, type Turn } from '../../../../support/interleavings.ts';

const F = 'ab'.repeat(32);
const HOST = 'cloud.home.localhost';
const SOURCE = '203.0.113.7_1000';
const clock = { now: () => 0 };
const noTurn = () => Promise.resolve();

/** A home with one certificate, as several processes see it: each step of theirs on the folder waits for its turn. */
function sharedHome({ active = true, inSet = true } = {}) {
  const state = { active, given: true, set: new Set(inSet ? [F] : []) };
  const registry = {
    isActive: () => state.active,
    activeFingerprints: () => (state.active ? [F] : []),
    mayStayOpen: () => state.active,
  } as Partial<Registry> as Registry;
  /** The turns before and after: what a process knows may be old when it acts, and again when it goes on. */
  const apart = async <Value>(turn: Turn, work: () => Value): Promise<Value> => {
    await turn();
    const value = work();
    await turn();
    return value;
  };
  const trackerOf = (turn: Turn) =>
    new ActiveSetReconciler({
      registry,
      clock,
      connections: { cut: noTurn, retire: noTurn, reconcile: noTurn },
      activeSet: {
        add: (name) => apart(turn, () => !state.set.has(name) && state.set.add(name) !== undefined),
        remove: (name) => apart(turn, () => state.set.delete(name)),
        // At the very beginning: the older what is known, the worse.
        list: async () => {
          const names = [...state.set];
          await turn();
          return names;
        },
      },
    });
  return {
    state,
    registry,
    shutOut: async (turn: Turn) => {
      await turn();
      state.active = false;
      await trackerOf(turn).refuse([F]);
    },
    letIn: async (turn: Turn) => {
      await turn();
      state.active = true;
      await trackerOf(turn).admit(F);
    },
    reconcile: async (turn: Turn) => {
      await trackerOf(turn).reconcile();
    },
    isInStep: () => {
      expect([...state.set]).toEqual(state.active ? [F] : []);
      return Promise.resolve();
    },
  };
}

describe('the active set is what the registry says when everybody is through', { timeout: 30_000 }, () => {
  it.each([
    ['a device that is in', { active: true }],
    ['a file that a crash left behind', { active: false, inSet: true }],
  ])('however shutting out, letting in and reconciling meet: %s', async (_name, start) => {
    const orders = await everyOrder(() => {
      const home = sharedHome(start);
      return { actors: [home.shutOut, home.letIn, home.reconcile], end: home.isInStep };
    });
    expect(orders).toBeGreaterThan(500);
  });

  it('when a device is shut out twice and let in in between', async () => {
    await everyOrder(() => {
      const home = sharedHome();
      const admin = async (turn: Turn) => {
        await home.shutOut(turn);
        await home.letIn(turn);
        await home.shutOut(turn);
      };
      return {
        actors: [admin, home.reconcile],
        end: async () => {
          expect(home.state.active).toBe(false);
          await home.isInStep();
        },
      };
    });
  });

  it.each([
    ['shuts out', ['shutOut', 'letIn']],
    ['lets in', ['letIn', 'shutOut']],
    ['reconciles', ['reconcile', 'shutOut']],
  ] as const)('after the next look, when the process that %s is killed at any step', async (_name, [dying, other]) => {
    await everyOrder(
      () => {
        const home = sharedHome();
        return {
          actors: [home[dying], home[other]],
          end: async () => {
            await home.reconcile(noTurn);
            await home.isInStep();
          },
        };
      },
      { dying: 0 },
    );
  });
});

describe('no connection outlives a shut-out', () => {
  /** Notes and sessions in memory, one turn before each step. */
  function connectionsOf(home: ReturnType<typeof sharedHome>) {
    const tracked = new Set<string>();
    const aside = new Set<string>();
    const ended = new Set<string>();
    const inTurn = async <Value>(turn: Turn, work: () => Value): Promise<Value> => {
      await turn();
      return work();
    };
    const trackerOf = (turn: Turn) =>
      new ConnectionTracker({
        registry: home.registry,
        policy: { mayOpen: () => home.state.given, stamp: () => String(home.state.given) },
        clock,
        tracked: {
          // One step, as link(2) is.
          add: ({ source }) => inTurn(turn, () => home.state.set.has(F) && tracked.add(source).size > 0),
          remove: (over) =>
            inTurn(turn, () => {
              for (const { source } of over) tracked.delete(source);
            }),
          fingerprints: () => inTurn(turn, () => (tracked.size > 0 ? [F] : [])),
          hosts: () => inTurn(turn, () => (tracked.size > 0 ? [HOST] : [])),
          list: () => [],
          setAside: () =>
            inTurn(turn, () => {
              for (const source of tracked) aside.add(source);
              tracked.clear();
            }),
          aside: () =>
            inTurn(turn, () => [...aside].map((name) => ({ name, fingerprint: F, host: HOST, sources: [name] }))),
          forgetSetAside: (names) =>
            inTurn(turn, () => {
              for (const name of names) aside.delete(name);
            }),
        },
        proxy: {
          sessions: () => inTurn(turn, () => new Map(ended.has(SOURCE) ? [] : [[SOURCE, ['0x1']]])),
          end: (ids) =>
            inTurn(turn, () => {
              if (ids.length > 0) ended.add(SOURCE);
            }),
        },
      });
    return { trackerOf, tracked, ended };
  }

  it('at a service that is taken away, however its requests meet that', async () => {
    const orders = await everyOrder(() => {
      const home = sharedHome();
      const { trackerOf, tracked, ended } = connectionsOf(home);
      let passed = 0;
      // The one that asks, and another one of the same connection that finds what it asked for.
      const follower = async (turn: Turn) => {
        await turn();
        if (!ended.has(SOURCE) && tracked.has(SOURCE)) passed += 1;
      };
      const request = async (turn: Turn) => {
        await turn();
        const letIn =
          tracked.has(SOURCE) || (await trackerOf(turn).track({ fingerprint: F, host: HOST, source: SOURCE }));
        if (!ended.has(SOURCE) && letIn) passed += 1;
      };
      const deny = async (turn: Turn) => {
        await turn();
        home.state.given = false;
        await trackerOf(turn).recheck([F]);
      };
      return {
        actors: [request, follower, deny],
        end: () => {
          // Without another look: by now everybody is through.
          expect(tracked.size).toBe(0);
          if (passed > 0) expect([...ended]).toEqual([SOURCE]);
          return Promise.resolve();
        },
      };
    });
    expect(orders).toBeGreaterThan(500);
  });

  it('also not one whose requests meet a device that is let in and shut out again', async () => {
    await everyOrder(() => {
      const home = sharedHome();
      const { trackerOf, tracked, ended } = connectionsOf(home);
      let passed = 0;
      // Two requests at once on one connection, as HTTP/2 has them; on a connection that was ended there is no third.
      const request = async (turn: Turn) => {
        await turn();
        if (
          !ended.has(SOURCE) &&
          (tracked.has(SOURCE) || (await trackerOf(turn).track({ fingerprint: F, host: HOST, source: SOURCE })))
        )
          passed += 1;
      };
      const shutOut = async (turn: Turn) => {
        home.state.active = false;
        await turn();
        home.state.set.delete(F);
        await trackerOf(turn).cut(F);
        // It is acknowledged: the client-auth check lets nothing through from here on.
        expect(tracked.size).toBe(0);
      };
      const admin = async (turn: Turn) => {
        await turn();
        await shutOut(turn);
        home.state.active = true;
        await turn();
        home.state.set.add(F);
        await turn();
        await shutOut(turn);
      };
      return {
        actors: [request, request, admin],
        end: async () => {
          expect(tracked.size).toBe(0);
          await trackerOf(noTurn).reconcile();
          if (passed > 0) expect([...ended]).toEqual([SOURCE]);
        },
      };
    });
  });
});
