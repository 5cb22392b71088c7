import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candidatesOf, chosenDevices, type LetIn, parseLetIn } from '../../../../../server/core/backup/restoring.ts';
import type { Device } from '../../../../../server/core/records.ts';

const device = (id: string, state: Device['state'] = 'active'): Device => ({
  id,
  person: 'Dave',
  name: `Laptop ${id.slice(0, 4)}`,
  platform: undefined,
  origin: 'app',
  state,
  renewalGeneration: 0,
  confirmedGeneration: 0,
  enrolledAt: 1,
  endedAt: state === 'active' ? undefined : 2,
  notAfter: 3,
});

const states = fc.constantFrom<Device['state']>('active', 'shut-out', 'left');
const someDevices = fc.uniqueArray(fc.tuple(fc.uuid(), states), { selector: ([id]) => id, maxLength: 12 });

describe('whom a restored home lets in', () => {
  it('is never anybody who is known to be out, on either side, whatever was said', () => {
    fc.assert(
      fc.property(someDevices, fc.func(fc.boolean()), (list, isKnown) => {
        const devices = list.map(([id, state]) => device(id, state));
        const known = new Map(devices.filter(({ id }) => isKnown(id)).map(({ id }) => [id, 'shut-out' as const]));
        const words: LetIn[] = [
          { kind: 'all' },
          { kind: 'none' },
          ...devices.map(({ id }): LetIn => ({ kind: 'some', ids: [id] })),
        ];
        for (const letIn of words) {
          let chosen: ReadonlySet<string>;
          try {
            chosen = chosenDevices(devices, known, letIn);
          } catch (error) {
            expect(error).toMatchObject({ code: 'DEVICE_NOT_LET_IN' });
            continue;
          }
          for (const id of chosen) {
            expect(known.has(id)).toBe(false);
            expect(devices.find((each) => each.id === id)?.state).toBe('active');
          }
          if (letIn.kind === 'none') expect(chosen.size).toBe(0);
          if (letIn.kind === 'all') expect(chosen.size).toBe(candidatesOf(devices, known).length);
        }
      }),
    );
  });

  it('is who was named, by the beginning of the id, and nobody by a beginning that several have', () => {
    const devices = [device('aaaa1111-0000'), device('aaaa2222-0000'), device('bbbb3333-0000', 'left')];
    const choose = (...ids: string[]) => chosenDevices(devices, new Map(), { kind: 'some', ids });
    expect([...choose('aaaa1')]).toEqual(['aaaa1111-0000']);
    expect(() => choose('aaaa')).toThrow(expect.objectContaining({ code: 'DEVICE_AMBIGUOUS' }));
    expect(() => choose('cccc')).toThrow(expect.objectContaining({ code: 'DEVICE_NOT_FOUND' }));
    expect(() => choose('aaaa1', 'bbbb')).toThrow(
      expect.objectContaining({ code: 'DEVICE_NOT_LET_IN', detail: expect.stringContaining('gave its key back') }),
    );
  });
});

describe('what is said about it', () => {
  it.each<[string, LetIn]>([
    ['all', { kind: 'all' }],
    [' None ', { kind: 'none' }],
    ['3f2a9c01, 77b1e0d4', { kind: 'some', ids: ['3f2a9c01', '77b1e0d4'] }],
    ['3F2A9C01-aaaa', { kind: 'some', ids: ['3f2a9c01-aaaa'] }],
  ])('is read: %j', (text, letIn) => {
    expect(parseLetIn(text)).toEqual(letIn);
  });

  it.each(['', ' , ', 'yes', 'all none', 'all,3f2a9c01', 'abc', '%', '3f2a*'])('is not guessed at: %j', (text) => {
    expect(() => parseLetIn(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
