import { describe, expect, test } from 'vitest';
import { teller } from '../../../../../electron/main/ipc/tell.ts';

describe('telling the window', () => {
  test('what the contract names, on its channel; unknown fields stay here', () => {
    const sent: unknown[] = [];
    const page = { send: (...args: unknown[]) => void sent.push(args), isDestroyed: () => false };
    const tell = teller(() => page);
    tell('inviteOpened', { invite: 'x', secret: 'y' } as { invite: string });
    expect(sent).toEqual([['latchkey:event:inviteOpened', { invite: 'x' }]]);
    expect(() => tell('menu', { command: 'format-disk' } as never)).toThrow();
  });

  test('nobody, when the window is gone', () => {
    const page = {
      send: () => {
        throw new Error('gone');
      },
      isDestroyed: () => true,
    };
    teller(() => page)('homesChanged', {});
    teller(() => undefined)('homesChanged', {});
  });
});
