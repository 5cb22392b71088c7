/** Keys that are not installed yet: a second invite and a second tab take nothing away, and nothing stays past its time. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { makeKey } from '../../../../renderer/page/key-file.ts';
import { PendingKeys } from '../../../../renderer/page/pending.ts';

const HOUR = 60 * 60 * 1000;

class Stored {
  readonly items = new Map<string, string>();
  get length() {
    return this.items.size;
  }
  readonly key = (index: number) => [...this.items.keys()][index] ?? null;
  readonly getItem = (place: string) => this.items.get(place) ?? null;
  readonly setItem = (place: string, value: string) => void this.items.set(place, value);
  readonly removeItem = (place: string) => void this.items.delete(place);
}

const fail = () => {
  throw new DOMException('full', 'QuotaExceededError');
};

let stored: Stored;
let kept: PendingKeys;
/** As the home: each code is for the first key. */
let claimed: Map<string, string>;
let asked: number;
beforeEach(() => {
  stored = new Stored();
  kept = new PendingKeys(() => stored);
  claimed = new Map();
  asked = 0;
  vi.stubGlobal('fetch', async (_path: string, { body }: { readonly body: string }) => {
    const { code, csr } = JSON.parse(body) as { readonly code: string; readonly csr: string };
    asked += 1;
    const key = csr.replaceAll(/-----[^-]+-----|\s/g, '').slice(8, 120);
    if (!claimed.has(code)) claimed.set(code, key);
    if (claimed.get(code) !== key) return { ok: false, status: 403 };
    const reply = { certificate: 'PEM', home: { name: 'Home' }, device: { name: 'Pixel' }, services: [] };
    return { ok: true, json: async () => reply };
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const wanted = (code: string) => ({ code, name: 'Pixel', expires: Date.now() + HOUR });

describe('a key that is not installed yet', () => {
  test('outlives a second invite that is opened in the same browser', async () => {
    const first = await makeKey(wanted('AAAA-AAAA-AAAA'), kept);
    await makeKey(wanted('BBBB-BBBB-BBBB'), kept);
    expect(await makeKey(wanted('AAAA-AAAA-AAAA'), kept)).toEqual(first);
    expect(asked).toBe(2);
    kept.forget('BBBB-BBBB-BBBB');
    expect(kept.all(Date.now())).toEqual([first]);
  });

  test('outlives a second invite that is refused', async () => {
    const first = await makeKey(wanted('AAAA-AAAA-AAAA'), kept);
    claimed.set('BBBB-BBBB-BBBB', 'somebody else');
    await expect(makeKey(wanted('BBBB-BBBB-BBBB'), kept)).rejects.toMatchObject({ trouble: 'refused' });
    expect(kept.all(Date.now())).toEqual([first]);
  });

  test('is one key for two tabs that begin at once', async () => {
    const code = 'AAAA-AAAA-AAAA';
    const [one, other] = await Promise.all([makeKey(wanted(code), kept), makeKey(wanted(code), kept)]);
    expect(one.key).toBe(other.key);
    expect(one.password).toBe(other.password);
  });

  test('is gone when it is installed, and when its time is over', async () => {
    await makeKey(wanted('AAAA-AAAA-AAAA'), kept);
    await makeKey(wanted('BBBB-BBBB-BBBB'), kept);
    kept.forget('AAAA-AAAA-AAAA');
    expect(kept.all(Date.now()).map(({ code }) => code)).toEqual(['BBBB-BBBB-BBBB']);
    expect(kept.all(Date.now() + 25 * HOUR)).toEqual([]);
    expect(stored.items.size).toBe(0);
  });

  test.each([
    ['is none', () => undefined],
    ['may not be used', (storage: Stored) => ({ ...storage, setItem: fail, getItem: fail })],
    ['is full', (storage: Stored) => Object.assign(storage, { setItem: fail })],
  ])('is asked for again after a lost reply where storage %s', async (_why, made) => {
    kept = new PendingKeys(() => made(stored) as Stored);
    const answer = globalThis.fetch;
    vi.stubGlobal('fetch', async (...request: Parameters<typeof fetch>) => {
      await answer(...request);
      throw new TypeError('the reply is lost');
    });
    await expect(makeKey(wanted('AAAA-AAAA-AAAA'), kept)).rejects.toMatchObject({ trouble: 'offline' });
    vi.stubGlobal('fetch', answer);
    const key = await makeKey(wanted('AAAA-AAAA-AAAA'), kept);
    expect(key.issued?.home).toBe('Home');
    kept.forget('AAAA-AAAA-AAAA');
    expect(kept.all(Date.now())).toEqual([]);
  });

  test('is the newest of the two where storage became full in between', () => {
    const pending = { code: 'AAAA-AAAA-AAAA', key: '', password: '', until: 2 };
    kept.write(pending);
    const emptied = Object.assign(stored, { setItem: fail });
    kept.write({ ...pending, until: 3 });
    expect(kept.all(1)).toEqual([{ ...pending, until: 3 }]);
    expect(kept.all(3)).toEqual([]);
    expect(emptied.items.size).toBe(0);
  });

  test('is no other than what is whole: damage is thrown away', () => {
    stored.setItem('latchkey.key.AAAA-AAAA-AAAA', '{');
    stored.setItem('somebody.else', '{');
    expect(kept.all(0)).toEqual([]);
    expect([...stored.items.keys()]).toEqual(['somebody.else']);
  });
});
