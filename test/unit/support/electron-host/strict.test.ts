import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { missingClass, strictEmitter, strictObject } from '../../../support/electron-host/base/strict.ts';

class Thing extends strictEmitter('Thing') {
  readonly known = 1;
  #secret = 2;

  get secret(): number {
    return this.#secret;
  }
}

describe('an emitter that refuses what it lacks', () => {
  test('emits, keeps private fields and its own identity', async () => {
    const thing = new Thing();
    const heard = once(thing, 'word');
    thing.emit('word', 'hello');
    expect(await heard).toEqual(['hello']);
    expect(thing.secret + thing.known).toBe(3);
    expect(thing.on('x', () => undefined)).toBe(thing);
  });

  test('throws by name when read and when written', () => {
    const thing = new Thing() as unknown as Record<string, unknown>;
    expect(() => thing.unknown).toThrow('test host: electron Thing.unknown is not emulated');
    expect(() => {
      thing.unknown = 1;
    }).toThrow('test host: electron Thing.unknown is not emulated');
  });

  test('can be printed, awaited and compared', async () => {
    const thing = new Thing();
    expect(await Promise.resolve(thing)).toBe(thing);
    expect(String(thing)).toBe('[object Object]');
    expect({ thing }).toEqual({ thing });
  });
});

test('an object and a missing class refuse by name', () => {
  const shell = strictObject('shell', { beep: () => 'beep' }) as Record<string, unknown>;
  expect(shell.beep).toBeTypeOf('function');
  expect(() => shell.other).toThrow('electron shell.other is not emulated');
  const TouchBar = missingClass('TouchBar') as new () => unknown;
  expect(() => new TouchBar()).toThrow('electron TouchBar is not emulated');
});
