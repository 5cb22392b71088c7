import { expect, test } from 'vitest';
import { UnderWay } from '../../../../../electron/main/ipc/under-way.ts';
import { type UpdateSource, Updates, type UpdatesDeps } from '../../../../../electron/main/updates/updates.ts';
import { memoryLog } from '../quiet-log.ts';

function make(source: Partial<UpdateSource>, deps: Partial<UpdatesDeps> = {}) {
  const did: string[] = [];
  const due: (() => void)[] = [];
  const waits: number[] = [];
  let loaded = 0;
  const updates = new Updates({
    source: async () => {
      loaded += 1;
      return {
        check: async () => '2.0.0',
        download: async () => void did.push('download'),
        restart: () => void did.push('restart'),
        ...source,
      };
    },
    isPackage: false,
    isBusy: () => false,
    tell: (update) => void did.push(`${update.type} ${update.version}`),
    after: (ms, call) => {
      waits.push(ms);
      due.push(call);
    },
    log: memoryLog(),
    ...deps,
  });
  updates.begin();
  return {
    updates,
    did,
    waits,
    loaded: () => loaded,
    /** The next look, to its end. */
    look: async () => {
      const before = waits.length;
      due.shift()?.();
      await expect.poll(() => waits.length).toBe(before + 1);
    },
  };
}

test('nothing is loaded before the first look; then it is fetched, told once, and looked for again', async () => {
  const { updates, did, waits, loaded, look } = make({});
  expect(loaded()).toBe(0);
  expect(updates.restart()).toBe(false);
  await look();
  await look();
  expect(did).toEqual(['download', 'ready 2.0.0']);
  expect(loaded()).toBe(1);
  expect(waits.at(-1)).toBeGreaterThan(60 * 60_000);
});

test('one that is newer still takes its place', async () => {
  const versions = ['2.0.0', '3.0.0'];
  const { updates, did, look } = make({ check: async () => versions.shift() });
  await look();
  await look();
  await look();
  expect(did).toEqual(['download', 'ready 2.0.0', 'download', 'ready 3.0.0']);
  expect(updates.view).toEqual({ type: 'ready', version: '3.0.0' });
});

test('what fails is told to nobody, and tried again later', async () => {
  let failing = true;
  const download = async () => {
    if (failing) throw new Error('cut');
  };
  const { updates, did, look } = make({ download });
  await look();
  expect(updates.view).toBeUndefined();
  failing = false;
  await look();
  expect(did).toEqual(['ready 2.0.0']);
});

test('a package of the system is told and never fetched or restarted', async () => {
  const { updates, did, look } = make({}, { isPackage: true });
  await look();
  expect(did).toEqual(['package 2.0.0']);
  expect(updates.restart()).toBe(false);
});

test('nothing is restarted while something is under way', async () => {
  let busy = true;
  const { updates, did, look } = make({}, { isBusy: () => busy });
  await look();
  expect(updates.restart()).toBe(false);
  busy = false;
  expect(updates.restart()).toBe(true);
  expect(did.at(-1)).toBe('restart');
});

const never = () => new Promise<never>(() => undefined);

test('a call that changes something is under way until it has ended, however it ends', async () => {
  const work = new UnderWay();
  const ended = Promise.withResolvers<never>();
  const handlers = work.watch({ renew: () => ended.promise, licences: never } as never);
  await handlers.atRest({ atRest: true });
  void handlers.licences(undefined);
  expect(work.isBusy).toBe(false);
  const renewing = handlers.renew({ homeId: 'x' });
  expect(work.isBusy).toBe(true);
  ended.reject(new Error('no'));
  await expect(renewing).rejects.toThrow('no');
  expect(work.isBusy).toBe(false);
});

test('a question keeps the app from restarting until the page says that it was answered', async () => {
  const work = new UnderWay();
  const answered = async () => ({});
  const asking = { boot: answered, preview: answered, enrol: answered, resume: answered };
  const handlers = work.watch({ ...asking, forget: answered, leave: answered, addToStore: answered } as never);
  expect(work.isBusy, 'a page that has said nothing').toBe(true);
  const questions = {
    'a page loaded anew': () => handlers.boot(undefined),
    'a preview that is open': () => handlers.preview({ invite: 'x' }),
    'a try that failed': () => handlers.enrol({ invite: 'x', deviceName: '', keepOld: false }),
    'another try that failed': () => handlers.resume({ id: 'x' }),
    'something to give up': () => handlers.forget({ id: 'x' }),
    'a browser that keeps its key': () => handlers.leave({ homeId: 'x' }),
    'a password of a browser': () => handlers.addToStore({ homeId: 'x', storeId: 'y' }),
    'a link that was opened': () => work.ask(),
    'what the page shows': () => handlers.atRest({ atRest: false }),
  };
  for (const [question, ask] of Object.entries(questions)) {
    await handlers.atRest({ atRest: true });
    expect(work.isBusy, question).toBe(false);
    await ask();
    expect(work.isBusy, question).toBe(true);
  }
});
