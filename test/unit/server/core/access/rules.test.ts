import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccessRule, EVERYTHING, narrowed, verdict } from '../../../../../server/core/access/rules.ts';

const NOW = 1000;
const SERVICES = ['cloud', 'photos', 'admin'];
const DEVICES = [undefined, 'phone'];

const rule = fc.record({
  person: fc.constant('Dave'),
  device: fc.constantFrom(...DEVICES),
  service: fc.constantFrom(EVERYTHING, ...SERVICES),
  allowed: fc.boolean(),
  until: fc.constantFrom(undefined, NOW - 1, NOW + 5, NOW + 9),
  changedAt: fc.constant(0),
});

/** As the registry has them: one for each person, device and service, and an end only for what is allowed. */
const rules = fc
  .uniqueArray(rule, { selector: ({ device, service }) => `${device} ${service}`, maxLength: 8 })
  .map((all) => all.map((each): AccessRule => (each.allowed ? each : { ...each, until: undefined })));

/** Which services are open to the person, to the phone and to another device, at three moments. */
function openOf(all: readonly AccessRule[]): ReadonlySet<string> {
  const cases = [...SERVICES, 'new'].flatMap((service) =>
    [undefined, 'phone', 'laptop'].flatMap((device) => [NOW, NOW + 6, NOW + 10].map((at) => ({ service, device, at }))),
  );
  const isOpen = ({ service, device, at }: (typeof cases)[number]) =>
    verdict(
      all.filter((each) => each.device === undefined || each.device === device),
      { names: [service], chosen: isChosen(service) },
      at,
    ).open;
  return new Set(cases.filter(isOpen).map(({ service, device, at }) => `${service} ${device} ${at}`));
}

const isChosen = (service: string) => service === 'admin';

describe('a person without a rule', () => {
  it('opens nothing', () => {
    expect(verdict([], { names: ['cloud'], chosen: false }, NOW).open).toBe(false);
  });
});

describe('a device', () => {
  it('never opens what its person does not', () => {
    fc.assert(
      fc.property(rules, (all) => {
        const open = openOf(all);
        for (const each of open) expect([...open]).toContain(each.replace(/phone|laptop/, 'undefined'));
      }),
    );
  });
});

describe('a backup that is restored beside the home that it comes from', () => {
  const restored = (backup: readonly AccessRule[], old: readonly AccessRule[]) => {
    const less = narrowed(backup, old, isChosen, NOW);
    return [...backup.filter((each) => !less.some((other) => same(each, other))), ...less];
  };

  it('opens what is open in both, and nothing else, to nobody, at no time', () => {
    fc.assert(
      fc.property(rules, rules, (backup, old) => {
        const [there, then] = [openOf(backup), openOf(old)];
        expect(openOf(restored(backup, old))).toEqual(new Set([...there].filter((each) => then.has(each))));
      }),
      { numRuns: 1000 },
    );
  });
});

const same = (one: AccessRule, other: AccessRule) => one.device === other.device && one.service === other.service;
