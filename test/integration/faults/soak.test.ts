/** A short `npm run soak`: the same code, a few seconds. */
import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../soak/ledger.ts';
import { checkSettled } from '../../soak/settled.ts';
import { runSoak } from '../../soak/soak.ts';

/** A ledger that is wrong in each of the ways in which a home could be. @returns what must be noticed */
function falsify(ledger: Ledger): readonly string[] {
  const [first, second] = ledger.devices.filter((device) => ledger.standing(device) === 'in');
  if (!first || !second) throw new Error('too few devices are in');
  ledger.moveAll(first, 'out');
  ledger.devices.splice(ledger.devices.indexOf(second), 1);
  ledger.devices.push({ ...second, id: crypto.randomUUID(), person: 'Nobody', keys: [] });
  return [
    'gets in at the end',
    `${first.person} is active`,
    'Nobody is lost',
    `Nobody enrolled the device ${second.id}`,
  ];
}

describe('a home under everything at once, parts of which are killed', () => {
  it('loses nothing that it acknowledged and lets nobody in who should not be; and the ledger would notice', {
    timeout: 240_000,
  }, async () => {
    const noticed: string[] = [];
    let expected: readonly string[] = [];
    const report = await runSoak({
      milliseconds: 8000,
      faultEvery: 2000,
      afterwards: async (soak, identityFile) => {
        soak.ledger.violations.length = 0;
        expected = falsify(soak.ledger);
        await checkSettled({ ...soak, lastBackup: undefined }, identityFile);
        noticed.push(...soak.ledger.violations);
      },
    });
    expect(report.violations).toEqual([]);
    for (const what of ['enrolled', 'requests', 'let in', 'shut out', 'haproxy killed', 'caddy killed', 'up killed'])
      expect(report.counts, what).toHaveProperty(what);
    for (const sentence of expected) expect(noticed.join('\n')).toContain(sentence);
  });
});
