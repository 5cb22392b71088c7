import { describe, expect, test } from 'vitest';
import type { EnrolmentEvent } from '../../../../../electron/core/enrolment/events.ts';
import type { Promised } from '../../../../../electron/core/enrolment/preview.ts';
import { RetryAfter } from '../../../../../electron/core/retry-after.ts';
import { AccessTests } from '../../../../../electron/main/services/access-tests.ts';
import { boot } from '../../../../../electron/main/services/boot.ts';
import { calls } from '../../../../../electron/main/services/calls.ts';
import { Enrolments, type EnrolmentsDeps } from '../../../../../electron/main/services/enrolments.ts';
import { Homes } from '../../../../../electron/main/services/homes.ts';
import { LatchkeyError } from '../../../../../shared/errors.ts';
import { bootViewSchema, type EnrolmentProgress, homeViewSchema } from '../../../../../shared/ipc/views.ts';
import { MemoryEnrolmentStore } from '../../../../support/client/memory-enrolment-store.ts';
import { ID, record } from '../enrolled-record.ts';
import { memoryLog } from '../quiet-log.ts';

async function* stream(...events: EnrolmentEvent[]) {
  yield* events;
}

/** Waits for no home. */
const impatient = () => new RetryAfter({ sleep: () => Promise.reject(new Error('waited')), waiting: () => undefined });

function enrolments(enrolment: Partial<EnrolmentsDeps['enrolment']>, changes: Partial<EnrolmentsDeps> = {}) {
  const progress: EnrolmentProgress[] = [];
  let changed = 0;
  const service = new Enrolments({
    enrolment: enrolment as EnrolmentsDeps['enrolment'],
    enrolmentStore: new MemoryEnrolmentStore(),
    system: 'linux',
    retry: impatient(),
    log: memoryLog(),
    progress: (one) => progress.push(one),
    changed: () => {
      changed += 1;
    },
    ...changes,
  });
  return { service, progress, changed: () => changed };
}

const PROMISED: Promised = {
  type: 'promised',
  invite: { code: 'K7QF-2M9X-4TDW', host: 'enroll.home.localhost', port: 443 },
  preview: {
    home: { name: 'Example Home', domain: 'home.localhost' },
    person: 'Dave',
    services: [],
    expiresAt: '2027-01-01T00:00:00.000Z',
    certificateDays: 365,
  },
  deviceName: 'Laptop',
  already: [],
};
const preview = () => Promise.resolve(PROMISED);

describe('enrolling', () => {
  const store = { id: 'nss', name: 'Chromium' };
  const done: EnrolmentEvent = { type: 'done', record: record(), replaced: [], alsoHere: [] };

  test('is told as four steps, each once and in order, and what became of each store', async () => {
    const { service, progress } = enrolments({
      preview,
      start: () =>
        stream(
          { type: 'key-made' },
          { type: 'key-kept', id: ID },
          { type: 'requested' },
          { type: 'certificate-received', fingerprint: '', notAfter: '' },
          { type: 'checked' },
          { type: 'packed' },
          { type: 'imported', store, already: false },
          { type: 'read-back', store },
          { type: 'store-skipped', store: { id: 'fx', name: 'Firefox' }, code: 'STORE_LOCKED', detail: 'locked' },
          done,
        ),
    });
    expect(await service.enrol('invite', ' ', false)).toEqual({ type: 'done', homeId: ID, replaced: [], alsoHere: [] });
    expect(
      progress.map((one) => (one.type === 'step' ? one.step : `${one.name} ${one.failure?.code ?? 'has it'}`)),
    ).toEqual(['key', 'sign', 'install', 'finish', 'Chromium has it', 'Firefox STORE_LOCKED']);
  });

  test('that fails says in which of the four, and whether it can go on', async () => {
    const error = new LatchkeyError('HOME_NOT_REACHED', { detail: 'ECONNRESET' });
    const { service, changed } = enrolments({
      preview,
      start: () => stream({ type: 'failed', step: 'request', error, resumable: true }),
    });
    expect(await service.enrol('invite', 'Laptop', false)).toEqual({
      type: 'failed',
      step: 'sign',
      failure: { code: 'HOME_NOT_REACHED', detail: 'ECONNRESET' },
      resumable: true,
    });
    expect(changed()).toBe(1);
    expect(service.ended).toBeUndefined();
  });

  test('happens once at a time', async () => {
    const go = Promise.withResolvers<void>();
    const { service } = enrolments({
      preview,
      async *start() {
        await go.promise;
        yield done;
      },
      forget: () => Promise.resolve(),
    });
    const first = service.enrol('invite', 'Laptop', false);
    for (const second of [service.enrol('x', 'y', false), service.resume(ID), service.forget(ID)]) {
      await expect(second).rejects.toMatchObject({ code: 'CLIENT_BUSY' });
    }
    go.resolve();
    await first;
    await expect(service.forget(ID)).resolves.toBeUndefined();
  });

  test('that another program has finished is finished; one that is nowhere is lost', async () => {
    const enrolmentStore = new MemoryEnrolmentStore();
    const { service } = enrolments({ resume: () => stream() }, { enrolmentStore });
    await expect(service.resume(ID)).rejects.toMatchObject({ code: 'KEY_LOST' });
    await enrolmentStore.put(record());
    expect(await service.resume(ID)).toMatchObject({ type: 'done', homeId: ID });
  });

  test('asks a locked vault once and not at every look', async () => {
    let asked = 0;
    const { service } = enrolments({
      unfinished: () => {
        asked += 1;
        return Promise.reject(new LatchkeyError('VAULT_LOCKED'));
      },
      forget: () => Promise.resolve(),
    });
    for (let i = 0; i < 3; i += 1) await expect(service.unfinished()).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
    expect(asked).toBe(1);
    await service.forget(ID);
    await expect(service.unfinished()).rejects.toThrow();
    expect(asked).toBe(2);
  });
});

describe('an invite that opens nothing', () => {
  const refusal = new LatchkeyError('INVITATION_NOT_VALID');

  test('is told as this computer’s own, when it is', async () => {
    const begun = enrolments({ preview: async () => ({ type: 'begun', id: ID, refusal }) });
    expect(await begun.service.preview('CODE')).toEqual({ type: 'begun', id: ID });
    const enrolled = enrolments({ preview: async () => ({ type: 'enrolled', id: ID, refusal }) });
    expect(await enrolled.service.preview('CODE')).toEqual({ type: 'enrolled', homeId: ID });
  });

  test('stays one when it is somebody else’s', async () => {
    const { service } = enrolments({ preview: () => Promise.reject(refusal) });
    await expect(service.preview('CODE')).rejects.toMatchObject({ code: 'INVITATION_NOT_VALID' });
  });

  test('is no answer to a home that cannot be asked', async () => {
    const silent = new LatchkeyError('HOME_NOT_REACHED');
    const { service } = enrolments({ preview: async () => ({ type: 'begun', id: ID, refusal: silent }) });
    await expect(service.preview('CODE')).rejects.toBe(silent);
  });
});

describe('a yes', () => {
  test('takes what was asked, and asks anew only for another invite', async () => {
    const asked: string[] = [];
    const started: unknown[] = [];
    const { service } = enrolments({
      preview: async (text) => {
        asked.push(text);
        return { type: 'begun', id: ID, refusal: new LatchkeyError('INVITATION_NOT_VALID') };
      },
      start: (preview, choice) => {
        started.push(preview, choice);
        return stream({ type: 'failed', step: 'stores', error: new LatchkeyError('STORE_LOCKED'), resumable: false });
      },
    });
    await service.enrol('CODE', 'Laptop', true);
    expect(asked).toEqual(['CODE']);
    expect(started).toMatchObject([{ id: ID }, { deviceName: 'Laptop', keepOld: true }]);

    const promised = enrolments({
      preview: async (text) => {
        asked.push(text);
        return PROMISED;
      },
      start: () =>
        stream({ type: 'failed', step: 'stores', error: new LatchkeyError('STORE_LOCKED'), resumable: false }),
    }).service;
    await promised.preview('ONE');
    for (const _again of [1, 2]) await promised.enrol('ONE', '', false);
    await promised.enrol('TWO', '', false);
    expect(asked).toEqual(['CODE', 'ONE', 'TWO']);
  });
});

describe('what is unfinished', () => {
  test('comes with what going on will ask of the person', async () => {
    const unfinished = async () => [{ id: ID, host: 'enroll.home.localhost', port: 8443, deviceName: 'Laptop' }];
    const on = async (system: EnrolmentsDeps['system']) =>
      (await enrolments({ unfinished }, { system }).service.unfinished())[0]?.promptHints;
    expect(await on('macos')).toContain('keychain-dialog');
    expect(await on('linux')).toEqual(['browser-picker']);
  });

  test('is known by its port too, which the window has no use for', async () => {
    const unfinished = async () => [{ id: ID, host: 'enroll.home.localhost', port: 8443, deviceName: 'Laptop' }];
    const { service } = enrolments({ unfinished });
    expect(service.placeOf(ID)).toBeUndefined();
    expect((await service.unfinished())[0]).not.toHaveProperty('port');
    expect(service.placeOf(ID)).toMatchObject({ host: 'enroll.home.localhost', port: 8443 });
  });
});

describe('the start', () => {
  const facts: Parameters<typeof boot>[0]['facts'] = {
    platform: 'linux',
    languages: ['en'],
    version: '1',
    versions: {},
  };
  const homes = async () => [];

  test('does not wait for a vault that asks the person, and tells when it has answered', async () => {
    const vault = Promise.withResolvers<[]>();
    let changed = 0;
    const view = await boot({
      facts,
      homes,
      unfinished: () => vault.promise,
      asking: () => ['keyring-unlock'],
      update: () => undefined,
      takeInvite: () => 'CODE@host',
      look: () => undefined,
      changed: () => {
        changed += 1;
      },
    });
    expect(bootViewSchema.parse(view)).toMatchObject({
      unfinished: [],
      asking: ['keyring-unlock'],
      invite: 'CODE@host',
    });
    expect(changed).toBe(0);
    vault.resolve([]);
    await vault.promise;
    await new Promise((resolve) => setImmediate(resolve));
    expect(changed).toBe(1);
  });

  test('says why records or secrets cannot be read, and shows the rest', async () => {
    const failing = (code: 'VAULT_LOCKED' | 'RECORDS_DAMAGED') => () => Promise.reject(new LatchkeyError(code));
    const rest = {
      facts,
      asking: () => [],
      update: () => undefined,
      takeInvite: () => undefined,
      look: () => undefined,
      changed: () => undefined,
    };
    const locked = await boot({ ...rest, homes, unfinished: failing('VAULT_LOCKED') });
    expect(locked).toMatchObject({ homes: [], failure: { code: 'VAULT_LOCKED' } });
    const damaged = await boot({ ...rest, homes: failing('RECORDS_DAMAGED'), unfinished: failing('VAULT_LOCKED') });
    expect(damaged.failure?.code).toBe('RECORDS_DAMAGED');
  });
});

describe('homes', () => {
  const candidates = async () => [
    { id: 'fx', name: 'Firefox' },
    { id: 'new', name: 'New browser' },
  ];

  test('are shown without what is only for this computer, and never while they are only half here', async () => {
    const enrolmentStore = new MemoryEnrolmentStore();
    await enrolmentStore.put(record());
    await enrolmentStore.put(record({ id: crypto.randomUUID(), state: 'installing' }));
    const doubles = { leaving: {} as never, addToStore: { candidates } as never, answer: () => undefined };
    const rest = { log: memoryLog(), changed: () => undefined };
    const [view, ...more] = await new Homes({ enrolmentStore, ...doubles, ...rest }).list();
    expect(more).toEqual([]);
    expect(homeViewSchema.parse(view)).toEqual(view);
    expect(JSON.stringify(view)).not.toMatch(/CERTIFICATE|"ca"|place/);
    expect(view?.skipped).toEqual([{ id: 'fx', name: 'Firefox', failure: { code: 'STORE_FAILED', detail: 'locked' } }]);
    expect(view?.others).toEqual([{ id: 'new', name: 'New browser' }]);
  });

  test('are left under the enrolment store’s lock, which is given back even when that fails', async () => {
    const enrolmentStore = new MemoryEnrolmentStore();
    await enrolmentStore.put(record());
    const leave = () => Promise.reject(new LatchkeyError('VAULT_LOCKED'));
    const rest = { addToStore: {} as never, answer: () => undefined, log: memoryLog(), changed: () => undefined };
    const homes = new Homes({ enrolmentStore, leaving: { leave } as never, ...rest });
    await expect(homes.leave(ID)).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
    await expect(homes.leave(crypto.randomUUID())).rejects.toMatchObject({ code: 'NOT_ENROLLED' });
    await (await enrolmentStore.lock())();
  });
});

describe('the access test', () => {
  const report = {
    record: record({ serverRoot: 'a root' }),
    probe: 'Chromium 1',
    verdict: 'not-ok',
    whoami: { state: 'shut-out', zone: 'wan', time: '2026-06-01T00:00:00Z' },
    services: [{ service: record().services[0], outcome: { kind: 'shut-out' } }],
    stranger: { service: record().services[0], outcome: { kind: 'refused' } },
  } as const;

  async function tested(enrolmentStore = new MemoryEnrolmentStore()) {
    await enrolmentStore.put(record());
    let runs = 0;
    const access = new AccessTests({
      access: {
        async *run() {
          runs += 1;
          yield { type: 'done', report } as never;
        },
        whoami: () => Promise.resolve(undefined),
      },
      enrolmentStore,
      ...{ clock: { now: () => new Date(0) }, app: { version: '1.0', system: 'linux' }, system: 'linux' },
      ...{ log: memoryLog(), progress: () => undefined, changed: () => undefined },
    });
    return { access, runs: () => runs };
  }

  test('asked twice at once is made once', async () => {
    const { access, runs } = await tested();
    const [first, second] = await Promise.all([access.test(ID), access.test(ID)]);
    expect(first).toBe(second);
    expect(runs()).toBe(1);
  });

  test('leaves a report for the admin that opens nothing', async () => {
    const { access } = await tested();
    expect(() => access.text(ID)).toThrow(expect.objectContaining({ code: 'NOT_ENROLLED' }));
    const { text } = await access.test(ID);
    expect(access.text(ID)).toBe(text);
    expect(text).toContain('https://cloud.home.localhost/  shut-out');
    expect(text).toContain('home sees:   shut-out, wan');
    expect(text).not.toMatch(/BEGIN|a root|KEY/);
  });

  test('of a home that is not here fails, and the next one is made all the same', async () => {
    const { access } = await tested();
    await expect(access.test(crypto.randomUUID())).rejects.toMatchObject({ code: 'NOT_ENROLLED' });
    await expect(access.test(ID)).resolves.toMatchObject({ verdict: 'not-ok' });
  });
});

describe('the calls', () => {
  test('put on the clipboard only what the main process has written', async () => {
    const copied: string[] = [];
    const handlers = calls({
      app: { version: '1.0', system: 'linux' },
      copy: (text: string) => copied.push(text),
    } as never);
    await handlers.copyFailure({ code: 'HOME_NOT_REACHED', detail: `one\ntwo ${'x'.repeat(900)}`, requestId: 'r-1' });
    const [title, code, detail, request] = copied[0]?.split('\n') ?? [];
    expect([title, code, request]).toEqual([
      'Latchkey 1.0, linux',
      'HOME_NOT_REACHED: The home did not answer.',
      'request r-1',
    ]);
    expect(detail).toHaveLength(500);
  });

  test('log a crash of the window without the invite that was in it', async () => {
    const log = memoryLog();
    const handlers = calls({ log } as never);
    await handlers.reportCrash({
      message: 'bad K7QF-2M9X-4TDW@enroll.example.com',
      stack: 'at latchkey://x/K7QF-2M9X-4TDW',
    });
    expect(log.lines.join()).toContain('window-crashed');
    expect(log.lines.join()).not.toContain('K7QF');
  });

  test('tell the homes even while the vault is locked', async () => {
    const handlers = calls({
      homes: { list: async () => [] },
      enrolments: { unfinished: () => Promise.reject(new LatchkeyError('VAULT_LOCKED')) },
    } as never);
    expect(await handlers.homes(undefined)).toEqual({ homes: [], unfinished: [] });
  });
});
