import { describe, expect, test } from 'vitest';
import { bindCalls, type Handlers } from '../../../../../electron/main/ipc/bind.ts';
import { LatchkeyError } from '../../../../../shared/errors.ts';
import { CALLS, type CallName } from '../../../../../shared/ipc/contract.ts';
import { MAX_PASTE } from '../../../../../shared/paste/read-invite.ts';
import { memoryLog } from '../quiet-log.ts';

const ID = '6c40b1ff-02fd-4ac5-9a31-0af2a81b3e53';

function bound(handlers: Partial<Record<CallName, (argument: never) => unknown>>, trusted = true) {
  const channels = new Map<string, (event: unknown, ...args: unknown[]) => Promise<unknown>>();
  const log = memoryLog();
  const refuse = () => {
    throw new Error('not expected');
  };
  const all = Object.fromEntries(Object.keys(CALLS).map((name) => [name, refuse]));
  bindCalls({
    ipcMain: { handle: (channel, handler) => void channels.set(channel, handler as never) },
    isTrusted: () => trusted,
    handlers: { ...all, ...handlers } as unknown as Handlers,
    log,
    newId: () => 'id-1',
  });
  const call = (name: string, ...args: unknown[]) => channels.get(`latchkey:call:${name}`)?.({}, ...args);
  return { call, channels, log };
}

describe('the one way into the main process', () => {
  test('is bound for every call of the contract and no other', () => {
    const { channels } = bound({});
    expect([...channels.keys()].sort()).toEqual(
      Object.keys(CALLS)
        .map((name) => `latchkey:call:${name}`)
        .sort(),
    );
  });

  test('hands on what was checked and answers what was checked', async () => {
    const { call } = bound({
      leave: ({ homeId }: { homeId: string }) => ({
        home: 'notified',
        removed: homeId === ID,
        failures: [],
        locked: [],
        key: 'secret',
      }),
    });
    expect(await call('leave', { homeId: ID })).toEqual({
      ok: true,
      value: { home: 'notified', removed: true, failures: [], locked: [] },
    });
  });

  test('somebody else than our page gets nothing, and nothing is done', async () => {
    let done = false;
    const { call } = bound(
      {
        showLogs: () => {
          done = true;
        },
      },
      false,
    );
    expect(await call('showLogs')).toMatchObject({ ok: false, failure: { code: 'INTERNAL' } });
    expect(done).toBe(false);
  });

  test.each<[CallName, string, unknown[]]>([
    ['leave', 'nothing', []],
    ['leave', 'a path for an id', [{ homeId: '../../etc' }]],
    ['leave', 'more than was agreed', [{ homeId: ID, more: 1 }]],
    ['leave', 'a second argument', [{ homeId: ID }, 'more']],
    ['preview', 'an endless invite', [{ invite: 'x'.repeat(MAX_PASTE + 1) }]],
    ['enrol', 'less than was agreed', [{ invite: 'x', deviceName: 'y' }]],
    ['openService', 'an address for a name', [{ homeId: ID, service: 'https://example.com/'.repeat(9) }]],
    ['showLogs', 'a folder', ['/etc']],
  ])('%s is not carried out with %s', async (name, _what, args) => {
    let done = false;
    const { call } = bound({
      [name]: () => {
        done = true;
      },
    });
    expect(await call(name, ...args)).toMatchObject({ ok: false, failure: { code: 'INTERNAL' } });
    expect(done).toBe(false);
  });

  test('an expected failure travels whole, without its cause', async () => {
    const { call } = bound({
      homes: () => {
        throw new LatchkeyError('VAULT_LOCKED', {
          detail: 'It is locked.',
          requestId: 'r-1',
          cause: new Error('deep'),
        });
      },
    });
    expect(await call('homes')).toEqual({
      ok: false,
      failure: { code: 'VAULT_LOCKED', detail: 'It is locked.', requestId: 'r-1' },
    });
  });

  test('a bug becomes INTERNAL with an id that is in the log; its words stay there', async () => {
    const { call, log } = bound({ homes: () => Promise.reject(new Error('the inner workings')) });
    const reply = await call('homes');
    expect(reply).toEqual({ ok: false, failure: { code: 'INTERNAL', detail: 'Log entry id-1.' } });
    expect(log.lines.join()).toContain('id-1');
  });

  test('a reply that breaks the contract reaches nobody', async () => {
    const { call } = bound({ homes: () => ({ homes: [{ renewalSecret: 'x' }], unfinished: [] }) });
    expect(await call('homes')).toMatchObject({ ok: false, failure: { code: 'INTERNAL' } });
  });
});
