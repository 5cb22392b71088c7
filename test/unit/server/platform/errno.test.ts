import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { errnoOf } from '../../../../server/platform/errno.ts';

it('is the code of what the operating system said, and of nothing else', () => {
  const thrown = () => {
    try {
      return readFileSync('/nonexistent/file');
    } catch (error) {
      return error;
    }
  };
  expect(errnoOf(thrown())).toBe('ENOENT');
  for (const other of [
    new Error('ENOENT'),
    Object.assign(new Error(), { code: 7 }),
    { code: 'ENOENT' },
    'ENOENT',
    undefined,
  ])
    expect(errnoOf(other)).toBeUndefined();
});
