import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTrustedCas } from '../../../../server/ca/ca-files.ts';
import { openHomelabCa } from '../../../../server/ca/open-authority.ts';
import type { CaChange } from '../../../../server/ca/rotate.ts';
import { NO_UNLOCK } from '../../../../server/ca/signer.ts';
import type { OpenHome } from '../../../../server/home/open.ts';
import { openCurrentCa } from '../../../../server/home/parts/ca.ts';
import { replaceLeakedCa } from '../../../../server/home/replace-ca.ts';
import { MetaTable } from '../../../../server/store/meta-table.ts';
import { makeRequest } from '../ca/requests.ts';
import { makeHome, random, type TestHome } from '../core/support.ts';

const STEPS = ['shut-out', 'key-made', 'key-written', 'certificates-written', 'none'] as const;
type Step = (typeof STEPS)[number];

let home: TestHome;
beforeEach(async () => {
  home = await makeHome();
});
afterEach(() => home.dispose());

const open = () => ({ ...home, config: { name: 'Example Home' } }) as unknown as OpenHome;

async function enrol(person: string) {
  const { code } = home.invitations.invite({ person });
  return home.redeeming.redeem({ code, csr: await makeRequest(), device: { name: `${person}'s laptop` } });
}

/** Replaces the CA, and has the power go at that step. */
function replace(cut: Step) {
  const stop = (step: Step) => {
    if (step === cut) throw new Error('the power is gone');
  };
  const change: CaChange = {
    paths: home.layout,
    unlock: NO_UNLOCK,
    clock: home.clock,
    random,
    onStep: (step) => stop(step as Step),
  };
  return replaceLeakedCa(open(), { kind: 'plain' }, change, () => stop('shut-out'));
}

const names = (devices: readonly { person: string }[]) => devices.map(({ person }) => person).sort();
const oldFingerprint = async () => (await readTrustedCas(home.layout)).current.fingerprint256;

describe('the replacement of a leaked CA', () => {
  it('lets nobody in any more, by key, by code or by renewal secret', async () => {
    const dave = await enrol('Dave');
    const { code } = home.invitations.invite({ person: 'Nina' });
    const before = await oldFingerprint();
    const { devices, certificatePem } = await replace('none');
    expect(names(devices)).toEqual(['Dave']);
    expect(await home.activeSet.list()).toEqual([]);
    expect(home.registry.activeFingerprints(home.clock.now())).toEqual([]);
    expect(await oldFingerprint()).not.toBe(before);
    expect((await readTrustedCas(home.layout)).previous).toEqual([]);
    expect((await openHomelabCa(home.layout, random)).certificatePem).toBe(certificatePem);

    const csr = await makeRequest();
    await expect(home.redeeming.redeem({ code, csr, device: { name: 'x' } })).rejects.toMatchObject({
      code: 'INVITATION_NOT_VALID',
    });
    await expect(
      home.renewing.renew({ deviceId: dave.device.id, renewalSecret: dave.renewalSecret, csr }),
    ).rejects.toMatchObject({ code: 'RENEWAL_SECRET_NOT_VALID' });
  });

  it.each(STEPS.slice(0, 4))(
    'that is cut off at "%s" leaves a closed proxy that says so, and the same again goes on',
    async (cut) => {
      await enrol('Dave');
      await enrol('Nina');
      const before = await oldFingerprint();
      await expect(replace(cut)).rejects.toThrow('the power is gone');
      // The registry comes first: whatever else was or was not done, nobody is let in, and the next look sees to the rest.
      expect(home.registry.activeFingerprints(home.clock.now())).toEqual([]);
      await home.reconciler.reconcile();
      expect(await home.activeSet.list()).toEqual([]);
      await expect(openCurrentCa(open(), NO_UNLOCK, async () => undefined)).rejects.toMatchObject({
        code: 'CA_REPLACEMENT_UNFINISHED',
      });

      home.clock.advance(60_000);
      const { devices } = await replace('none');
      expect(names(devices)).toEqual(['Dave', 'Nina']);
      expect(await oldFingerprint()).not.toBe(before);
      expect(new MetaTable(home.registry).time('ca_burn_begun_at')).toBeUndefined();
      await openCurrentCa(open(), NO_UNLOCK, async () => undefined);
    },
  );
});
