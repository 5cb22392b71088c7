/** Who else may change a program, by its owner, group and mode: what the app and the home run hangs on it. */
import { expect, test } from 'vitest';
import { type FileOwnership, whoElseMayChange } from '../../../shared/file-ownership.ts';

test.each<[string, FileOwnership, boolean, string | undefined]>([
  ['root’s file', { uid: 0, gid: 0, mode: 0o755 }, false, undefined],
  ['my own', { uid: 1000, gid: 1000, mode: 0o755 }, false, undefined],
  ['with my own group', { uid: 1000, gid: 1000, mode: 0o775 }, true, undefined],
  ['with root’s group', { uid: 0, gid: 0, mode: 0o775 }, true, undefined],
  ['with a group of several', { uid: 0, gid: 50, mode: 0o2775 }, true, 'group 50'],
  ['of somebody else', { uid: 1001, gid: 1001, mode: 0o755 }, true, 'user 1001, who owns it,'],
  ['of the group of somebody else', { uid: 1000, gid: 1001, mode: 0o775 }, true, 'group 1001'],
  ['of everybody', { uid: 0, gid: 0, mode: 0o777 }, true, 'everybody'],
  ['as /tmp', { uid: 0, gid: 0, mode: 0o1777 }, true, undefined],
  ['a file as /tmp', { uid: 0, gid: 0, mode: 0o1777 }, false, 'everybody'],
  ['as somebody else’s /tmp', { uid: 1001, gid: 0, mode: 0o1777 }, true, 'user 1001, who owns it,'],
])('%s', (_, ownership, isFolder, who) => {
  expect(whoElseMayChange(ownership, 1000, isFolder)).toBe(who);
});
