import { describe, expect, test } from 'vitest';
import { Inbox } from '../../../../../electron/main/links/inbox.ts';

describe('the inbox', () => {
  test('keeps the last link until the page asks, then tells at once, and keeps again when the page is gone', () => {
    const told: string[] = [];
    const inbox = new Inbox((invite) => told.push(invite));
    inbox.put('first');
    inbox.put('second');
    expect(inbox.take()).toBe('second');
    expect(inbox.take()).toBeUndefined();
    inbox.put('third');
    expect(told).toEqual(['third']);
    inbox.pageGone();
    inbox.put('fourth');
    expect(told).toEqual(['third']);
    expect(inbox.take()).toBe('fourth');
  });
});
