/** Each check of the doctor on a home that is well, and on one that is ill in the way it looks for. */
import { describe, expect, it } from 'vitest';
import { CHECKS, type Check, examine } from '../../../../../server/core/doctor/examine.ts';
import { severityOf } from '../../../../../server/core/doctor/finding.ts';
import { LatchkeyError } from '../../../../../shared/errors.ts';
import { CONSOLE_ILLS } from './console-faults.ts';
import { DOOR_ILLS } from './edge-proxy-faults.ts';
import { list, MACHINE_ILLS } from './machine-faults.ts';
import { authority, type Changes, healthy } from './support.ts';

const never = () => new Promise<never>(() => undefined);

async function look(check: string, changes: Changes) {
  const found = await CHECKS[check]?.(healthy(changes));
  if (!found) throw new Error(`there is no check ${check}`);
  return found;
}

const ILLS = [...MACHINE_ILLS, ...DOOR_ILLS, ...CONSOLE_ILLS];

describe('a home in the best of health', () => {
  it('is told so by every check', async () => {
    const examinations = await examine(healthy(), { timeOver: never });
    expect(examinations.flatMap(({ findings }) => findings.filter(({ severity }) => severity !== 'ok'))).toEqual([]);
    expect(severityOf(examinations)).toBe('ok');
  });

  it('is looked at by every check also when it is down or has no valid latchkey.yaml', async () => {
    for (const changes of [{ running: false }, { text: 'home: [' }, { text: 'nonsense: true' }]) {
      const examinations = await examine(healthy(changes), { timeOver: never });
      expect(JSON.stringify(examinations)).not.toMatch(/undefined|could not be looked at/);
    }
  });
});

/** Checks that pass on what other programs, or latchkey.yaml's own check, say. */
const TOLD = new Set(['configuration', 'sites', 'programs', 'permissions', 'running', 'lan', 'certificates']);

describe('an ill home', () => {
  it.each(ILLS)('%s', async (_ill, check, changes, severity, what, fix) => {
    const bad = (await look(check, changes)).filter((finding) => finding.severity !== 'ok');
    expect(bad.length).toBeGreaterThan(0);
    const [finding] = bad.filter((each) => what.test(each.what));
    expect(finding, JSON.stringify(bad)).toBeDefined();
    expect(finding?.severity).toBe(severity);
    expect(finding?.fix).toEqual(typeof fix === 'string' ? fix : expect.stringMatching(fix));
    expect(finding?.why).toBeTruthy();
    // What is said in all languages has nothing of its own to say, but what it is filled in with.
    expect(finding?.code !== undefined || TOLD.has(check), `${check} has no code`).toBe(true);
    expect(`${finding?.what}${finding?.why}`).not.toMatch(/[{]{2}|undefined/);
  });

  it('is told of by every check there is', () => {
    expect(new Set(ILLS.map(([, check]) => check))).toEqual(new Set(Object.keys(CHECKS)));
  });
});

describe('a home that is down', () => {
  it('hears what keeps it from starting', async () => {
    const whyNotStarting = [new LatchkeyError('PORT_IN_USE', { detail: '0.0.0.0:443 is held by nginx (pid 812).' })];
    expect(await look('running', { running: false, whyNotStarting })).toMatchObject([
      { severity: 'error' },
      { severity: 'error', what: expect.stringMatching(/^It cannot start: .*nginx \(pid 812\)/s) },
    ]);
  });
});

describe('a latchkey.yaml that cannot be read', () => {
  it.each([`${list('127.0.1.0/24').text}ports: { http: oops }\n`, `${list('').text}ports: [\n`])(
    'never widens the LAN: %j',
    async (text) => {
      const found = await look('lan', {
        text,
        machine: { interfaces: () => [{ name: 'eth0', cidr: '192.0.2.7/24' }] },
      });
      expect(JSON.stringify(found)).not.toContain('--add');
    },
  );
});

describe('what is right is left alone', () => {
  it('a LAN that the admin vouches for, an empty list, a public prefix that nobody listed', async () => {
    const vouched = list('192.168.1.0/24, { network: 10.7.0.0/16, really: true }');
    const empty = list('');
    const publicPrefix: Changes = {
      machine: {
        interfaces: () => [
          { name: 'eth0', cidr: '192.168.1.10/24' },
          { name: 'eth0', cidr: '2a00:1450::7/64' },
        ],
      },
    };
    for (const changes of [vouched, empty, publicPrefix]) {
      expect(await look('lan', changes)).toMatchObject([{ severity: 'ok' }]);
    }
  });

  it('an active set in which somebody was let in between two looks', async () => {
    let looks = 0;
    const records = { activeSet: async () => (looks++ === 0 ? [] : ['aa']) };
    expect(await look('active-set', { records })).toMatchObject([{ severity: 'ok' }]);
  });

  it('a server root of any name, with the command that makes a narrower one', async () => {
    const whatOf = async (signsFor: 'any' | 'domain') =>
      (
        await look('authorities', {
          records: { authorities: async () => [authority({ kind: 'server-root', signsFor })] },
        })
      )
        .map(({ severity, what }) => `${severity}: ${what}`)
        .join();
    expect(await whatOf('any')).toMatch(/^ok: .*may sign for any name \(latchkey ca server-root --really --dir/);
    expect(await whatOf('domain')).toMatch(/^ok: .*good for \d+ days\.$/);
  });

  it('asks to reload only a home that runs', async () => {
    const [finding] = await look('lan', { ...list('192.168.7.0/24'), running: false });
    expect(finding?.fix).not.toContain('reload');
  });
});

describe('an examination', () => {
  const good: Check = async () => [{ severity: 'ok', what: 'good' }];

  it('goes on when one look fails or never ends, and says so', async () => {
    const done: string[] = [];
    const examinations = await examine(healthy(), {
      checks: {
        slow: never,
        broken: async () => Promise.reject(new Error('EIO')),
        damaged: async () => Promise.reject(new LatchkeyError('REGISTRY_DAMAGED')),
        good,
      },
      timeOver: (check) => (check === 'slow' ? Promise.reject(new Error('too long')) : never()),
      onDone: ({ check }) => done.push(check),
    });
    expect(examinations.map(({ check, findings }) => [check, findings[0]?.severity])).toEqual([
      ['slow', 'warning'],
      ['broken', 'warning'],
      ['damaged', 'error'],
      ['good', 'ok'],
    ]);
    expect(done.sort()).toEqual(['broken', 'damaged', 'good', 'slow']);
    expect(severityOf(examinations)).toBe('error');
  });
});
