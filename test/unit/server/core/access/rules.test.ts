import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccessRule, EVERYTHING, narrowed, verdict } from '../../../../../server/core/access/rules.ts';

const NOW = 1000;
const SERVICES = ['cloud', 'photos', 'admin'];
const DEVICES = [undefined, 'phone'];

const ruleFields = {
  person: fc.constant('Dave'),
  device: fc.constantFrom(...DEVICES),
  allowed: fc.boolean(),
  until: fc.constantFrom(undefined, NOW - 1, NOW + 5, NOW + 9),
  changedAt: fc.constant(0),
};
const rule = fc.record({ ...ruleFields, service: fc.constantFrom(EVERYTHING, ...SERVICES) });

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

  it('opens no name of a wildcard that is not open in both, whether or not the name is a site of its own', () => {
    fc.assert(
      fc.property(wildRules, wildRules, (backup, old) => {
        for (const names of [[NAME], [NAME, WILDCARD]]) {
          const opens = (all: readonly AccessRule[]) => wildOpen(all, names);
          const both = opens(backup).filter((each) => opens(old).includes(each));
          expect(both).toEqual(expect.arrayContaining(opens(restored(backup, old))));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('takes a name of a wildcard away that was taken away since', () => {
    const wildcard: AccessRule = { ...BLANK, service: WILDCARD, allowed: true };
    const name: AccessRule = { ...BLANK, service: NAME, allowed: false };
    expect(wildOpen(restored([wildcard], [wildcard, name]), [NAME, WILDCARD])).toEqual([]);
    expect(wildOpen(restored([wildcard], [wildcard, name]), ['y.lab.home.localhost', WILDCARD])).not.toEqual([]);
  });
});

const NAME = 'x.lab.home.localhost';
const WILDCARD = '*.lab.home.localhost';
const BLANK = { person: 'Dave', device: undefined, until: undefined, changedAt: 0 } as const;

const wildRules = fc
  .uniqueArray(fc.record({ ...ruleFields, service: fc.constantFrom(EVERYTHING, WILDCARD, NAME) }), {
    selector: ({ device, service }) => `${device} ${service}`,
    maxLength: 6,
  })
  .map((all) => all.map((each): AccessRule => (each.allowed ? each : { ...each, until: undefined })));

/** On which devices, and when, a host with these names in rules is open. */
const wildOpen = (all: readonly AccessRule[], names: readonly string[]) =>
  [undefined, 'phone', 'laptop'].flatMap((device) =>
    [NOW, NOW + 6, NOW + 10].flatMap((at) => {
      const rules = all.filter((each) => each.device === undefined || each.device === device);
      return verdict(rules, { names, chosen: false }, at).open ? [`${device} ${at}`] : [];
    }),
  );

const same = (one: AccessRule, other: AccessRule) => one.device === other.device && one.service === other.service;
