import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ActiveSetReconciler } from '../../../../../server/core/access/active-set.ts';
import { DAY } from '../../../../../server/core/validity.ts';
import { FINGERPRINT_OF_NOTHING } from '../../../../../shared/fingerprint.ts';
import { makeRequest } from '../../ca/requests.ts';
import { fixedClock, makeHome, type TestHome } from '../support.ts';

let home: TestHome;
beforeEach(async () => {
  home = await makeHome(fixedClock());
});
afterEach(() => home.dispose());

async function enrol() {
  const { code } = home.invitations.invite({ person: 'Dave' });
  return home.redeeming.redeem({ code, csr: await makeRequest(), device: { name: 'laptop' } });
}
const NOTHING_REPAIRED = { created: [], removed: [], stuck: [] };

describe('reconciling', () => {
  it('has nothing to fix in a healthy home', async () => {
    await enrol();
    expect(await home.reconciler.reconcile()).toEqual(NOTHING_REPAIRED);
  });

  it('lets in whom the registry has as active, and nobody else', async () => {
    const [one, two, gone] = [await enrol(), await enrol(), await enrol()];
    await home.devices.shutOut(gone.device.id);
    await home.activeSet.remove(one.fingerprint);
    const foreign = [
      gone.fingerprint,
      'ab'.repeat(32),
      FINGERPRINT_OF_NOTHING,
      'README.txt',
      one.fingerprint.toUpperCase(),
      '.hidden',
    ];
    for (const name of foreign) await home.activeSet.add(name);

    const repaired = await home.reconciler.reconcile();
    expect(repaired.created).toEqual([one.fingerprint]);
    expect([...repaired.removed].sort()).toEqual([...foreign].sort());
    expect([...(await home.activeSet.list())].sort()).toEqual([one.fingerprint, two.fingerprint].sort());
    expect(await home.reconciler.reconcile()).toEqual(NOTHING_REPAIRED);
  });

  it('takes expired certificates out', async () => {
    const { fingerprint } = await enrol();
    home.clock.advance(365 * DAY);
    expect((await home.reconciler.reconcile()).removed).toEqual([fingerprint]);
  });

  it('fixes the rest when one thing cannot be taken away, and says what', async () => {
    mkdirSync(join(home.layout.active, 'folder'));
    writeFileSync(join(home.layout.active, 'folder', 'x'), '');
    await home.activeSet.add('surplus');
    expect(await home.reconciler.reconcile()).toEqual({ created: [], removed: ['surplus'], stuck: ['folder'] });
  });

  it('never lets the fingerprint of nothing in, not even when the registry itself says so', async () => {
    const { registry, activeSet } = home;
    registry.activeFingerprints = () => [FINGERPRINT_OF_NOTHING, 'not a fingerprint'];
    registry.isActive = () => true;
    const reconciler = new ActiveSetReconciler({ ...home, registry });
    expect(await reconciler.admit(FINGERPRINT_OF_NOTHING)).toBe(false);
    await activeSet.add(FINGERPRINT_OF_NOTHING);
    expect(await reconciler.reconcile()).toEqual({ created: [], removed: [FINGERPRINT_OF_NOTHING], stuck: [] });
    expect(await activeSet.list()).toEqual([]);
  });

  it('lets nobody in whom the registry does not know', async () => {
    expect(await home.reconciler.admit('ab'.repeat(32))).toBe(false);
    expect(await home.activeSet.list()).toEqual([]);
  });

  it('turns whatever lies there into what the registry says', async () => {
    const enrolled = [await enrol(), await enrol(), await enrol()].map(({ fingerprint }) => fingerprint);
    const name = fc.oneof(
      fc.stringMatching(/^[0-9a-f]{64}$/),
      fc.stringMatching(/^[A-Za-z0-9 _.-]{1,40}$/).filter((text) => text !== '.' && text !== '..'),
    );
    await fc.assert(
      fc.asyncProperty(fc.subarray(enrolled), fc.uniqueArray(name, { maxLength: 6 }), async (missing, surplus) => {
        for (const fingerprint of missing) await home.activeSet.remove(fingerprint);
        for (const each of surplus) await home.activeSet.add(each);
        const repaired = await home.reconciler.reconcile();
        expect([...repaired.created].sort()).toEqual([...missing].sort());
        expect([...repaired.removed].sort()).toEqual([...surplus].sort());
        expect([...(await home.activeSet.list())].sort()).toEqual([...enrolled].sort());
      }),
      { numRuns: 40 },
    );
  });
});

describe('reconciling at the worst moment', () => {
  it.each(['before', 'after'])(
    'does not take out a certificate that is issued just %s it looks into the folder',
    async (when) => {
      let issued = '';
      const reconciler = new ActiveSetReconciler({
        ...home,
        activeSet: {
          add: (fingerprint) => home.activeSet.add(fingerprint),
          remove: (fingerprint) => home.activeSet.remove(fingerprint),
          list: async () => {
            const before = await home.activeSet.list();
            issued = (await enrol()).fingerprint;
            return when === 'before' ? home.activeSet.list() : before;
          },
        },
      });
      expect((await reconciler.reconcile()).removed).toEqual([]);
      expect(await home.activeSet.list()).toEqual([issued]);
    },
  );

  it('does not let a device back in that is shut out while it looks', async () => {
    const { device, fingerprint } = await enrol();
    await home.activeSet.remove(fingerprint);
    const reconciler = new ActiveSetReconciler({
      ...home,
      activeSet: {
        add: async (each) => {
          await home.devices.shutOut(device.id);
          return home.activeSet.add(each);
        },
        remove: (each) => home.activeSet.remove(each),
        list: () => home.activeSet.list(),
      },
    });
    expect(await reconciler.reconcile()).toEqual(NOTHING_REPAIRED);
    expect(await home.activeSet.list()).toEqual([]);
  });
});
